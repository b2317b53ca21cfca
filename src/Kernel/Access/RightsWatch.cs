namespace Huitang.Kernel;

/// <summary>Tells open pages that rights changed in their enterprise, in whichever process.</summary>
public interface IRightsWatch
{
    /// <summary>Calls <paramref name="changed"/> soon after each change until the answer is disposed, and once soon after subscribing. From any thread; the page then reads the rights of its person anew.</summary>
    IDisposable Subscribe(TenantId tenant, Action changed);
}

/// <summary>What to tell somebody who lacks a permission.</summary>
/// <param name="Permission">Localised name of the permission.</param>
/// <param name="Why">Localised line that decides.</param>
/// <param name="Givers">Names of people who can give it, a few.</param>
public sealed record MissingPermission(string Permission, string Why, IReadOnlyList<string> Givers);

/// <summary>Explains refusals on pages of the frame.</summary>
public interface IAccessHelp
{
    /// <summary>What the actor lacks and who can give it; null when they hold it or there is no such permission.</summary>
    Task<MissingPermission?> DescribeAsync(string permission, CancellationToken ct);
}
