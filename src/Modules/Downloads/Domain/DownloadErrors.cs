namespace Huitang.Downloads.Domain;

/// <summary>Refusals of this module.</summary>
internal static class DownloadErrors
{
    /// <summary>Most files of one person that wait or are being written.</summary>
    public const int MostOpen = 10;

    /// <summary>Most saved reports of one person.</summary>
    public const int MostSaved = 100;

    public static readonly Error NoSuchReport = new("download.no_such_report", ErrorKind.NotFound);
    public static readonly Error CriteriaTooLong = new("download.criteria_too_long", ErrorKind.Invalid);
    public static readonly Error TooManyOpen = new("download.too_many_open", ErrorKind.TooMany);
    public static readonly Error NotReady = new("download.not_ready", ErrorKind.Conflict);
    public static readonly Error NotOpen = new("download.not_open", ErrorKind.Conflict);
    public static readonly Error StillOpen = new("download.still_open", ErrorKind.Conflict);
    public static readonly Error Expired = new("download.expired", ErrorKind.NotFound);
    public static readonly Error FileMissing = new("download.file_missing", ErrorKind.Unavailable);
    public static readonly Error LinkInvalid = new("download.link_invalid", ErrorKind.Forbidden);

    /// <summary>The reader lacks what the file needs; the argument is the permission.</summary>
    public static readonly Error RightsMissing = new("download.rights_missing", ErrorKind.Forbidden);

    /// <summary>The file holds what lies outside the reader's management scope.</summary>
    public static readonly Error OutOfScope = new("download.out_of_scope", ErrorKind.Forbidden);

    /// <summary>Files cannot be kept for so long, or so short; the arguments are the limits.</summary>
    public static readonly Error KeepRange = new("download.keep_range", ErrorKind.Invalid);

    // Why a file was given up.
    public static readonly Error CreatorGone = new("download.creator_gone", ErrorKind.Forbidden);
    public static readonly Error CreatorLacks = new("download.creator_lacks", ErrorKind.Forbidden);
    public static readonly Error CreatorPartOnly = new("download.creator_part_only", ErrorKind.Forbidden);
    public static readonly Error Lost = new("download.lost", ErrorKind.Unavailable);
    public static readonly Error Cancelled = new("download.cancelled", ErrorKind.Conflict);

    // Saved reports.
    public static readonly Error NameMissing = new("report.name_missing", ErrorKind.Invalid) { Field = "Name" };
    public static readonly Error NameTaken = new("report.name_taken", ErrorKind.Conflict) { Field = "Name" };
    public static readonly Error TooManySaved = new("report.too_many_saved", ErrorKind.TooMany);
    public static readonly Error BadSchedule = new("report.bad_schedule", ErrorKind.Invalid) { Field = "Cron" };
    public static readonly Error TooOften = new("report.too_often", ErrorKind.Invalid) { Field = "Cron" };
    public static readonly Error NoSchedule = new("report.no_schedule", ErrorKind.Conflict);
}
