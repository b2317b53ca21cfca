using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Huitang.Host.Startup;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Unit.Rules;

public partial class TextRules
{
    private static readonly string[] Languages = ["zh-CN", "en-US"];

    [Fact]
    public void Both_languages_have_the_same_texts_with_the_same_placeholders()
    {
        var files = Rule.Sources("src", "Texts/Texts.resx");
        Rule.Holds("Texts.resx and Texts.en-US.resx agree", files, file =>
        {
            var (chinese, english) = (Read(file), Read(file.Replace("Texts.resx", "Texts.en-US.resx", StringComparison.Ordinal)));
            var offences = chinese.Keys.Except(english.Keys).Select(key => $"{key} lacks English")
                .Concat(english.Keys.Except(chinese.Keys).Select(key => $"{key} lacks Chinese"))
                .Concat(chinese.Keys.Intersect(english.Keys).Where(key => Placeholders(chinese[key]) != Placeholders(english[key])).Select(key => $"{key} has other placeholders"))
                .Concat(chinese.Concat(english).Where(text => string.IsNullOrWhiteSpace(text.Value)).Select(text => $"{text.Key} is empty"))
                .ToList();
            return offences.Count == 0 ? null : $"{file}: {string.Join("; ", offences)}";
        });
    }

    [Fact]
    public void Every_error_has_a_text_in_both_languages()
    {
        var errors = Rule.Modules.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(Error))
            .Select(field => ((Error)field.GetValue(null)!).Code).Distinct().ToList();
        if (errors.Count == 0) Assert.Skip("No module refuses anything yet.");
        Rule.Holds("Modules answer TextOf for their error codes", errors, MissingText);
    }

    [Fact]
    public void Every_audited_action_has_a_name_in_both_languages()
    {
        var actions = Rule.Modules.SelectMany(assembly => assembly.GetTypes())
            .Select(type => type.GetCustomAttribute<AuditedAttribute>()?.Action).OfType<string>().Distinct().ToList();
        if (actions.Count == 0) Assert.Skip("No module changes anything yet.");
        Rule.Holds("Modules answer TextOf for their audited actions", actions, MissingText);
    }

    private static string? MissingText(string code)
    {
        var catalog = new ModuleCatalog(HuitangApp.Modules);
        var before = CultureInfo.CurrentUICulture;
        try
        {
            var texts = Languages.Select(language =>
            {
                CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
                return catalog.TextOf(code);
            }).ToList();
            return texts.Contains(code) ? code : null;
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private static Dictionary<string, string> Read(string file)
    {
        var path = Path.Combine(Rule.Root, file);
        return File.Exists(path)
            ? XDocument.Load(path).Root!.Elements("data").ToDictionary(data => (string)data.Attribute("name")!, data => (string?)data.Element("value") ?? "", StringComparer.Ordinal)
            : [];
    }

    private static string Placeholders(string text) => string.Join(' ', Placeholder().Matches(text).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{(\d+)(:[^}]*)?\}")]
    private static partial Regex Placeholder();
}
