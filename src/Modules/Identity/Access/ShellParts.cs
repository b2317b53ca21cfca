namespace Huitang.Identity.Access;

/// <summary>The enterprise's name in the header.</summary>
internal sealed class EnterpriseName(IEnterprises enterprises) : IEnterpriseName
{
    public async ValueTask<string?> OfAsync(TenantId tenant, CancellationToken ct) => (await enterprises.GetAsync(tenant, ct))?.Name;

    public async ValueTask<bool> IsDemoAsync(TenantId tenant, CancellationToken ct) => (await enterprises.GetAsync(tenant, ct))?.CorpId == DemoEnterprise.CorpId;
}

/// <summary>People in the command palette, for those who may see the list.</summary>
internal sealed class PeoplePalette(UseCases useCases) : IPaletteSource
{
    public async Task<IReadOnlyList<PaletteItem>> FindAsync(string query, Actor actor, CancellationToken ct)
    {
        if (!actor.Holds(IdentityPermissions.UsersRead)) return [];
        var found = await useCases.RunAsync(new Features.Users.ListUsers(new Features.Users.PeopleFilter(query), new PageRequest(1, 8)), ct);
        return found.Value?.Rows
            .Select(u => new PaletteItem(u.Name, $"/console/users?user={u.Id}&q=" + Uri.EscapeDataString(u.Login), Ui.AppIcons.Person, string.Join(" · ", u.Departments.Take(1).Prepend(u.Login)), Texts.UsersTitle))
            .ToList() ?? [];
    }
}
