using Huitang.Identity.Access;
using Huitang.Identity.Features.Roles;
using Huitang.Messages.Contracts;

namespace Huitang.Identity.Features.Consents;

/// <summary>Opens proposals that need a second person, tells everybody concerned, and carries them out.</summary>
internal sealed class ConsentDesk(AppDb db, PowerHolders powers, INotifications notices, AccountMails mails, RightsReader rights, AuditNotes notes, ModuleCatalog catalog, TimeProvider time)
{
    /// <summary>How long a transfer of the super admin's post can be accepted.</summary>
    public static readonly TimeSpan TransferLife = TimeSpan.FromHours(24);

    /// <summary>How long other proposals can be answered.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    /// <summary>After this delay isolated permissions come back without a second person, and divided powers where no second person is left: time enough for anybody to object.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromHours(72);

    /// <summary>Opens a proposal and saves it.</summary>
    public async Task<Result<Guid>> OpenAsync(Actor actor, ConsentKind kind, UserId? target, IReadOnlyCollection<string> permissions, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        // What nobody answered in time makes room.
        await db.Consents.Where(c => c.Kind == kind && c.State == ConsentState.Open && c.ExpiresAt <= now).ExecuteUpdateAsync(set => set.SetProperty(c => c.State, ConsentState.Withdrawn), ct);
        if (await db.Consents.AnyAsync(c => c.Kind == kind && c.State == ConsentState.Open, ct)) return RoleErrors.AlreadyProposed;
        var row = new ConsentRow
        {
            Id = Ids.New(time), Kind = kind, State = ConsentState.Open, ProposedBy = actor.User, ProposedAt = now, ExpiresAt = now + (kind == ConsentKind.SuperAdminTransfer ? TransferLife : Life),
            AloneFrom = kind == ConsentKind.SuperAdminTransfer ? null : now + Delay, Target = target, Permissions = [.. permissions],
        };
        db.Consents.Add(row);
        var told = await TellAsync(row, actor, nameof(Texts.consent_told_proposed), ct);
        if (await db.SaveRightsAsync(ct) is { } stale) return stale;
        await notices.AnnounceAsync(told);
        return row.Id;
    }

    /// <summary>Closes a proposal, carrying it out when it was accepted; saves.</summary>
    public async Task<Result<Unit>> CloseAsync(ConsentRow row, Actor actor, ConsentState state, CancellationToken ct)
    {
        (row.State, row.AnsweredBy, row.AnsweredAt) = (state, actor.User, time.GetUtcNow());
        row.Version++;
        notes.Changed("proposal", ConsentState.Open, state);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // First of all: whoever changes roles or powers waits here, and nobody half-way.
        var seats = await powers.LockAsync(ct);
        if (state == ConsentState.Accepted && await CarryOutAsync(row, seats, ct) is { } refusal) return refusal;
        var told = await TellAsync(row, actor, state switch { ConsentState.Accepted => nameof(Texts.consent_told_accepted), ConsentState.Declined => nameof(Texts.consent_told_declined), _ => nameof(Texts.consent_told_withdrawn) }, ct);
        if (await db.SaveRightsAsync(ct) is { } stale) return stale;
        await transaction.CommitAsync(ct);
        await notices.AnnounceAsync(told);
        return Unit.Value;
    }

    /// <summary>Whether the actor can give the consent that is asked for.</summary>
    public static bool CanAnswer(Actor actor, ConsentRow row) => row.ProposedBy != actor.User && (row.Target is { } target ? target == actor.User
        // The one who says who may what, not limited to a part, and not a creature of an all-embracing role.
        : !actor.IsSuperAdmin && AccessRules.Decide(actor, IdentityPermissions.RolesManage, AccessTarget.Enterprise).Allowed);

    /// <summary>What a proposal is about, in the current language.</summary>
    public string About(ConsentRow row) => row.Kind switch
    {
        ConsentKind.SuperAdminTransfer => Texts.consent_transfer,
        ConsentKind.EndIsolation => RoleText.Format(Texts.consent_end_isolation, string.Join(Texts.acc_list_comma, row.Permissions.Select(p => RolePermissions.NameOf(catalog, p)))),
        _ => Texts.consent_end_powers,
    };

    private async Task<Error?> CarryOutAsync(ConsentRow row, PowerSeats seats, CancellationToken ct)
    {
        var tenant = db.CurrentTenant;
        var enterprise = await db.Enterprises.SingleAsync(e => e.Id == tenant, ct);
        switch (row.Kind)
        {
            case ConsentKind.SuperAdminTransfer:
                var before = await db.Users.SingleOrDefaultAsync(u => u.Id == row.ProposedBy && u.IsSuperAdmin, ct);
                var after = await db.Users.SingleOrDefaultAsync(u => u.Id == row.Target && u.Status == UserStatus.Normal, ct);
                if (before is null || after is null) return RoleErrors.NotOpen;
                if (seats.Leave(after.Id) is { } last) return last;
                notes.Changed("super_admin", before.Name, after.Name);
                before.IsSuperAdmin = false;
                before.Version++;
                // Saved first: there is never more than one, not even within a transaction.
                await db.SaveChangesAsync(ct);
                after.IsSuperAdmin = true;
                after.Version++;
                var administrator = await db.Roles.Where(r => r.BuiltIn == BuiltInRole.Administrator).Select(r => r.Id).SingleAsync(ct);
                await db.UserRoles.Where(h => h.UserId == before.Id || h.UserId == after.Id).ExecuteDeleteAsync(ct);
                await db.RoleScopes.Where(h => h.UserId == before.Id || h.UserId == after.Id).ExecuteDeleteAsync(ct);
                db.UserRoles.Add(new UserRoleRow { UserId = before.Id, RoleId = administrator, GivenAt = time.GetUtcNow(), GivenBy = after.Id });
                // What the former one still asked for stands in nobody's way.
                await db.Consents.Where(c => c.ProposedBy == before.Id && c.Id != row.Id && c.State == ConsentState.Open).ExecuteUpdateAsync(set => set.SetProperty(c => c.State, ConsentState.Withdrawn), ct);
                return null;
            case ConsentKind.EndIsolation:
                var left = enterprise.IsolatedPermissions.Except(row.Permissions).ToList();
                notes.Changed("isolated", RolePermissions.Listed(enterprise.IsolatedPermissions), RolePermissions.Listed(left));
                enterprise.IsolatedPermissions = left;
                enterprise.Version++;
                return null;
            default:
                notes.Changed("three_powers", enterprise.ThreePowers, false);
                enterprise.ThreePowers = false;
                enterprise.Version++;
                return null;
        }
    }

    private async Task<List<UserId>> TellAsync(ConsentRow row, Actor actor, string text, CancellationToken ct)
    {
        var concerned = await ConcernedAsync(row, ct);
        foreach (var person in concerned)
        {
            string Line(string language)
            {
                var culture = System.Globalization.CultureInfo.GetCultureInfo(language);
                var now = System.Globalization.CultureInfo.CurrentUICulture;
                try
                {
                    System.Globalization.CultureInfo.CurrentUICulture = culture;
                    return string.Format(culture, Texts.ResourceManager.GetString(text, culture)!, actor.Name, About(row));
                }
                finally
                {
                    System.Globalization.CultureInfo.CurrentUICulture = now;
                }
            }

            await notices.AddAsync(person.Id, new NewNotice("consent", Line("zh-CN"), Line("en-US"), "/my/consents", $"consent:{row.Id}"), ct);
            if (person.Email is { } email) await mails.ConsentAsync(person, email, Line(person.Language == "en-US" ? "en-US" : "zh-CN"), ct);
        }

        return concerned.Select(p => p.Id).ToList();
    }

    private async Task<List<UserRow>> ConcernedAsync(ConsentRow row, CancellationToken ct)
    {
        var people = await db.Users.AsNoTracking().Where(u => u.Id == row.ProposedBy || u.Id == row.Target).ToListAsync(ct);
        if (row.Target is not null) return people;
        people.AddRange(await OthersAsync(ct));
        return people.DistinctBy(p => p.Id).ToList();
    }

    /// <summary>Who can give a consent that is offered to nobody in particular.</summary>
    public async Task<List<UserRow>> OthersAsync(CancellationToken ct)
    {
        var given = db.UserRoles.Where(h => !h.Limited).Select(h => h.UserId);
        var holders = await db.Users.AsNoTracking().Where(u => u.Status == UserStatus.Normal && !u.IsSuperAdmin && given.Contains(u.Id)).Take(1000).ToListAsync(ct);
        var held = await rights.ReadAsync(db.CurrentTenant, [.. holders.Select(h => h.Id)], ct);
        return holders.Where(h => held.TryGetValue(h.Id, out var has) && has.Actor.Holds(IdentityPermissions.RolesManage)).ToList();
    }
}
