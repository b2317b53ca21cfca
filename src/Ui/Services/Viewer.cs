namespace Huitang.Ui;

/// <summary>What depends on who looks: the time zone in which times are shown.</summary>
public sealed class Viewer
{
    /// <summary>Where a person is thought to be until they say otherwise.</summary>
    public const string DefaultZone = "Asia/Shanghai";

    /// <summary>The zone of the person looking.</summary>
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.FindSystemTimeZoneById(DefaultZone);

    /// <summary>The moment as the person's clock shows it.</summary>
    public DateTime Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone).DateTime;

    /// <summary>The moment as text, <c>yyyy-MM-dd HH:mm</c> unless another format is given.</summary>
    public string Text(DateTimeOffset moment, string format = "yyyy-MM-dd HH:mm") => Local(moment).ToString(format, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The moment a clock in the person's zone shows as <paramref name="local"/>. A time skipped by a clock change counts as the hour after.</summary>
    public DateTimeOffset Moment(DateTime local)
    {
        var plain = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (Zone.IsInvalidTime(plain)) plain = plain.AddHours(1);
        return new DateTimeOffset(plain, Zone.GetUtcOffset(plain));
    }
}
