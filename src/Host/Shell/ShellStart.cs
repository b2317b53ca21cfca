using Huitang.Kernel;

namespace Huitang.Host.Shell;

/// <summary>What the frame shows besides the page. Known before anything is drawn: a live page takes the place of the one that was sent, and must not be blank meanwhile.</summary>
/// <param name="Actor">Who looks; anonymous when nobody is signed in.</param>
/// <param name="Enterprise">Name of the enterprise; null when none is set up.</param>
/// <param name="Demo">Whether the enterprise is the demo's.</param>
internal sealed record ShellStart(Actor Actor, string? Enterprise, bool Demo)
{
    /// <summary>Reads it for the page or request of <paramref name="actors"/>.</summary>
    /// <param name="actors">Who looks.</param>
    /// <param name="names">Names of enterprises; null where no module keeps any.</param>
    public static async Task<ShellStart> ReadAsync(IActorSource actors, IEnterpriseName? names)
    {
        var actor = await actors.GetAsync(CancellationToken.None);
        if (names is null || actor.Kind == ActorKind.Anonymous) return new(actor, null, false);
        return new(actor, await names.OfAsync(actor.Tenant, CancellationToken.None), await names.IsDemoAsync(actor.Tenant, CancellationToken.None));
    }
}
