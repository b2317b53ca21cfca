using Huitang.Meetings;
using Xunit;

namespace Huitang.Unit.Meetings.Scheduling;

public sealed class MeetingStateTests
{
    private static readonly DateTimeOffset End = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Minutes from the planned end; then cancelled, deleted, code released, somebody inside; then the state.</summary>
    public static TheoryData<int, string, int> Table => new()
    {
        { -60, "", 0 },                       // booked, before its end, nobody inside
        { -60, "inside", 2 },                 // somebody inside
        { -60, "cancelled", 1 },
        { 0, "", 6 },                         // the planned end itself has passed
        { 60, "", 6 },                        // past its end, empty, can be entered again
        { 60, "inside", 2 },                  // runs over
        { 60, "deleted", 3 },
        { 60, "cancelled", 1 },
        { 30 * 24 * 60 - 1, "", 6 },
        { 30 * 24 * 60, "", 7 },              // 30 days after the planned end
        { 30 * 24 * 60, "inside", 2 },        // nobody is thrown out by recycling
        { 31 * 24 * 60, "deleted", 3 },
        { 31 * 24 * 60, "cancelled", 1 },
        { -60, "released", 7 },               // ended for good by its host
        { -60, "personal", 0 },
        { 60 * 24 * 60, "personal", 0 },      // a personal room has no planned end
        { 60 * 24 * 60, "personal inside", 2 },
    };

    [Theory, MemberData(nameof(Table))]
    public void The_state_follows_the_table(int minutes, string what, int state)
    {
        var facts = new StateFacts(
            what.Contains("personal", StringComparison.Ordinal) ? MeetingType.Personal : MeetingType.OneOff, End,
            Cancelled: what == "cancelled", Deleted: what == "deleted", CodeReleased: what == "released",
            InProgress: what.Contains("inside", StringComparison.Ordinal));
        Assert.Equal((MeetingState)state, facts.At(End.AddMinutes(minutes)));
    }

    [Fact]
    public void Only_three_states_can_be_entered() =>
        Assert.Equal([MeetingState.Init, MeetingState.Started, MeetingState.Null], Enum.GetValues<MeetingState>().Where(s => s.CanBeEntered()).Order());
}
