namespace Huitang.Identity.Features.Users;

/// <summary>Filters the actor keeps for a list.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record ListViews(string List) : IUseCase<SavedView[]>;

/// <summary>Filters kept under a name.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="Query">Query part of the list's address.</param>
internal sealed record SavedView(Guid Id, string Name, string Query);

internal sealed class ListViewsHandler(AppDb db) : IHandler<ListViews, SavedView[]>
{
    public async Task<Result<SavedView[]>> HandleAsync(ListViews order, Actor actor, CancellationToken ct) =>
        await db.SavedViews.AsNoTracking().Where(v => v.UserId == actor.User && v.List == order.List).OrderBy(v => v.Name).Select(v => new SavedView(v.Id, v.Name, v.Query)).ToArrayAsync(ct);
}

/// <summary>Keeps filters under a name; the same name again replaces them.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("view.save")]
internal sealed record SaveView(string List, string Name, string Query) : IUseCase<Unit>;

internal sealed class SaveViewHandler(AppDb db, AuditNotes notes, TimeProvider time) : IHandler<SaveView, Unit>
{
    private const int Most = 20;

    public async Task<Result<Unit>> HandleAsync(SaveView order, Actor actor, CancellationToken ct)
    {
        var name = order.Name.Trim();
        if (AccountRules.RefuseName(name, 40) is { } bad) return bad.On(nameof(order.Name));
        if (order.Query.Length > 2000 || order.List.Length > 40) return IdentityErrors.ViewTaken;
        var mine = await db.SavedViews.Where(v => v.UserId == actor.User && v.List == order.List).ToListAsync(ct);
        var view = mine.Find(v => v.Name == name);
        if (view is null && mine.Count >= Most) return IdentityErrors.ViewTaken.On(nameof(order.Name));
        notes.On("view", order.List, name);
        notes.Changed("query", view?.Query, order.Query);
        if (view is null) db.SavedViews.Add(new SavedViewRow { Id = Ids.New(time), UserId = actor.User, List = order.List, Name = name, Query = order.Query });
        else view.Query = order.Query;
        return await Account.Save.DoAsync(db, ct);
    }
}

/// <summary>Forgets kept filters.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("view.delete")]
internal sealed record DeleteView(Guid View) : IUseCase<Unit>;

internal sealed class DeleteViewHandler(AppDb db, AuditNotes notes) : IHandler<DeleteView, Unit>
{
    public async Task<Result<Unit>> HandleAsync(DeleteView order, Actor actor, CancellationToken ct)
    {
        if (await db.SavedViews.SingleOrDefaultAsync(v => v.Id == order.View && v.UserId == actor.User, ct) is not { } view) return CommonErrors.NotFound;
        notes.On("view", view.List, view.Name);
        db.Remove(view);
        return await Account.Save.DoAsync(db, ct);
    }
}
