using System.Runtime.CompilerServices;
using Huitang.Meetings.Live.Protocol;
using Xunit;

namespace Huitang.Unit.Protocol;

/// <summary>The meeting client compiles against types made from the server's records, so the two cannot drift apart.</summary>
public sealed class ProtocolFileTests
{
    [Fact]
    public void The_clients_types_are_those_of_the_server()
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../../src/Web/protocol/protocol.ts"));
        var expected = new TypeScriptWriter().Write([typeof(ClientMessage), typeof(ServerMessage)]);
        if (Environment.GetEnvironmentVariable("HUITANG_WRITE_PROTOCOL") == "1") File.WriteAllText(path, expected);
        Assert.True(File.Exists(path), $"{path} is missing: run with HUITANG_WRITE_PROTOCOL=1");
        Assert.Equal(expected, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Unions_nulls_lists_and_numbers_are_written_as_they_travel()
    {
        var text = new TypeScriptWriter().Write([typeof(ClientMessage)]);
        Assert.Contains("| { t: 'candidate'; leg: string; candidate?: string | null; mid?: string | null; line?: number | null }", text, StringComparison.Ordinal);
        Assert.Contains("| { op: 'remove'; targets: readonly string[]; mayReturn: boolean }", text, StringComparison.Ordinal);
        Assert.Contains("export const JoinLimit = { All: 1, Invited: 2, Internal: 3 } as const;", text, StringComparison.Ordinal);
        Assert.Contains("  upKbps?: number | null;\n", text, StringComparison.Ordinal);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
