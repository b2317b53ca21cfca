namespace Huitang.Downloads.Domain;

/// <summary>How far a file is. Numbers are stored.</summary>
internal enum JobState
{
    /// <summary>Waits for its turn.</summary>
    Queued = 0,

    /// <summary>Is being written.</summary>
    Running = 1,

    /// <summary>Can be fetched.</summary>
    Done = 2,

    /// <summary>Was given up, with a reason.</summary>
    Failed = 3,

    /// <summary>Was cancelled; there is no file.</summary>
    Cancelled = 4,

    /// <summary>Was kept long enough; the file is gone.</summary>
    Expired = 5,
}
