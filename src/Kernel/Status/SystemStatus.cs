namespace Huitang.Kernel;

/// <summary>How a part of the installation is doing.</summary>
public enum PartState
{
    /// <summary>Not known yet.</summary>
    Starting,

    /// <summary>Works.</summary>
    Up,

    /// <summary>Works, but not as it should.</summary>
    Limited,

    /// <summary>Does not work.</summary>
    Down,

    /// <summary>Not used in this installation.</summary>
    Off,
}

/// <summary>State of one part, for people. Texts are asked for when shown, in the language of whoever looks.</summary>
/// <param name="Id">Stable id: <c>database</c>, <c>media</c>, <c>mail</c>, <c>cluster</c>, <c>disk</c>.</param>
/// <param name="State">How it is doing.</param>
/// <param name="Name">Localised name.</param>
/// <param name="Detail">Localised fact worth showing when it works, such as a version; null for none.</param>
/// <param name="Problem">Localised problem; null when there is none.</param>
/// <param name="Remedy">Localised advice what to do; null when there is no problem.</param>
public sealed record PartStatus(string Id, PartState State, Func<string> Name, Func<string>? Detail = null, Func<string>? Problem = null, Func<string>? Remedy = null);

/// <summary>A part that can say how it is doing. Registered by the host and by modules.</summary>
public interface ISystemPart
{
    /// <summary>Looks now; answers within a few seconds and never throws for a broken part.</summary>
    Task<PartStatus> LookAsync(CancellationToken ct);
}

/// <summary>State of the installation as this process sees it; shown by the console, the health endpoints and the command line.</summary>
public interface ISystemStatus
{
    /// <summary>All parts, in order of registration. Looked at afresh, at most once in two seconds.</summary>
    Task<IReadOnlyList<PartStatus>> LookAsync(CancellationToken ct);
}
