using System.Globalization;
using System.Text.Json;

namespace Huitang.Identity.Domain.Scim;

/// <summary>Reads filters and paths of SCIM by recursive descent. Length, depth and number of comparisons are limited, so that no text can exhaust the process or the database.</summary>
internal sealed class FilterParser
{
    /// <summary>Longest text, in characters.</summary>
    public const int Longest = 4_000;

    /// <summary>Most parentheses, brackets and negations within each other.</summary>
    public const int Deepest = 20;

    /// <summary>Most comparisons.</summary>
    public const int MostTerms = 60;

    private static readonly Dictionary<string, FilterOp> Ops = Enum.GetValues<FilterOp>().ToDictionary(o => o.ToString(), StringComparer.OrdinalIgnoreCase);

    private readonly string _text;
    private int _at;
    private int _terms;
    private bool _bracketed;

    private FilterParser(string text) => _text = text;

    /// <summary>A filter; refused with the place at which it cannot be read.</summary>
    public static Result<FilterNode> Filter(string text)
    {
        if (text.Length > Longest) return ScimErrors.InvalidFilter.With(Longest.ToString(CultureInfo.InvariantCulture));
        var parser = new FilterParser(text);
        var node = parser.Or(0);
        parser.Spaces();
        return node is not null && parser._at == text.Length ? node : parser.Wrong(ScimErrors.InvalidFilter);
    }

    /// <summary>An attribute's name, as in <c>sortBy</c> or <c>attributes</c>; null when it is none.</summary>
    public static AttributePath? Attribute(string text)
    {
        if (text.Length > Longest) return null;
        var parser = new FilterParser(text);
        return parser.Path() is { } path && parser._at == text.Length ? path : null;
    }

    /// <summary>The path of a PATCH operation.</summary>
    public static Result<PatchPath> Patch(string text)
    {
        text = text.Trim();
        if (text.Length > Longest) return ScimErrors.InvalidPath.With("");
        var parser = new FilterParser(text);
        if (parser.Path() is not { } path) return parser.Wrong(ScimErrors.InvalidPath);
        if (parser._at == text.Length) return new PatchPath(path with { Sub = null }, null, path.Sub);
        if (path.Sub is not null || !parser.Take('[')) return parser.Wrong(ScimErrors.InvalidPath);
        parser._bracketed = true;
        var where = parser.Or(1);
        parser.Spaces();
        if (where is null || !parser.Take(']')) return parser.Wrong(ScimErrors.InvalidFilter);
        if (parser._at == text.Length) return new PatchPath(path, where, null);
        var sub = parser.Take('.') ? parser.Name() : null;
        return sub is not null && parser._at == text.Length ? new PatchPath(path, where, sub) : parser.Wrong(ScimErrors.InvalidPath);
    }

    private Error Wrong(Error error) => error.With(_at < _text.Length ? $"{_at + 1}: {_text[_at..Math.Min(_text.Length, _at + 20)]}" : $"{_at + 1}");

    private FilterNode? Or(int depth)
    {
        var left = And(depth);
        while (left is not null && Word("or")) left = And(depth) is { } right ? new FilterOr(left, right) : null;
        return left;
    }

    private FilterNode? And(int depth)
    {
        var left = Term(depth);
        while (left is not null && Word("and")) left = Term(depth) is { } right ? new FilterAnd(left, right) : null;
        return left;
    }

    private FilterNode? Term(int depth)
    {
        if (depth > Deepest) return null;
        Spaces();
        if (Take('(')) return Closed(Or(depth + 1), ')');
        var start = _at;
        if (Letters("not"))
        {
            Spaces();
            if (Take('(')) return Closed(Or(depth + 1), ')') is { } inner ? new FilterNot(inner) : null;
            _at = start;
        }

        if (++_terms > MostTerms || Path() is not { Name.Length: > 0 } path) return null;
        if (_at < _text.Length && _text[_at] == '[')
        {
            // Values of values do not exist.
            if (_bracketed || path.Sub is not null) return null;
            _at++;
            _bracketed = true;
            var within = Closed(Or(depth + 1), ']');
            _bracketed = false;
            return within is null ? null : new FilterWithin(path, within);
        }

        if (!Space()) return null;
        if (Letters("pr")) return new FilterPresent(path);
        var from = _at;
        while (_at < _text.Length && char.IsAsciiLetter(_text[_at])) _at++;
        if (!Ops.TryGetValue(_text[from.._at], out var op))
        {
            _at = from;
            return null;
        }

        return Space() && Value(out var value) ? new FilterCompare(path, op, value) : null;
    }

    private FilterNode? Closed(FilterNode? inner, char end)
    {
        Spaces();
        return inner is not null && Take(end) ? inner : null;
    }

    // Everything that belongs to a name, a schema included; the schema ends at its last colon.
    private AttributePath? Path()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-' or '$' or ':' or '.')) _at++;
        var text = _text[start.._at];
        if (text.Length == 0) return null;
        string? schema = null;
        if (text.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))
        {
            if (ScimSchemas.IsSchema(text)) return new AttributePath(text, "", null);
            var cut = text.LastIndexOf(':');
            (schema, text) = (text[..cut], text[(cut + 1)..]);
        }

        var parts = text.Split('.');
        if (parts.Length <= 2 && parts.All(IsName)) return new AttributePath(schema, parts[0], parts.Length == 2 ? parts[1] : null);
        _at = start;
        return null;
    }

    private string? Name()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-' or '$')) _at++;
        return IsName(_text[start.._at]) ? _text[start.._at] : null;
    }

    private static bool IsName(string text) => text.Length > 0 && (char.IsAsciiLetter(text[0]) || (text[0] == '$' && text.Length > 1)) && text.Skip(1).All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private bool Value(out object? value)
    {
        value = null;
        var start = _at;
        if (_at < _text.Length && _text[_at] == '"')
        {
            for (_at++; _at < _text.Length && _text[_at] != '"'; _at++)
                if (_text[_at] == '\\') _at++;
            if (_at >= _text.Length)
            {
                _at = start;
                return false;
            }

            _at++;
        }
        else
        {
            while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '-' or '+' or '.')) _at++;
        }

        var read = Json(_text[start.._at], out value);
        if (!read) _at = start;
        return read;
    }

    private static bool Json(string text, out object? value)
    {
        value = null;
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            value = root.ValueKind switch
            {
                JsonValueKind.String => root.GetString(),
                JsonValueKind.Number => root.TryGetDecimal(out var number) ? number : null,
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => null,
            };
            return root.ValueKind is JsonValueKind.Null or JsonValueKind.String or JsonValueKind.True or JsonValueKind.False || value is decimal ? value is not string said || ScimText.Sound(said) : false;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or half a surrogate pair.
            return false;
        }
    }

    // A word between spaces or brackets; puts back what is none.
    private bool Word(string word)
    {
        var start = _at;
        Spaces();
        if (Letters(word)) return true;
        _at = start;
        return false;
    }

    private bool Letters(string word)
    {
        if (string.Compare(_text, _at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0 || _text.Length < _at + word.Length) return false;
        var end = _at + word.Length;
        if (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] is '_' or '-' or '.' or ':' or '[')) return false;
        _at = end;
        return true;
    }

    private bool Take(char c)
    {
        if (_at >= _text.Length || _text[_at] != c) return false;
        _at++;
        return true;
    }

    private bool Space()
    {
        var start = _at;
        Spaces();
        return _at > start;
    }

    private void Spaces()
    {
        while (_at < _text.Length && _text[_at] == ' ') _at++;
    }
}
