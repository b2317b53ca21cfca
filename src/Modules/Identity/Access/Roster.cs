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

    private static RosterStatus Of(UserStatus status) => status switch
    {
        UserStatus.Normal => RosterStatus.Enabled,
        UserStatus.Disabled => RosterStatus.Disabled,
        UserStatus.Cancelled => RosterStatus.Deleted,
        _ => RosterStatus.NotActivated,
    };
}
