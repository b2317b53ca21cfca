using Huitang.Kernel;

namespace Huitang.Audit.Contracts;

/// <summary>Erases what the logs say of a person. Entries stay with their time, action, object and outcome, and the chain still verifies; name, address, device and changed values cannot be read any more.</summary>
public interface IAuditErasure
{
    /// <summary>Erases a person for good; erasing somebody twice changes nothing. Itself recorded.</summary>
    /// <param name="tenant">Enterprise.</param>
    /// <param name="subject">The account; for a guest the participant id.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How many entries spoke of the person.</returns>
    Task<int> EraseAsync(TenantId tenant, Guid subject, Actor by, CancellationToken ct);
}
