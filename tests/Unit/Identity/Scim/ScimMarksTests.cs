using Huitang.Identity.Features.Scim;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Unit.Identity.Scim;

/// <summary>A directory that reads everybody goes on where it had come to.</summary>
public sealed class ScimMarksTests
{
    private static readonly Actor Reader = new() { Kind = ActorKind.User, Tenant = new TenantId(1), Name = "人事系统" };

    private readonly Clock _time = new();
    private readonly ScimMarks _marks;

    public ScimMarksTests() => _marks = new ScimMarks(_time);

    [Fact]
    public void Reading_for_half_an_hour_goes_on_from_page_to_page_with_the_count_of_the_first()
    {
        _marks.Note(Reader, new ScimQuery(Start: 1, Count: 100), 100, last: 107, total: 1_000);
        for (var start = 101; start <= 901; start += 100)
        {
            _time.Advance(TimeSpan.FromMinutes(4));
            var mark = _marks.Find(Reader, new ScimQuery(Start: start, Count: 100));
            Assert.Equal((start + 6, 1_000), (mark!.After, mark.Total));
            _marks.Note(Reader, new ScimQuery(Start: start, Count: 100), 100, start + 106, mark.Total);
        }
    }

    [Fact]
    public void Whoever_stays_away_asks_something_else_or_sees_other_people_begins_anew()
    {
        var next = new ScimQuery(Start: 101, Count: 100);
        _marks.Note(Reader, new ScimQuery(Start: 1, Count: 100), 100, 107, 1_000);
        Assert.NotNull(_marks.Find(Reader, next));
        Assert.Null(_marks.Find(Reader, next with { Start = 102 }));
        Assert.Null(_marks.Find(Reader, next with { Filter = "active eq true" }));
        Assert.Null(_marks.Find(Reader, next with { Descending = true }));
        Assert.Null(_marks.Find(Reader with { Tenant = new TenantId(2) }, next));
        Assert.Null(_marks.Find(Reader with { Scope = new ActorScope { Departments = new HashSet<Guid> { Guid.Parse("01930000-0000-7000-8000-000000000001") } } }, next));
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Null(_marks.Find(Reader, next));
    }
}
