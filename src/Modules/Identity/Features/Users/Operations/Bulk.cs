using System.Globalization;
using Huitang.Identity.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Identity.Features.Users.Operations;

/// <summary>What is to be done to many people.</summary>
/// <param name="Kind">The act.</param>
/// <param name="Department">Where to, for moves.</param>
/// <param name="Type">Which, for account types.</param>
/// <param name="Heir">Who takes over meetings, for deletions.</param>
internal sealed record BulkAct(PeopleOperationKind Kind, DepartmentId? Department = null, AccountType Type = AccountType.Free, UserId? Heir = null);

/// <summary>Whom it is done to: those chosen, or everybody a filter finds.</summary>
internal sealed record BulkTargets(IReadOnlyList<UserId>? Users, PeopleFilter? Filter);

/// <summary>What an act on many people would do.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery)]
internal sealed record PreviewBulk(BulkAct Act, BulkTargets Targets) : IUseCase<BulkPreview>;

/// <summary>The effect.</summary>
/// <param name="Total">People concerned.</param>
/// <param name="Will">Of them, how many change.</param>
/// <param name="Already">Of them, how many are so already.</param>
/// <param name="Refused">Those who cannot, with the reason; at most 50.</param>
/// <param name="RefusedTotal">How many cannot.</param>
/// <param name="Names">The first of those who change.</param>
internal sealed record BulkPreview(int Total, int Will, int Already, IReadOnlyList<(string Name, Error Error)> Refused, int RefusedTotal, IReadOnlyList<string> Names);

internal sealed class PreviewBulkHandler(BulkPeople people) : IHandler<PreviewBulk, BulkPreview>
{
    public async Task<Result<BulkPreview>> HandleAsync(PreviewBulk order, Actor actor, CancellationToken ct)
    {
        var found = await people.FindAsync(order.Targets, actor, ct);
        if (found.Value is not { } all) return found.Error!;
        var judged = all.Select(p => (Person: p, Verdict: BulkPeople.Judge(p, order.Act, actor))).ToList();
        var refused = judged.Where(j => j.Verdict.Error is not null).ToList();
        var will = judged.Where(j => j.Verdict is { Error: null, Already: false }).ToList();
        return new BulkPreview(all.Count, will.Count, judged.Count(j => j.Verdict.Already), [.. refused.Take(50).Select(r => (r.Person.Name, r.Verdict.Error!))], refused.Count, [.. will.Take(10).Select(w => w.Person.Name)]);
    }
}

/// <summary>Begins an act on many people: the same as on each alone, with the same checks and log entries, and a result for each.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.bulk")]
internal sealed record RunBulk(BulkAct Act, BulkTargets Targets) : IUseCase<Guid>;

internal sealed class RunBulkHandler(AppDb db, BulkPeople people, PeopleJobs jobs, IServiceScopeFactory scopes, AuditNotes notes, TimeProvider time) : IHandler<RunBulk, Guid>
{
    public async Task<Result<Guid>> HandleAsync(RunBulk order, Actor actor, CancellationToken ct)
    {
        var found = await people.FindAsync(order.Targets, actor, ct);
        if (found.Value is not { } all) return found.Error!;
        var now = time.GetUtcNow();
        var operation = new PeopleOperationRow
        {
            Id = Ids.New(time), Kind = order.Act.Kind, State = PeopleOperationState.Applying, Mode = ImportMode.UpdateOnly, ByUser = actor.User, ByName = actor.Name, CreatedAt = now, BeatAt = now, Total = all.Count,
        };
        notes.On("people_operation", operation.Id.ToString(), order.Act.Kind.ToString());
        notes.Changed("people", null, all.Count);
        db.PeopleOperations.Add(operation);
        await db.SaveChangesAsync(ct);
        jobs.Begin(operation.Id, actor, (services, progress, stop) => services.GetRequiredService<BulkWork>().RunAsync(operation.Id, order.Act, all, actor, scopes, progress, stop));
        return operation.Id;
    }
}

/// <summary>What an act needs to know of somebody.</summary>
internal sealed record BulkPerson(UserId Id, string Name, string Login, UserStatus Status, bool SuperAdmin, bool HasEmail, DepartmentId? Department, AccountType Type, DateTimeOffset? PremiumAt)
{
    public PersonState State => new() { Status = Status, Department = Department?.Value, AccountType = Type };
}

/// <summary>Finds the people of an act, and foresees its refusals.</summary>
internal sealed class BulkPeople(PeopleQuery query, ManagementScope scope)
{
    /// <summary>Most people at once.</summary>
    public const int Most = 10_000;

    public async Task<Result<List<BulkPerson>>> FindAsync(BulkTargets targets, Actor actor, CancellationToken ct)
    {
        IQueryable<UserRow> users;
        if (targets.Filter is { } filter) users = await query.FindAsync(filter, actor, ct);
        else
        {
            var ids = (targets.Users ?? []).Distinct().ToList();
            if (ids.Count > Most) return IdentityErrors.TooManyChosen.With(Most.ToString(CultureInfo.InvariantCulture));
            users = scope.Users(actor).Where(u => ids.Contains(u.Id));
        }

        var people = await users.AsNoTracking().OrderBy(u => u.Id).Take(Most + 1)
            .Select(u => new BulkPerson(u.Id, u.Name, u.Login, u.Status, u.IsSuperAdmin, u.Email != null, u.DepartmentId, u.AccountType, u.PremiumAt)).ToListAsync(ct);
        return people.Count == 0 ? IdentityErrors.NobodyChosen : people.Count > Most ? IdentityErrors.TooManyChosen.With(Most.ToString(CultureInfo.InvariantCulture)) : people;
    }

    /// <summary>What will become of somebody. The act itself decides anew.</summary>
    public static (bool Already, Error? Error) Judge(BulkPerson person, BulkAct act, Actor actor) => act.Kind switch
    {
        PeopleOperationKind.Disable or PeopleOperationKind.Delete when person.SuperAdmin => (false, IdentityErrors.SuperAdminStays),
        PeopleOperationKind.Disable or PeopleOperationKind.Enable or PeopleOperationKind.Delete or PeopleOperationKind.Invite when person.Id == actor.User => (false, IdentityErrors.NotYourself),
        _ when person.SuperAdmin && !actor.IsSuperAdmin => (false, IdentityErrors.NotSuperAdmin),
        PeopleOperationKind.Disable => (person.Status == UserStatus.Disabled, null),
        PeopleOperationKind.Enable => (person.Status != UserStatus.Disabled, null),
        PeopleOperationKind.Invite when person.Status != UserStatus.NotActivated => (true, null),
        PeopleOperationKind.Invite => (false, person.HasEmail ? null : IdentityErrors.NoEmail),
        PeopleOperationKind.Move => (person.Department == act.Department, null),
        PeopleOperationKind.ChangeType => (person.Type == act.Type, null),
        PeopleOperationKind.Delete when act.Heir == person.Id => (false, IdentityErrors.BadHeir),
        _ => (false, null),
    };
}

/// <summary>Does an act to one after the other, and takes it back.</summary>
internal sealed class BulkWork(AppDb db, TimeProvider time)
{
    private const int Step = 20;

    public async Task RunAsync(Guid operation, BulkAct act, List<BulkPerson> people, Actor actor, IServiceScopeFactory scopes, JobProgress progress, CancellationToken ct)
    {
        var tally = new int[5];
        var handled = 0;
        try
        {
            foreach (var chunk in people.Chunk(Step))
            {
                foreach (var person in chunk)
                {
                    var (already, error) = BulkPeople.Judge(person, act, actor);
                    if (error is null && !already) error = (await UseCaseRunner.RunAsync(scopes, Order(act, person.Id), actor, ct)).Error;
                    var outcome = error is not null ? ItemOutcome.Refused : already ? ItemOutcome.Unchanged : ItemOutcome.Changed;
                    tally[(int)outcome]++;
                    handled++;
                    db.PeopleOperationItems.Add(new PeopleOperationItemRow
                    {
                        OperationId = operation, Line = handled, UserId = person.Id, Login = person.Login, Name = person.Name, Outcome = outcome, ErrorCode = error?.Code, ErrorArgs = [.. error?.Args ?? []],
                        Before = outcome == ItemOutcome.Changed ? person.State.ToJson() : null, After = outcome == ItemOutcome.Changed ? After(person, act).ToJson() : null,
                    });
                }

                await db.SaveChangesAsync(CancellationToken.None);
                db.ChangeTracker.Clear();
                await progress.TellAsync(handled);
                ct.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            // Given up half-way: what is done is done, and can be taken back.
            await db.SaveChangesAsync(CancellationToken.None);
            var now = time.GetUtcNow();
            var until = act.Kind == PeopleOperationKind.Invite || tally[(int)ItemOutcome.Changed] == 0 ? null : (DateTimeOffset?)now.AddHours(24);
            var (changed, unchanged, refused) = (tally[(int)ItemOutcome.Changed], tally[(int)ItemOutcome.Unchanged], tally[(int)ItemOutcome.Refused]);
            await db.PeopleOperations.Where(o => o.Id == operation).ExecuteUpdateAsync(set => set
                .SetProperty(o => o.State, PeopleOperationState.Done).SetProperty(o => o.FinishedAt, now).SetProperty(o => o.Handled, handled).SetProperty(o => o.UndoUntil, until)
                .SetProperty(o => o.Changed, changed).SetProperty(o => o.Unchanged, unchanged).SetProperty(o => o.Refused, refused), CancellationToken.None);
        }
    }

    /// <summary>Takes an act back, one person after the other; whoever was changed since is left alone.</summary>
    public async Task UndoAsync(PeopleOperationRow operation, Actor actor, IServiceScopeFactory scopes, JobProgress progress, CancellationToken ct)
    {
        var items = await db.PeopleOperationItems.Where(i => i.OperationId == operation.Id && i.Outcome == ItemOutcome.Changed).OrderBy(i => i.Line).ToListAsync(ct);
        var (left, handled) = (0, 0);
        foreach (var item in items)
        {
            var (before, after) = (PersonState.From(item.Before!), PersonState.From(item.After!));
            var user = item.UserId!.Value;
            var now = await db.Users.AsNoTracking().Where(u => u.Id == user).Select(u => new { u.Status, u.DepartmentId, u.AccountType }).SingleOrDefaultAsync(ct);
            var untouched = now is not null && operation.Kind switch
            {
                PeopleOperationKind.Move => now.DepartmentId?.Value == after.Department,
                PeopleOperationKind.ChangeType => now.AccountType == after.AccountType,
                PeopleOperationKind.Enable => now.Status == after.Status || now.Status == UserStatus.NotActivated,
                _ => now.Status == after.Status,
            };
            var error = untouched ? (await UseCaseRunner.RunAsync(scopes, Back(operation.Kind, user, before), actor, ct)).Error : IdentityErrors.ChangedSince;
            if (error is not null)
            {
                left++;
                (item.ErrorCode, item.ErrorArgs) = (error.Code, [.. error.Args]);
            }

            if (++handled % Step == 0)
            {
                await db.SaveChangesAsync(CancellationToken.None);
                await progress.TellAsync(handled);
            }
        }

        await db.SaveChangesAsync(CancellationToken.None);
        await db.PeopleOperations.Where(o => o.Id == operation.Id).ExecuteUpdateAsync(set => set
            .SetProperty(o => o.State, PeopleOperationState.Undone).SetProperty(o => o.UndoUntil, (DateTimeOffset?)null).SetProperty(o => o.NotUndone, left).SetProperty(o => o.Handled, handled), CancellationToken.None);
    }

    private static IUseCase<Unit> Order(BulkAct act, UserId user) => act.Kind switch
    {
        PeopleOperationKind.Enable => new EnableUser(user),
        PeopleOperationKind.Disable => new DisableUser(user),
        PeopleOperationKind.Invite => new SendUserLink(user),
        PeopleOperationKind.Move => new PlaceUser(user, act.Department),
        PeopleOperationKind.ChangeType => new SetAccountType(user, act.Type),
        _ => new DeleteUser(user, act.Heir),
    };

    private static IUseCase<Unit> Back(PeopleOperationKind kind, UserId user, PersonState before) => kind switch
    {
        PeopleOperationKind.Enable => new DisableUser(user),
        PeopleOperationKind.Disable => new EnableUser(user),
        PeopleOperationKind.Move => new PlaceUser(user, before.Department is { } d ? new DepartmentId(d) : null),
        PeopleOperationKind.ChangeType => new SetAccountType(user, before.AccountType),
        _ => new RestoreUser(user),
    };

    private static PersonState After(BulkPerson person, BulkAct act) => act.Kind switch
    {
        PeopleOperationKind.Enable => person.State with { Status = UserStatus.Normal },
        PeopleOperationKind.Disable => person.State with { Status = UserStatus.Disabled },
        PeopleOperationKind.Move => person.State with { Department = act.Department?.Value },
        PeopleOperationKind.ChangeType => person.State with { AccountType = act.Type },
        PeopleOperationKind.Delete => person.State with { Status = UserStatus.Cancelled },
        _ => person.State,
    };
}
