using Huitang.Host.Startup;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Huitang.Unit.Rules;

public class FileRules
{
    private const int LongestFile = 400;

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        var files = Rule.Sources("src", ".cs", ".razor", ".ts", ".css").Concat(Rule.Sources("tests", ".cs")).ToList();
        Rule.Holds($"A file of more than {LongestFile} lines lacks a class", files, file => Rule.Lines(file).Length is var lines and > LongestFile ? $"{file}: {lines}" : null);
    }

    [Fact]
    public void No_name_is_a_drawer()
    {
        string[] drawers = ["Utils", "Util", "Helper", "Helpers", "Manager", "Common", "Shared", "Misc"];
        var files = Rule.Sources("src", ".cs", ".razor", ".ts");
        Rule.Holds("Files and folders have a subject", files, file =>
            file.Split('/').Any(part => drawers.Any(drawer => Path.GetFileNameWithoutExtension(part).EndsWith(drawer, StringComparison.OrdinalIgnoreCase))) ? file : null);
    }

    [Fact]
    public async Task The_migrations_lead_to_the_model_of_the_code()
    {
        await using var source = DatabaseSetup.DataSource("Host=/nowhere;Database=none");
        await using var db = DatabaseSetup.Context(source);
        Assert.NotEmpty(db.Database.GetMigrations());
        Assert.False(db.Database.HasPendingModelChanges(), "The model has changed: run tools/initial-migration.");
    }
}
