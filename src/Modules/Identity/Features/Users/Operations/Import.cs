using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Identity.Features.Users.Operations;

/// <summary>Takes a file in and begins its dry run. Changes nobody.</summary>
/// <param name="FileName">Its name, for the list.</param>
/// <param name="File">Its content.</param>
/// <param name="Mode">What may be done with its rows.</param>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery)]
internal sealed record CheckImport(string FileName, Stream File, ImportMode Mode) : IUseCase<Guid>;

internal sealed class CheckImportHandler(AppDb db, PeopleJobs jobs, TimeProvider time) : IHandler<CheckImport, Guid>
{
    /// <summary>Largest file, in megabytes.</summary>
    public const int Megabytes = 50;

    public async Task<Result<Guid>> HandleAsync(CheckImport order, Actor actor, CancellationToken ct)
    {
        var file = TableExport.NewFile();
        try
        {
            var buffer = new byte[64 * 1024];
            for (int read; (read = await order.File.ReadAsync(buffer, ct)) > 0;)
            {
                if (file.Length + read > Megabytes * 1024L * 1024) throw new ImportException(ImportErrors.TooLarge.With(Megabytes.ToString(System.Globalization.CultureInfo.InvariantCulture)));
                await file.WriteAsync(buffer.AsMemory(0, read), ct);
            }

            await file.FlushAsync(ct);
            file.Position = 0;
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct));
            var now = time.GetUtcNow();
            var name = Path.GetFileName(order.FileName);
            var operation = new PeopleOperationRow
            {
                Id = Ids.New(time), Kind = PeopleOperationKind.Import, State = PeopleOperationState.Checking, Mode = order.Mode, ByUser = actor.User, ByName = actor.Name,
                FileName = name.Length > 200 ? name[..200] : name, FileHash = hash, CreatedAt = now, BeatAt = now,
            };
            db.PeopleOperations.Add(operation);
            await db.SaveChangesAsync(ct);
            var held = file;
            file = null;
            jobs.Begin(operation.Id, actor, async (services, progress, stop) =>
            {
                await using (held)
                {
                    var mine = services.GetRequiredService<AppDb>();
                    await services.GetRequiredService<ImportCheck>().RunAsync(await mine.PeopleOperations.SingleAsync(o => o.Id == operation.Id, stop), held, actor, progress, stop);
                }
            });
            return operation.Id;
        }
        catch (ImportException e)
        {
            return e.Error;
        }
        finally
        {
            if (file is not null) await file.DisposeAsync();
        }
    }
}

/// <summary>Begins to write what a dry run found.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.import_start")]
internal sealed record ApplyImport(Guid Operation) : IUseCase<Unit>;

internal sealed class ApplyImportHandler(AppDb db, PeopleJobs jobs, IServiceScopeFactory scopes, AuditNotes notes, TimeProvider time) : IHandler<ApplyImport, Unit>
{
    public async Task<Result<Unit>> HandleAsync(ApplyImport order, Actor actor, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await db.PeopleOperations.AsNoTracking().SingleOrDefaultAsync(o => o.Id == order.Operation && o.Kind == PeopleOperationKind.Import && o.ByUser == actor.User, ct) is not { } operation) return CommonErrors.NotFound;
        notes.On("import", operation.Id.ToString(), operation.FileName);
        // Whoever comes second finds it no longer ready.
        var begun = await db.PeopleOperations.Where(o => o.Id == order.Operation && o.State == PeopleOperationState.Ready)
            .ExecuteUpdateAsync(set => set.SetProperty(o => o.State, PeopleOperationState.Applying).SetProperty(o => o.Handled, 0).SetProperty(o => o.BeatAt, now), ct);
        if (begun == 0) return IdentityErrors.WrongState;
        jobs.Begin(order.Operation, actor, async (_, progress, stop) =>
        {
            var done = await UseCaseRunner.RunAsync(scopes, new WriteImport(order.Operation, progress), actor, stop);
            if (done.Error is { } error) await progress.EndAsync(PeopleOperationState.Failed, error);
        });
        return Unit.Value;
    }
}

/// <summary>Writes an import. Its entry in the log holds the file's hash and what came of it; every line's from and to are kept with the import.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.import")]
internal sealed record WriteImport(Guid Operation, JobProgress Progress) : IUseCase<Unit>;

internal sealed class WriteImportHandler(AppDb db, ImportWrite write, AuditNotes notes) : IHandler<WriteImport, Unit>
{
    public async Task<Result<Unit>> HandleAsync(WriteImport order, Actor actor, CancellationToken ct)
    {
        if (await db.PeopleOperations.AsNoTracking().SingleOrDefaultAsync(o => o.Id == order.Operation && o.ByUser == actor.User, ct) is not { } operation) return CommonErrors.NotFound;
        notes.On("import", operation.Id.ToString(), operation.FileName);
        notes.Changed("file", null, operation.FileHash);
        await write.RunAsync(operation, actor, order.Progress, ct);
        return Unit.Value;
    }
}
