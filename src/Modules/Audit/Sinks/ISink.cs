using System.Text.Json.Nodes;

namespace Huitang.Audit.Sinks;

/// <summary>Something sent to a sink: a record or a checkpoint, with an id by which a receiver sees that it has it already.</summary>
/// <param name="Id"><c>tenant/stream/seq</c>, or <c>tenant/checkpoint/number</c>.</param>
/// <param name="Kind"><c>record</c> or <c>checkpoint</c>.</param>
/// <param name="At">When it was written.</param>
/// <param name="Hash">Its hash, hexadecimal.</param>
/// <param name="Content">The body, personal parts opened when the sink is to have them.</param>
internal sealed record Pushed(string Id, string Kind, DateTimeOffset At, string Hash, JsonNode Content);

/// <summary>Where records are pushed to. Throwing means: again later, in the same order.</summary>
internal interface ISink : IAsyncDisposable
{
    /// <summary>Sends some, oldest first; returns when the receiver has them, as far as its protocol can tell.</summary>
    Task SendAsync(IReadOnlyList<Pushed> some, CancellationToken ct);
}
