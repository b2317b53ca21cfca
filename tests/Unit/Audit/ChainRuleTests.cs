using System.Text;
using Huitang.Audit;
using Xunit;

namespace Huitang.Unit.Audit;

public class ChainRuleTests
{
    private static readonly Guid Stream = Guid.Parse("01900000-0000-7000-8000-000000000001");

    [Fact]
    public void Canonical_json_has_sorted_keys_no_blanks_and_leaves_out_what_has_no_value()
    {
        var map = new CanonicalMap().Put("zeta", 2L).Put("alpha", "会议\"室\"").Put("none", null).Put("list", new List<object?> { true, new CanonicalMap().Put("b", 1).Put("a", "x") });
        Assert.Equal("""{"alpha":"会议\"室\"","list":[true,{"a":"x","b":1}],"zeta":2}""", Encoding.UTF8.GetString(map.ToBytes()));
    }

    [Fact]
    public void Canonical_json_refuses_numbers_that_are_not_whole() => Assert.Throws<ArgumentException>(() => new CanonicalMap().Put("n", 1.5).ToBytes());

    [Theory]
    [InlineData("a\0b", "ab")]
    [InlineData("whole 🎉", "whole 🎉")]
    public void Text_that_json_or_the_database_cannot_hold_is_made_harmless(string typed, string kept) => Assert.Equal(kept, CanonicalMap.Clean(typed));

    // Half a character cannot stand in an attribute.
    [Fact]
    public void Half_a_character_is_made_harmless() => Assert.Equal("half \ufffd gone", CanonicalMap.Clean("half \ud83c gone"));

    [Fact]
    public void Each_hash_covers_everything_before_it()
    {
        byte[][] bodies = [[.. "one"u8], [.. "two"u8], [.. "three"u8]];
        var whole = bodies.Aggregate(Chain.Genesis(1, Stream), (hash, body) => Chain.Next(hash, body));
        var swapped = new[] { bodies[1], bodies[0], bodies[2] }.Aggregate(Chain.Genesis(1, Stream), (hash, body) => Chain.Next(hash, body));
        var shortened = bodies.Skip(1).Aggregate(Chain.Genesis(1, Stream), (hash, body) => Chain.Next(hash, body));
        Assert.NotEqual(whole, swapped);
        Assert.NotEqual(whole, shortened);
        Assert.Equal(Chain.Length, whole.Length);
    }

    [Fact]
    public void No_stream_passes_for_another_nor_one_enterprise_for_another()
    {
        Assert.NotEqual(Chain.Genesis(1, Stream), Chain.Genesis(2, Stream));
        Assert.NotEqual(Chain.Genesis(1, Stream), Chain.Genesis(1, Guid.Parse("01900000-0000-7000-8000-000000000002")));
    }

    [Fact]
    public void A_hash_can_be_computed_by_hand()
    {
        // sha256("huitang-audit/1" || 00000001 || uuid), then sha256(that || "{}"), as any tool would.
        var genesis = System.Security.Cryptography.SHA256.HashData([.. "huitang-audit/1"u8.ToArray(), 0, 0, 0, 1, .. Convert.FromHexString("01900000000070008000000000000001")]);
        Assert.Equal(genesis, Chain.Genesis(1, Stream));
        Assert.Equal(System.Security.Cryptography.SHA256.HashData([.. genesis, .. "{}"u8.ToArray()]), Chain.Next(genesis, "{}"u8));
    }

    [Fact]
    public void A_checkpoint_reads_back_as_it_was_written()
    {
        var head = new Head(Stream, 7, Chain.Genesis(1, Stream));
        var body = new Checkpoint(3, 9, [1, 2, 3], DateTimeOffset.FromUnixTimeMilliseconds(1_764_000_000_123), [head], new Pruned(4, [9], [head])).ToBody("key");
        var (read, key) = Checkpoint.Read(body)!.Value;
        Assert.Equal("key", key);
        Assert.Equal(body, read.ToBody("key"));
        Assert.Null(Checkpoint.Read("{\"kind\":1"u8.ToArray()));
    }

    [Theory]
    [InlineData(null, 190, 180, 190)]
    [InlineData(30, 190, 180, 180)]
    [InlineData(400, 190, 180, 400)]
    [InlineData(200, 190, 365, 365)]
    [InlineData(null, 10, 10, 180)]
    public void Logs_are_never_kept_shorter_than_the_law_asks(int? policy, int installation, int minimum, int days) => Assert.Equal(days, Retention.Days(policy, installation, minimum));

    [Fact]
    public void A_box_opens_with_its_key_only()
    {
        var (key, other) = (SealedBox.NewKey(), SealedBox.NewKey());
        var box = SealedBox.Seal(key, Stream, "陈静"u8);
        Assert.Equal("陈静"u8.ToArray(), SealedBox.Open(key, Stream, box));
        Assert.Null(SealedBox.Open(other, Stream, box));
        Assert.Null(SealedBox.Open(key, Guid.Empty, box));
        Assert.Null(SealedBox.Open(key, Stream, "not a box"));
        Assert.DoesNotContain(Convert.ToBase64String("陈静"u8), box, StringComparison.Ordinal);
    }
}
