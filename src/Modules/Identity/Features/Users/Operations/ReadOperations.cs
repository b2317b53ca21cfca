using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Users.Operations;

/// <summary>Where an operation stands.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery)]
internal sealed record GetOperation(Guid Operation) : IUseCase<OperationView>;

/// <summary>An operation as pages see it.</summary>
internal sealed record OperationView(Guid Id, PeopleOperationKind Kind, PeopleOperationState State, ImportMode Mode, string ByName, string? FileName, DateTimeOffset CreatedAt)
{
    public int Total { get; init; }

    public int Handled { get; init; }

    public int Added { get; init; }

    public int Changed { get; init; }

    public int Unchanged { get; init; }

    public int Refused { get; init; }

    public int NotUndone { get; init; }

    public Error? Error { get; init; }

    public DateTimeOffset? UndoUntil { get; init; }

    /// <summary>Whether work goes on.</summary>
    public bool Working => State is PeopleOperationState.Checking or PeopleOperationState.Applying;

    public static OperationView Of(PeopleOperationRow row, DateTimeOffset now)
    {
        var lost = row.State is PeopleOperationState.Checking or PeopleOperationState.Applying && now - row.BeatAt > PeopleJobs.Silence;
        return new OperationView(row.Id, row.Kind, lost ? PeopleOperationState.Failed : row.State, row.Mode, row.ByName, row.FileName, row.CreatedAt)
        {
            Total = row.Total, Handled = row.Handled, Added = row.Added, Changed = row.Changed, Unchanged = row.Unchanged, Refused = row.Refused, NotUndone = row.NotUndone,
            Error = lost ? IdentityErrors.OperationLost : row.ErrorCode is { } code ? new Error(code, ErrorKind.Invalid) { Args = row.ErrorArgs } : null,
            UndoUntil = row.UndoUntil > now && row.State == PeopleOperationState.Done ? row.UndoUntil : null,
        };
    }
}

internal sealed class GetOperationHandler(AppDb db, TimeProvider time) : IHandler<GetOperation, OperationView>
{
    public async Task<Result<OperationView>> HandleAsync(GetOperation order, Actor actor, CancellationToken ct) =>
        await db.PeopleOperations.AsNoTracking().SingleOrDefaultAsync(o => o.Id == order.Operation && (o.ByUser == actor.User || actor.IsSuperAdmin), ct) is { } row ? OperationView.Of(row, time.GetUtcNow()) : CommonErrors.NotFound;
}

/// <summary>The actor's operations of the last 30 days, newest first; the super admin's list has everybody's.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery)]
internal sealed record ListOperations(PageRequest Page) : IUseCase<PageOf<OperationView>>;

internal sealed class ListOperationsHandler(AppDb db, TimeProvider time) : IHandler<ListOperations, PageOf<OperationView>>
{
    public async Task<Result<PageOf<OperationView>>> HandleAsync(ListOperations order, Actor actor, CancellationToken ct)
    {
        var rows = db.PeopleOperations.AsNoTracking().Where(o => o.ByUser == actor.User || actor.IsSuperAdmin);
        var page = await rows.OrderByDescending(o => o.CreatedAt).ThenBy(o => o.Id).Skip(order.Page.Skip).Take(order.Page.Take).ToListAsync(ct);
        return new PageOf<OperationView>([.. page.Select(o => OperationView.Of(o, time.GetUtcNow()))], await rows.CountAsync(ct));
    }
}

/// <summary>Rows of an operation, by outcome.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery)]
internal sealed record ListOperationItems(Guid Operation, ItemOutcome? Outcome, PageRequest Page) : IUseCase<PageOf<OperationItem>>;

/// <summary>A row with its reason or its differences.</summary>
internal sealed record OperationItem(int Line, string Login, string Name, ItemOutcome Outcome, Error? Error, string? Field, IReadOnlyList<AuditChange> Changes);

internal sealed class ListOperationItemsHandler(AppDb db, OperationItems items) : IHandler<ListOperationItems, PageOf<OperationItem>>
{
    public async Task<Result<PageOf<OperationItem>>> HandleAsync(ListOperationItems order, Actor actor, CancellationToken ct)
    {
        if (!await db.PeopleOperations.AnyAsync(o => o.Id == order.Operation && (o.ByUser == actor.User || actor.IsSuperAdmin), ct)) return CommonErrors.NotFound;
        var rows = db.PeopleOperationItems.AsNoTracking().Where(i => i.OperationId == order.Operation && (order.Outcome == null || i.Outcome == order.Outcome));
        var page = await rows.OrderBy(i => i.Line).Skip(order.Page.Skip).Take(order.Page.Take).ToListAsync(ct);
        return new PageOf<OperationItem>(await items.OfAsync(page, actor, ct), await rows.CountAsync(ct));
    }
}

/// <summary>Rows of operations as people read them.</summary>
internal sealed class OperationItems(AppDb db)
{
    private Dictionary<Guid, string>? _departments;

    public async Task<List<OperationItem>> OfAsync(IReadOnlyList<PeopleOperationItemRow> rows, Actor actor, CancellationToken ct)
    {
        _departments ??= await db.Departments.AsNoTracking().ToDictionaryAsync(d => d.Id.Value, d => d.Name, ct);
        var (phone, email) = (actor.Holds(IdentityPermissions.UsersPhone), actor.Holds(IdentityPermissions.UsersEmail));
        return [.. rows.Select(i => new OperationItem(
            i.Line, i.Login, i.Name, i.Outcome, i.ErrorCode is { } code ? new Error(code, ErrorKind.Invalid) { Args = i.ErrorArgs } : null, i.ErrorField,
            i.After is null ? [] : [.. PersonState.From(i.After).Differences(i.Before is null ? null : PersonState.From(i.Before), d => _departments.GetValueOrDefault(d, "?")).Select(Hidden)]))];

        // What somebody brought in a file they may read back; what was there before they may not.
        AuditChange Hidden(AuditChange change) => change switch
        {
            { Field: "phone" } when !phone => change with { From = AccountRules.MaskPhone(change.From) },
            { Field: "email" } when !email => change with { From = AccountRules.MaskEmail(change.From) },
            _ => change,
        };
    }
}

/// <summary>Writes the rows of an operation as a file: the refused ones with their reasons, or all.</summary>
[Requires(IdentityPermissions.UsersManage, Scoping.ByQuery), Audited("user.export_result")]
internal sealed record ExportOperation(Guid Operation, bool RefusedOnly, ExportFormat Format, Stream To) : IUseCase<int>;

internal sealed class ExportOperationHandler(AppDb db, OperationItems items, IErrorTexts errors, AuditNotes notes) : IHandler<ExportOperation, int>
{
    private const int Batch = 2_000;

    public async Task<Result<int>> HandleAsync(ExportOperation order, Actor actor, CancellationToken ct)
    {
        if (await db.PeopleOperations.AsNoTracking().SingleOrDefaultAsync(o => o.Id == order.Operation && (o.ByUser == actor.User || actor.IsSuperAdmin), ct) is not { } operation) return CommonErrors.NotFound;
        notes.On("import", operation.Id.ToString(), operation.FileName);
        var count = 0;
        ExportColumn[] columns = [new(Texts.Line, 8), new(Texts.ColLogin, 20), new(Texts.ColName, 16), new(Texts.Outcome, 10), new(Texts.ReasonColumn, 14), new(Texts.Reason, 60), new(Texts.Differences, 80)];
        await TableExport.WriteAsync(order.To, order.Format, Texts.ResultSheet, columns, RowsAsync(), ct);
        notes.Changed("rows", null, count);
        return count;

        async IAsyncEnumerable<object?[]> RowsAsync()
        {
            var last = -1;
            while (true)
            {
                var page = await db.PeopleOperationItems.AsNoTracking().Where(i => i.OperationId == order.Operation && i.Line > last && (!order.RefusedOnly || i.Outcome == ItemOutcome.Refused)).OrderBy(i => i.Line).Take(Batch).ToListAsync(ct);
                if (page.Count == 0) yield break;
                last = page[^1].Line;
                foreach (var item in await items.OfAsync(page, actor, ct))
                {
                    count++;
                    yield return
                    [
                        item.Line, item.Login, item.Name, PeopleWords.Of(item.Outcome), item.Field is { } field ? Texts.ResourceManager.GetString(field, System.Globalization.CultureInfo.CurrentUICulture) : null,
                        item.Error is { } error ? errors.For(error) : null, string.Join("; ", item.Changes.Select(c => $"{PeopleWords.Field(c.Field)}: {PeopleWords.Value(c.Field, c.From) ?? "–"} → {PeopleWords.Value(c.Field, c.To) ?? "–"}")),
                    ];
                }
            }
        }
    }
}
