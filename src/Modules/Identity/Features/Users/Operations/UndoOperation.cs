using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Identity.Features.Users.Operations;

/// <summary>Takes an operation back, within 24 hours.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.undo")]
internal sealed record UndoOperation(Guid Operation) : IUseCase<Unit>;

internal sealed class UndoOperationHandler(AppDb db, PeopleJobs jobs, IServiceScopeFactory scopes, AuditNotes notes, TimeProvider time) : IHandler<UndoOperation, Unit>
{
    public async Task<Result<Unit>> HandleAsync(UndoOperation order, Actor actor, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await db.PeopleOperations.AsNoTracking().SingleOrDefaultAsync(o => o.Id == order.Operation && (o.ByUser == actor.User || actor.IsSuperAdmin), ct) is not { } operation) return CommonErrors.NotFound;
        notes.On("people_operation", operation.Id.ToString(), operation.FileName ?? operation.Kind.ToString());
        var begun = await db.PeopleOperations.Where(o => o.Id == order.Operation && o.State == PeopleOperationState.Done && o.UndoUntil > now)
            .ExecuteUpdateAsync(set => set.SetProperty(o => o.State, PeopleOperationState.Applying).SetProperty(o => o.Handled, 0).SetProperty(o => o.BeatAt, now), ct);
        if (begun == 0) return IdentityErrors.CannotUndo;
        jobs.Begin(order.Operation, actor, async (services, progress, stop) =>
        {
            if (operation.Kind == PeopleOperationKind.Import)
            {
                var done = await UseCaseRunner.RunAsync(scopes, new TakeImportBack(order.Operation, progress), actor, stop);
                if (done.Error is { } error) await progress.EndAsync(PeopleOperationState.Failed, error);
            }
            else
            {
                await services.GetRequiredService<BulkWork>().UndoAsync(operation, actor, scopes, progress, stop);
            }
        });
        return Unit.Value;
    }
}

/// <summary>Writes the way back of an import.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.import_undo")]
internal sealed record TakeImportBack(Guid Operation, JobProgress Progress) : IUseCase<Unit>;

internal sealed class TakeImportBackHandler(AppDb db, ImportWrite write, AuditNotes notes) : IHandler<TakeImportBack, Unit>
{
    public async Task<Result<Unit>> HandleAsync(TakeImportBack order, Actor actor, CancellationToken ct)
    {
        if (await db.PeopleOperations.AsNoTracking().SingleOrDefaultAsync(o => o.Id == order.Operation && (o.ByUser == actor.User || actor.IsSuperAdmin), ct) is not { } operation) return CommonErrors.NotFound;
        notes.On("import", operation.Id.ToString(), operation.FileName);
        await write.UndoAsync(operation, actor, order.Progress, ct);
        return Unit.Value;
    }
}

/// <summary>Asks an operation to give up. An import then has written nothing; an act on many people stops after the one it is at.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.cancel_operation")]
internal sealed record CancelOperation(Guid Operation) : IUseCase<Unit>;

internal sealed class CancelOperationHandler(AppDb db, AuditNotes notes, TimeProvider time) : IHandler<CancelOperation, Unit>
{
    public async Task<Result<Unit>> HandleAsync(CancelOperation order, Actor actor, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var mine = db.PeopleOperations.Where(o => o.Id == order.Operation && (o.ByUser == actor.User || actor.IsSuperAdmin));
        if (await mine.AsNoTracking().SingleOrDefaultAsync(ct) is not { } operation) return CommonErrors.NotFound;
        notes.On("people_operation", operation.Id.ToString(), operation.FileName ?? operation.Kind.ToString());
        // A dry run that nobody wants is dropped at once.
        if (await mine.Where(o => o.State == PeopleOperationState.Ready).ExecuteUpdateAsync(set => set.SetProperty(o => o.State, PeopleOperationState.Cancelled).SetProperty(o => o.FinishedAt, now), ct) == 0)
            await mine.Where(o => o.State == PeopleOperationState.Checking || o.State == PeopleOperationState.Applying).ExecuteUpdateAsync(set => set.SetProperty(o => o.CancelAsked, true), ct);
        return Unit.Value;
    }
}
