namespace Huitang.Kernel;

/// <summary>A module's share of the demo company. Registered as a singleton; everything it makes is marked as demo data, and a second run adds nothing.</summary>
public interface IDemoData
{
    /// <summary>Lower ones first: people before their meetings.</summary>
    int Order { get; }

    /// <summary>Makes it; each line tells what was made, in the language of the terminal.</summary>
    IAsyncEnumerable<string> SeedAsync(CancellationToken ct);
}
