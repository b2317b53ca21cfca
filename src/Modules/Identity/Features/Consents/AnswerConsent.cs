using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Consents;

/// <summary>Proposals the person made or can answer, the latest first.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record ListConsents : IUseCase<IReadOnlyList<ConsentLine>>;

/// <summary>A proposal.</summary>
/// <param name="Id">Id.</param>
/// <param name="Kind">What sort.</param>
/// <param name="About">What it is about.</param>
/// <param name="By">Who proposed it.</param>
/// <param name="To">Whom the post is offered to, or null.</param>
/// <param name="At">When.</param>
/// <param name="Until">Until when it can be answered.</param>
/// <param name="AloneFrom">From when the proposer can complete it alone.</param>
/// <param name="State">Where it stands; one too old counts as withdrawn.</param>
/// <param name="AnsweredBy">Who answered.</param>
/// <param name="CanAnswer">Whether the person can.</param>
/// <param name="CanWithdraw">Whether the person can withdraw it.</param>
/// <param name="CanComplete">Whether the person can complete it alone now.</param>
internal sealed record ConsentLine(
    Guid Id, ConsentKind Kind, string About, string By, string? To, DateTimeOffset At, DateTimeOffset Until, DateTimeOffset? AloneFrom, ConsentState State, string? AnsweredBy, bool CanAnswer, bool CanWithdraw, bool CanComplete);

internal sealed class ListConsentsHandler(AppDb db, ConsentDesk desk, TimeProvider time) : IHandler<ListConsents, IReadOnlyList<ConsentLine>>
{
    public async Task<Result<IReadOnlyList<ConsentLine>>> HandleAsync(ListConsents order, Actor actor, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var rows = (await db.Consents.AsNoTracking().OrderByDescending(c => c.ProposedAt).Take(200).ToListAsync(ct))
            .Where(c => c.ProposedBy == actor.User || c.AnsweredBy == actor.User || ConsentDesk.CanAnswer(actor, c)).ToList();
        var ids = rows.SelectMany(r => new[] { r.ProposedBy, r.Target, r.AnsweredBy }).OfType<UserId>().Distinct().ToList();
        var names = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.Name, ct);
        var alone = rows.Exists(r => r.Kind == ConsentKind.EndThreePowers && r.State == ConsentState.Open) && (await desk.OthersAsync(ct)).Count == 0;
        return rows.Select(r =>
        {
            var open = r.State == ConsentState.Open && r.ExpiresAt > now;
            return new ConsentLine(
                r.Id, r.Kind, desk.About(r), names.GetValueOrDefault(r.ProposedBy, ""), r.Target is { } t ? names.GetValueOrDefault(t) : null, r.ProposedAt, r.ExpiresAt, r.AloneFrom,
                r.State == ConsentState.Open && !open ? ConsentState.Withdrawn : r.State, r.AnsweredBy is { } by ? names.GetValueOrDefault(by) : null,
                open && ConsentDesk.CanAnswer(actor, r), open && r.ProposedBy == actor.User, open && r.ProposedBy == actor.User && r.AloneFrom <= now && (alone || r.Kind != ConsentKind.EndThreePowers));
        }).ToList();
    }
}

/// <summary>Consents to a proposal, or declines it; with a fresh confirmation either way.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("consent.answer", Log = AuditLogKind.Administrator)]
internal sealed record AnswerConsent(Guid Id, bool Accept, Proof Proof) : IUseCase<Unit>;

internal sealed class AnswerConsentHandler(AppDb db, ConsentDesk desk, FreshConfirmation fresh, AuditNotes notes, TimeProvider time) : IHandler<AnswerConsent, Unit>
{
    public async Task<Result<Unit>> HandleAsync(AnswerConsent order, Actor actor, CancellationToken ct)
    {
        var row = await db.Consents.SingleOrDefaultAsync(c => c.Id == order.Id, ct);
        if (row is null || !ConsentDesk.CanAnswer(actor, row)) return CommonErrors.NotFound;
        notes.On("consent", row.Id.ToString(), desk.About(row));
        if (row.State != ConsentState.Open || row.ExpiresAt <= time.GetUtcNow()) return RoleErrors.NotOpen;
        if (await fresh.RefuseAsync(actor, order.Proof, ct) is { } wrong) return wrong;
        return await desk.CloseAsync(row, actor, order.Accept ? ConsentState.Accepted : ConsentState.Declined, ct);
    }
}

/// <summary>Takes one's proposal back.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("consent.withdraw", Log = AuditLogKind.Administrator)]
internal sealed record WithdrawConsent(Guid Id) : IUseCase<Unit>;

internal sealed class WithdrawConsentHandler(AppDb db, ConsentDesk desk, AuditNotes notes) : IHandler<WithdrawConsent, Unit>
{
    public async Task<Result<Unit>> HandleAsync(WithdrawConsent order, Actor actor, CancellationToken ct)
    {
        if (await db.Consents.SingleOrDefaultAsync(c => c.Id == order.Id && c.ProposedBy == actor.User, ct) is not { } row) return CommonErrors.NotFound;
        notes.On("consent", row.Id.ToString(), desk.About(row));
        return row.State == ConsentState.Open ? await desk.CloseAsync(row, actor, ConsentState.Withdrawn, ct) : RoleErrors.NotOpen;
    }
}

/// <summary>Completes one's proposal without a second person, after the delay in which anybody could object; the division of powers only where nobody is left to consent.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("consent.complete", Log = AuditLogKind.Administrator)]
internal sealed record CompleteConsent(Guid Id, Proof Proof) : IUseCase<Unit>;

internal sealed class CompleteConsentHandler(AppDb db, ConsentDesk desk, FreshConfirmation fresh, AuditNotes notes, TimeProvider time) : IHandler<CompleteConsent, Unit>
{
    public async Task<Result<Unit>> HandleAsync(CompleteConsent order, Actor actor, CancellationToken ct)
    {
        if (await db.Consents.SingleOrDefaultAsync(c => c.Id == order.Id && c.ProposedBy == actor.User, ct) is not { } row) return CommonErrors.NotFound;
        notes.On("consent", row.Id.ToString(), desk.About(row));
        var now = time.GetUtcNow();
        if (!actor.IsSuperAdmin || row.State != ConsentState.Open || row.ExpiresAt <= now) return RoleErrors.NotOpen;
        if (row.AloneFrom is not { } from) return RoleErrors.NotOpen;
        if (row.Kind == ConsentKind.EndThreePowers && await desk.OthersAsync(ct) is { Count: > 0 } others) return RoleErrors.OthersAnswer.With(string.Join(Texts.acc_list_comma, others.Select(o => o.Name).Take(5)));
        if (from > now) return RoleErrors.TooEarly.With(Math.Ceiling((from - now).TotalHours).ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (await fresh.RefuseAsync(actor, order.Proof, ct) is { } wrong) return wrong;
        return await desk.CloseAsync(row, actor, ConsentState.Accepted, ct);
    }
}
