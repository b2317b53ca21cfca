namespace Huitang.Identity.Access;

/// <summary>The roster over the tables.</summary>
internal sealed class Roster(AppDb db) : IRoster
{
    public async Task<IReadOnlyList<RosterPerson>> ReadAsync(CancellationToken ct)
    {
        var rows = await db.Users.AsNoTracking().OrderBy(u => u.Ordinal)
            .Select(u => new { u.Id, u.Ordinal, u.Login, u.Name, u.DepartmentId, u.Status, u.SearchText }).ToListAsync(ct);
        return [.. rows.Select(u => new RosterPerson(u.Id, u.Ordinal, u.Login, u.Name, u.DepartmentId, Of(u.Status), u.SearchText))];
    }

    public async Task<IReadOnlyDictionary<UserId, RosterPlace>> PlacesAsync(CancellationToken ct)
    {
        var places = new Dictionary<UserId, RosterPlace>();
        await foreach (var row in db.Users.AsNoTracking().Select(u => new { u.Id, u.Ordinal, u.DepartmentId }).AsAsyncEnumerable().WithCancellation(ct)) places[row.Id] = new RosterPlace(row.Ordinal, row.DepartmentId);
        return places;
    }

    public async Task<IReadOnlyList<RosterCount>> CountAsync(CancellationToken ct)
    {
        var rows = await db.Users.AsNoTracking().GroupBy(u => new { u.DepartmentId, u.Status }).Select(g => new { g.Key.DepartmentId, g.Key.Status, People = g.Count() }).ToListAsync(ct);
        return [.. rows.Select(r => new RosterCount(r.DepartmentId, Of(r.Status), r.People))];
    }

    private static RosterStatus Of(UserStatus status) => status switch
    {
        UserStatus.Normal => RosterStatus.Enabled,
        UserStatus.Disabled => RosterStatus.Disabled,
        UserStatus.Cancelled => RosterStatus.Deleted,
        _ => RosterStatus.NotActivated,
    };
}
