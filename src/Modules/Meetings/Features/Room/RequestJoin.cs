using Huitang.Kernel;
using Huitang.Meetings.Live;
using Huitang.Meetings.Live.Protocol;
using Huitang.Meetings.Live.Sockets;

namespace Huitang.Meetings.Features.Room;

/// <summary>Asks for a ticket into a meeting. Guests learn nothing about a code they cannot enter: an unknown code and a wrong password get the same answer.</summary>
[Requires(RequiresAttribute.Nobody)]
internal sealed record RequestJoin(string Code, string? Password, string? Key, string? Name, string? GuestKey) : IUseCase<JoinTicket>;

/// <summary>A ticket: shown once to the meeting socket.</summary>
/// <param name="Ticket">Random text, good for a minute.</param>
/// <param name="Subject">Subject of the meeting.</param>
/// <param name="Name">Display name in the meeting.</param>
/// <param name="SignedIn">Whether the name is an account's.</param>
internal sealed record JoinTicket(string Ticket, string Subject, string Name, bool SignedIn);

internal sealed class RequestJoinHandler(IMeetingPlans plans, TicketStore tickets, JoinThrottle throttle) : IHandler<RequestJoin, JoinTicket>
{
    public async Task<Result<JoinTicket>> HandleAsync(RequestJoin order, Actor actor, CancellationToken ct)
    {
        var source = actor.Ip ?? "";
        if (throttle.Blocked(source)) return JoinErrors.TooMany;
        var code = new string((order.Code ?? "").Where(char.IsAsciiDigit).ToArray());
        var plan = code.Length == 9 ? await plans.FindByCodeAsync(code, ct) : null;
        var who = Arrival(order, actor);
        if (plan is null || !Opens(order, plan, who))
        {
            throttle.Failed(source);
            return JoinErrors.CheckCodeOrPassword;
        }

        if (Admission.RefuseByPlan(who, plan, plan.Settings.JoinLimit) is { } refusal) return refusal;
        if (who.Name.Length == 0 || who.Name.EnumerateRunes().Count() > 40) return JoinErrors.NameNeeded.On("name");
        return new JoinTicket(await tickets.IssueAsync(plan.Id, who, ct), plan.Subject, who.Name, who.User is not null);
    }

    /// <summary>The link's key or the password opens; hosts by plan and invited members need neither.</summary>
    private static bool Opens(RequestJoin order, MeetingPlan plan, Arrival who)
    {
        if (plan.Password is null || Roles.LeadsByPlan(who, plan)) return true;
        if (who.User is { } user && who.Tenant == plan.Tenant && plan.Invitees.Contains(user)) return true;
        return Same(order.Key, plan.LinkKey) || Same(order.Password?.Trim(), plan.Password);
    }

    private static bool Same(string? given, string right) => given is not null &&
        System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(given), System.Text.Encoding.UTF8.GetBytes(right));

    private static Arrival Arrival(RequestJoin order, Actor actor)
    {
        var guest = actor.Kind != ActorKind.User;
        var name = new string((guest || !string.IsNullOrWhiteSpace(order.Name) ? order.Name ?? "" : actor.Name).Where(c => !char.IsControl(c)).ToArray()).Trim();
        return new Arrival
        {
            User = guest ? null : actor.User, Tenant = guest ? default : actor.Tenant, Name = name, GuestKey = guest ? order.GuestKey : null,
            Ip = actor.Ip, Department = guest ? null : actor.Department, Client = new ClientInfo("web", "", "unknown", "zh-CN"),
        };
    }
}

/// <summary>Slows down whoever tries codes: after ten wrong ones in a minute from one address, no more for that minute.</summary>
internal sealed class JoinThrottle(TimeProvider time)
{
    private const int Allowed = 10;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, (DateTimeOffset Since, int Count)> _failures = new();

    public bool Blocked(string source) => _failures.TryGetValue(source, out var f) && time.GetUtcNow() - f.Since < Window && f.Count >= Allowed;

    public void Failed(string source)
    {
        var now = time.GetUtcNow();
        _failures.AddOrUpdate(source, _ => (now, 1), (_, f) => now - f.Since < Window ? (f.Since, f.Count + 1) : (now, 1));
        if (_failures.Count > 10_000) foreach (var old in _failures.Where(f => now - f.Value.Since > Window)) _failures.TryRemove(old.Key, out _);
    }
}
