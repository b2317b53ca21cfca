using Huitang.Ui;
using Xunit;

namespace Huitang.Unit.Ui;

/// <summary>Values the components compute: tables of charts, times, errors of forms, icons.</summary>
public sealed class ValuesTests
{
    [Fact]
    public void A_chart_s_table_is_safe_for_spreadsheets()
    {
        var csv = new ChartData(["=1+1", "a,\"b\"", "c"], [new("S", [1.5, null])]).ToCsv("-Day");
        Assert.Equal("'-Day,S\r\n'=1+1,1.5\r\n\"a,\"\"b\"\"\",\r\nc,\r\n", csv);
    }

    [Fact]
    public void A_chart_of_gaps_alone_is_empty()
    {
        Assert.True(new ChartData(["a"], [new("S", [null])]).IsEmpty);
        Assert.False(new ChartData(["a"], [new("S", [0])]).IsEmpty);
    }

    [Fact]
    public void Times_go_through_the_viewer_s_zone_and_back()
    {
        var viewer = new Viewer();
        var at = new DateTimeOffset(2026, 11, 22, 20, 5, 0, TimeSpan.Zero);
        Assert.Equal("2026-11-23 04:05", viewer.Text(at));
        Assert.Equal(at, viewer.Moment(viewer.Local(at)));
    }

    [Fact]
    public void An_hour_skipped_by_the_clock_is_taken_as_the_next()
    {
        var viewer = new Viewer { Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") };
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero), viewer.Moment(new DateTime(2026, 3, 29, 2, 30, 0)).ToUniversalTime());
    }

    [Fact]
    public void A_field_keeps_its_first_error_until_it_is_changed()
    {
        var errors = new FormErrors();
        errors.Add("Name", "one");
        errors.Add("name", "two");
        errors.Add(null, "all");
        Assert.Equal("one", errors.For("Name"));
        errors.Clear("name");
        Assert.Null(errors.For("Name"));
        Assert.True(errors.Any);
        errors.Clear();
        Assert.False(errors.Any);
    }

    [Fact]
    public void Every_icon_has_a_shape()
    {
        var icons = typeof(AppIcons).GetFields().Select(f => (f.Name, Value: (string)f.GetValue(null)!)).ToList();
        Assert.True(icons.Count > 50);
        Assert.Empty(icons.Where(i => i.Value.Length < 8 || i.Value.Contains("h24v24", StringComparison.Ordinal)).Select(i => i.Name));
    }

    [Fact]
    public async Task A_second_question_answers_the_first_with_no()
    {
        var confirms = new Confirms();
        var first = confirms.AskAsync(new("a", "b"));
        var second = confirms.AskAsync(new("c", "d"));
        Assert.False((await first).Yes);
        confirms.Answer(new(true, true));
        Assert.Equal(new ConfirmAnswer(true, true), await second);
        Assert.Null(confirms.Open);
    }

    [Fact]
    public void Messages_do_not_pile_up()
    {
        var toasts = new Toasts();
        for (var i = 0; i < 9; i++) toasts.ShowError($"e{i % 6}");
        Assert.Equal(Toasts.Most, toasts.Items.Count);
        Assert.Equal(["e5", "e0", "e1", "e2"], toasts.Items.Select(t => t.Text));
    }
}
