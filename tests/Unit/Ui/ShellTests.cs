using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using Huitang.Host.Shell;
using Huitang.Kernel;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Huitang.Unit.Ui;

/// <summary>The frame: where people start, which entry is theirs, which addresses are safe, what refusals say.</summary>
public sealed partial class ShellTests
{
    private static readonly ModuleCatalog Catalog = new([new Some()]);

    [Theory]
    [InlineData("/", true)]
    [InlineData("/my?tab=1&q=会", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("my", false)]
    [InlineData("//evil.example", false)]
    [InlineData("/\\evil.example", false)]
    [InlineData("/a\\b", false)]
    [InlineData("/a\r\nSet-Cookie: x", false)]
    [InlineData("https://evil.example", false)]
    public void Only_addresses_within_the_product_are_returned_to(string? url, bool local) => Assert.Equal(local, ShellRoutes.IsLocal(url));

    [Fact]
    public void People_start_where_they_may()
    {
        Assert.StartsWith("/account/sign-in", ShellRoutes.StartFor(Catalog, Actor.Anonymous), StringComparison.Ordinal);
        Assert.Equal("/my", ShellRoutes.StartFor(Catalog, Person()));
        Assert.Equal("/console/live", ShellRoutes.StartFor(Catalog, Person("meeting.view", "people.view")));
        Assert.Equal("/console/people", ShellRoutes.StartFor(Catalog, Person("people.view")));
    }

    [Fact]
    public void An_address_belongs_to_the_entry_with_the_longest_path()
    {
        Assert.Equal("my", ShellNav.EntryAt(Catalog, "/my")?.Id);
        Assert.Equal("history", ShellNav.EntryAt(Catalog, "/my/history/7")?.Id);
        Assert.Null(ShellNav.EntryAt(Catalog, "/myth"));
    }

    [Fact]
    public void Refusals_have_texts_and_a_missing_text_never_shows_a_blank()
    {
        CultureInfo.CurrentUICulture = new CultureInfo("en-US");
        var texts = new ErrorTexts(Catalog, NullLogger<ErrorTexts>.Instance);
        Assert.Equal("You lack the permission “See people”.", texts.For(CommonErrors.Forbidden.With("people.view")));
        Assert.Equal("Full: 12", texts.For(new Error("room.full", ErrorKind.Conflict).With("12")));
        Assert.Equal("Full: {0}", texts.For(new Error("room.full", ErrorKind.Conflict)));
        Assert.Contains("no.such_code", texts.For(new Error("no.such_code", ErrorKind.Conflict)), StringComparison.Ordinal);
        CultureInfo.CurrentUICulture = new CultureInfo("zh-CN");
        Assert.Equal("操作太频繁，请稍后再试。", texts.For(CommonErrors.TooMany));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_languages_have_the_same_texts_with_the_same_placeholders(bool host)
    {
        var source = host ? Huitang.Host.Texts.ResourceManager : Huitang.Ui.Texts.ResourceManager;
        var zh = All(source, CultureInfo.InvariantCulture);
        var en = All(source, new CultureInfo("en-US"));
        Assert.True(zh.Count > 40);
        Assert.Equal(zh.Keys.Order(StringComparer.Ordinal), en.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(zh.Keys, k => !Holes(zh[k]).SequenceEqual(Holes(en[k])));
        Assert.DoesNotContain(en, t => Chinese().IsMatch(t.Value));
    }

    private static Dictionary<string, string> All(System.Resources.ResourceManager source, CultureInfo culture) =>
        source.GetResourceSet(culture, true, false)!.Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);

    private static IEnumerable<string> Holes(string text) => Hole().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);

    private static Actor Person(params string[] permissions) => new() { Kind = ActorKind.User, Permissions = permissions.ToHashSet() };

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();

    private sealed class Some : IModule
    {
        public IEnumerable<MenuEntry> Menu =>
        [
            new("my", MenuArea.MyMeetings, 1, "/my", () => "My", ""),
            new("history", MenuArea.MyMeetings, 2, "/my/history", () => "History", ""),
            new("people", MenuArea.Enterprise, 3, "/console/people", () => "People", "", "people.view"),
            new("live", MenuArea.Enterprise, 4, "/console/live", () => "Live", "", "meeting.view"),
        ];

        public IEnumerable<PermissionDefinition> Permissions => [new("people.view", () => "See people", () => "People")];

        public void Add(IServiceCollection services)
        {
        }

        public void Map(IEndpointRouteBuilder routes)
        {
        }

        public string? TextOf(string code) => code == "room.full" ? "Full: {0}" : null;
    }
}
