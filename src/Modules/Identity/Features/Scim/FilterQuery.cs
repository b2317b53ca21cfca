using System.Globalization;
using System.Linq.Expressions;
using Huitang.Identity.Domain.Scim;

namespace Huitang.Identity.Features.Scim;

/// <summary>Turns a filter into a condition of the query, so that the database applies it.</summary>
/// <param name="type">Type of resource.</param>
/// <param name="fields">What can be compared, by lower-case name; attributes of the extension begin with a plus sign.</param>
/// <param name="loose">Whether attributes of the other type of resource have no value, where both are searched together, instead of being refused.</param>
internal sealed class FilterQuery<TRow>(ScimType type, IReadOnlyDictionary<string, IField<TRow>> fields, bool loose = false)
{
    /// <summary>The condition, or which attribute cannot be compared like this.</summary>
    public Result<Expression<Func<TRow, bool>>> Of(FilterNode node)
    {
        switch (node)
        {
            case FilterAnd and:
                return Both(and.Left, and.Right, Conditions.And);
            case FilterOr or:
                return Both(or.Left, or.Right, Conditions.Or);
            case FilterNot not:
                return Of(not.Inner) is { Value: { } inner } ? Conditions.Not(inner) : Of(not.Inner);
            case FilterPresent present:
                return Find(present.Path)?.Present is { } has ? has : ScimErrors.UnknownAttribute.With(present.Path.ToString());
            case FilterCompare compare:
                return Find(compare.Path)?.Compare(compare.Op, compare.Value) is { } test ? test : ScimErrors.UnknownAttribute.With(compare.Path.ToString());
            case FilterWithin within:
                return Find(within.Path) switch
                {
                    IManyField<TRow> many => many.Within(within.Inner),
                    // What is never kept has no value that could fit.
                    NoField<TRow> none => none.Present,
                    _ => ScimErrors.UnknownAttribute.With(within.Path.ToString()),
                };
            default:
                return ScimErrors.InvalidFilter.With("1");
        }
    }

    /// <summary>Name under which a path is looked up; null when its schema is none of the type's.</summary>
    public static string? KeyOf(ScimType type, AttributePath path) => type.SchemaOf(path) is not { } schema ? null
        : (ReferenceEquals(schema, type.Extension) ? "+" : "") + path.Name.ToLowerInvariant() + (path.Sub is null ? "" : "." + path.Sub.ToLowerInvariant());

    private Result<Expression<Func<TRow, bool>>> Both(FilterNode left, FilterNode right, Func<Expression<Func<TRow, bool>>, Expression<Func<TRow, bool>>, Expression<Func<TRow, bool>>> join)
    {
        var a = Of(left);
        if (a.Value is not { } first) return a;
        var b = Of(right);
        return b.Value is { } second ? join(first, second) : b;
    }

    private IField<TRow>? Find(AttributePath path)
    {
        if (Own(path) is { } own) return own;
        var other = ReferenceEquals(type, ScimSchemas.Users) ? ScimSchemas.Groups : ScimSchemas.Users;
        return loose && other.SchemaOf(path) is { } schema && (schema.Find(path.Name) is not null || schema.Ignored.Contains(path.Name)) ? NoField<TRow>.Only : null;
    }

    private IField<TRow>? Own(AttributePath path)
    {
        if (KeyOf(type, path) is not { } key) return null;
        if (fields.TryGetValue(key, out var field)) return field;
        // emails.value is a part of the values of emails.
        if (path.Sub is { } sub && fields.TryGetValue(KeyOf(type, path with { Sub = null })!, out var whole) && whole is IManyField<TRow> many) return many.Part(sub);
        return type.SchemaOf(path)!.Ignored.Contains(path.Name) ? NoField<TRow>.Only : null;
    }
}

/// <summary>Something of a row that can be compared.</summary>
internal interface IField<TRow>
{
    /// <summary>That it has a value.</summary>
    Expression<Func<TRow, bool>> Present { get; }

    /// <summary>The comparison; null when the field cannot be compared like this.</summary>
    Expression<Func<TRow, bool>>? Compare(FilterOp op, object? value);
}

/// <summary>A field with several values, each with parts.</summary>
internal interface IManyField<TRow> : IField<TRow>
{
    /// <summary>That some value fits.</summary>
    Result<Expression<Func<TRow, bool>>> Within(FilterNode inner);

    /// <summary>A part of its values; null when they have none of the name.</summary>
    IField<TRow>? Part(string name);
}

/// <summary>An attribute that is never kept, or not for this reader to see: it has no value.</summary>
internal sealed class NoField<TRow> : IField<TRow>
{
    public static readonly NoField<TRow> Only = new();

    public Expression<Func<TRow, bool>> Present => _ => false;

    public Expression<Func<TRow, bool>>? Compare(FilterOp op, object? value) => value is null ? op == FilterOp.Eq ? _ => true : _ => false : op == FilterOp.Ne ? _ => true : _ => false;
}

/// <summary>The same for every row.</summary>
internal sealed class ConstantField<TRow>(string text) : IField<TRow>
{
    public Expression<Func<TRow, bool>> Present => _ => true;

    public Expression<Func<TRow, bool>>? Compare(FilterOp op, object? value)
    {
        if (value is null) return op == FilterOp.Ne ? _ => true : _ => false;
        if (value is bool flag) value = flag ? "true" : "false";
        if (value is not string other) return null;
        var order = string.Compare(text, other, StringComparison.OrdinalIgnoreCase);
        var holds = op switch
        {
            FilterOp.Eq => order == 0,
            FilterOp.Ne => order != 0,
            FilterOp.Co => text.Contains(other, StringComparison.OrdinalIgnoreCase),
            FilterOp.Sw => text.StartsWith(other, StringComparison.OrdinalIgnoreCase),
            FilterOp.Ew => text.EndsWith(other, StringComparison.OrdinalIgnoreCase),
            FilterOp.Gt => order > 0,
            FilterOp.Ge => order >= 0,
            FilterOp.Lt => order < 0,
            _ => order <= 0,
        };
        return holds ? _ => true : _ => false;
    }
}

/// <summary>Text of a row.</summary>
/// <param name="text">The text; in lower case unless <paramref name="exact"/>.</param>
/// <param name="exact">Whether case counts.</param>
/// <param name="narrow">A condition that everything containing a text fulfils and that an index answers; null for none.</param>
/// <param name="keyed">Whether an index of its own answers what is equal, so that narrowing would only lead the planner astray.</param>
internal sealed class TextField<TRow>(Expression<Func<TRow, string?>> text, bool exact = false, Func<string, Expression<Func<TRow, bool>>?>? narrow = null, bool keyed = false) : IField<TRow>
{
    public Expression<Func<TRow, bool>> Present => Conditions.Of(text, v => v != null && v != "");

    public Expression<Func<TRow, bool>>? Compare(FilterOp op, object? value)
    {
        if (value is null) return op == FilterOp.Eq ? Conditions.Not(Present) : op == FilterOp.Ne ? Present : null;
        if (value is not string given) return null;
        var other = exact ? given : given.ToLowerInvariant();
        // Null is said to be unequal, so that "not" never meets an unknown.
        var test = op switch
        {
            FilterOp.Eq => Conditions.Of(text, v => v != null && v == other),
            FilterOp.Ne => Conditions.Of(text, v => v == null || v != other),
            FilterOp.Co => Conditions.Of(text, v => v != null && v.Contains(other)),
            FilterOp.Sw => Conditions.Of(text, v => v != null && v.StartsWith(other)),
            FilterOp.Ew => Conditions.Of(text, v => v != null && v.EndsWith(other)),
#pragma warning disable CA1309, CA1310 // the database compares
            FilterOp.Gt => Conditions.Of(text, v => v != null && string.Compare(v, other) > 0),
            FilterOp.Ge => Conditions.Of(text, v => v != null && string.Compare(v, other) >= 0),
            FilterOp.Lt => Conditions.Of(text, v => v != null && string.Compare(v, other) < 0),
            _ => Conditions.Of(text, v => v != null && string.Compare(v, other) <= 0),
#pragma warning restore CA1309, CA1310
        };
        // A key has an index of its own for what is equal or begins with something.
        var narrowed = op is FilterOp.Co or FilterOp.Ew || (op is FilterOp.Eq or FilterOp.Sw && !keyed);
        return narrowed && narrow?.Invoke(given) is { } less ? Conditions.And(less, test) : test;
    }
}

/// <summary>Yes or no.</summary>
internal sealed class FlagField<TRow>(Expression<Func<TRow, bool>> flag) : IField<TRow>
{
    public Expression<Func<TRow, bool>> Present => _ => true;

    public Expression<Func<TRow, bool>>? Compare(FilterOp op, object? value)
    {
        if (value is string text && bool.TryParse(text, out var said)) value = said;
        if (value is not bool wanted || op is not (FilterOp.Eq or FilterOp.Ne)) return null;
        return wanted == (op == FilterOp.Eq) ? flag : Conditions.Not(flag);
    }
}

/// <summary>A moment.</summary>
internal sealed class MomentField<TRow>(Expression<Func<TRow, DateTimeOffset>> moment) : IField<TRow>
{
    public Expression<Func<TRow, bool>> Present => _ => true;

    public Expression<Func<TRow, bool>>? Compare(FilterOp op, object? value)
    {
        if (value is not string text || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var other)) return null;
        return op switch
        {
            FilterOp.Eq => Conditions.Of(moment, v => v == other),
            FilterOp.Ne => Conditions.Of(moment, v => v != other),
            FilterOp.Gt => Conditions.Of(moment, v => v > other),
            FilterOp.Ge => Conditions.Of(moment, v => v >= other),
            FilterOp.Lt => Conditions.Of(moment, v => v < other),
            FilterOp.Le => Conditions.Of(moment, v => v <= other),
            _ => null,
        };
    }
}

/// <summary>An id: the same or another. Text that is no id is nobody's.</summary>
internal sealed class IdField<TRow>(Func<Guid, Expression<Func<TRow, bool>>> same) : IField<TRow>
{
    public Expression<Func<TRow, bool>> Present => _ => true;

    public Expression<Func<TRow, bool>>? Compare(FilterOp op, object? value)
    {
        if (value is not string text || op is not (FilterOp.Eq or FilterOp.Ne)) return null;
        Expression<Func<TRow, bool>> equal = Guid.TryParse(text, out var id) ? same(id) : _ => false;
        return op == FilterOp.Eq ? equal : Conditions.Not(equal);
    }
}

/// <summary>Several values: of another table, or of the row itself.</summary>
/// <param name="type">Type of resource.</param>
/// <param name="parts">Parts of a value.</param>
/// <param name="some">That there is a value which fits.</param>
internal sealed class ManyField<TRow, TValue>(ScimType type, IReadOnlyDictionary<string, IField<TValue>> parts, Func<Expression<Func<TValue, bool>>, Expression<Func<TRow, bool>>> some) : IManyField<TRow>
{
    public Expression<Func<TRow, bool>> Present => some(_ => true);

    public Expression<Func<TRow, bool>>? Compare(FilterOp op, object? value) => Part("value")?.Compare(op, value);

    public Result<Expression<Func<TRow, bool>>> Within(FilterNode inner)
    {
        var read = new FilterQuery<TValue>(type, parts).Of(inner);
        return read.Value is { } condition ? some(condition) : read.Error!;
    }

    public IField<TRow>? Part(string name) => parts.TryGetValue(name.ToLowerInvariant(), out var part) ? new PartField(part, some) : null;

    private sealed class PartField(IField<TValue> part, Func<Expression<Func<TValue, bool>>, Expression<Func<TRow, bool>>> some) : IField<TRow>
    {
        public Expression<Func<TRow, bool>> Present => some(part.Present);

        public Expression<Func<TRow, bool>>? Compare(FilterOp op, object? value) => part.Compare(op, value) is { } condition ? some(condition) : null;
    }
}

/// <summary>Joins conditions into one the database understands.</summary>
internal static class Conditions
{
    public static Expression<Func<TRow, bool>> And<TRow>(Expression<Func<TRow, bool>> a, Expression<Func<TRow, bool>> b) => Expression.Lambda<Func<TRow, bool>>(Expression.AndAlso(a.Body, Put(b, a.Parameters[0])), a.Parameters);

    public static Expression<Func<TRow, bool>> Or<TRow>(Expression<Func<TRow, bool>> a, Expression<Func<TRow, bool>> b) => Expression.Lambda<Func<TRow, bool>>(Expression.OrElse(a.Body, Put(b, a.Parameters[0])), a.Parameters);

    public static Expression<Func<TRow, bool>> Not<TRow>(Expression<Func<TRow, bool>> a) => Expression.Lambda<Func<TRow, bool>>(Expression.Not(a.Body), a.Parameters);

    /// <summary>A test of what a row has.</summary>
    public static Expression<Func<TRow, bool>> Of<TRow, TValue>(Expression<Func<TRow, TValue>> value, Expression<Func<TValue, bool>> test) => Expression.Lambda<Func<TRow, bool>>(Put(test, value.Body), value.Parameters);

    private static Expression Put(LambdaExpression into, Expression instead) => new Replacer(into.Parameters[0], instead).Visit(into.Body);

    private sealed class Replacer(ParameterExpression old, Expression instead) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == old ? instead : base.VisitParameter(node);
    }
}
