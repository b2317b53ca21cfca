using System.Globalization;
using Huitang.Identity.Features.Users.Operations;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;

namespace Huitang.Identity.Features.Users;

/// <summary>People of the enterprise: who they are, whether they can sign in, what they may use; one by one and many at once.</summary>
public sealed partial class UsersPage
{
    private readonly FormErrors _errors = new();
    private AppTable<UserLine>? _table;
    private AppForm? _poolForm;
    private UserDrawer? _drawer;
    private BulkDrawer? _bulk;
    private PeopleFilter _filter = new();
    private LicencePool? _pool;
    private bool _setting;
    private int? _accounts;
    private string? _link;
    private IReadOnlyList<AppOption<string>> _roles = [];

    [CascadingParameter] private Actor Me { get; set; } = Actor.Anonymous;

    private bool Manages => Me.Holds(IdentityPermissions.UsersManage);

    private bool Exports => Me.Holds(IdentityPermissions.UsersExport);

    private bool Filtered => _filter with { Bin = false } != new PeopleFilter();

    private static IReadOnlyList<AppOption<UserStatus?>> Statuses =>
        [.. new[] { UserStatus.Normal, UserStatus.NotActivated, UserStatus.Disabled }.Select(s => new AppOption<UserStatus?>(s, PeopleWords.Of(s)))];

    private static IReadOnlyList<AppOption<AccountType?>> Types => [.. new[] { AccountType.Premium, AccountType.Free }.Select(t => new AppOption<AccountType?>(t, PeopleWords.Of(t)))];

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _filter = PeopleRoutes.Filter(Url.Get);
        _roles = [new(PeopleFilter.Super, Texts.RoleSuperAdmin), new(PeopleFilter.Member, Texts.RoleMember)];
        if (!RendererInfo.IsInteractive) return;
        await LoadPoolAsync();
        var roles = await UseCases.RunAsync(new ListRoleNames());
        _roles = [new(PeopleFilter.Super, Texts.RoleSuperAdmin), .. (roles.Value ?? []).Select(r => new AppOption<string>(r.Id.ToString(), r.BuiltIn == BuiltInRole.Administrator ? Texts.RoleAdmin : r.Name)), new(PeopleFilter.Member, Texts.RoleMember)];
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && Guid.TryParse(Url.Get("user"), out var id)) await _drawer!.EditAsync(new UserId(id));
    }

    private async Task LoadPoolAsync() => _pool = (await UseCases.RunAsync(new GetLicences())).Value;

    private void Set(PeopleFilter filter)
    {
        _filter = filter;
        Url.Set([.. PeopleRoutes.Address(filter), ("page", null)]);
    }

    private void Reset() => Set(new PeopleFilter(Bin: _filter.Bin));

    private void OpenView(string query)
    {
        var values = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query);
        Set(PeopleRoutes.Filter(key => values.TryGetValue(key, out var value) ? value.ToString() : null));
    }

    private async Task<TablePage<UserLine>> LoadAsync(TableRequest request, CancellationToken ct)
    {
        var result = await UseCases.RunAsync(new ListUsers(_filter, new PageRequest(request.Number, request.Size, request.Sort, request.Descending)), ct);
        if (result.Error is { } error) return error.Kind == ErrorKind.Forbidden ? TablePage.NoPermission<UserLine>() : TablePage.Failed<UserLine>(ErrorTexts.For(error));
        return new TablePage<UserLine>(result.Value!.Rows, result.Value.Total);
    }

    private static string Counted(int total) => total > PeopleQuery.Counted
        ? string.Format(CultureInfo.CurrentCulture, Texts.MoreThan, PeopleQuery.Counted)
        : string.Format(CultureInfo.CurrentCulture, Texts.TotalPeople, total);

    private static string? Photo(UserLine user) => user.AvatarTag is { } tag ? $"/avatars/{user.Id}/{tag}" : null;

    private Task OpenAsync(UserLine user) => _filter.Bin ? Task.CompletedTask : _drawer!.EditAsync(user.Id);

    private async Task ReloadAsync()
    {
        await LoadPoolAsync();
        await _table!.ReloadAsync();
        StateHasChanged();
    }

    private async Task BulkDoneAsync()
    {
        await _table!.ClearSelection();
        await ReloadAsync();
    }

    private List<AppMenuItem> PageMenu()
    {
        string Export(string format) => "/console/users/export" + new Uri(Url.With(("format", format), ("zone", Viewer.Zone.Id), ("page", null), ("user", null))).Query;
        var items = new List<AppMenuItem>();
        if (Exports) items.AddRange([new(Texts.ExportXlsx, Icon: AppIcons.Download, Href: Export("xlsx")), new(Texts.ExportCsv, Icon: AppIcons.Download, Href: Export("csv")), new(Texts.ExportParquet, Icon: AppIcons.Download, Href: Export("parquet"))]);
        if (Manages) items.Add(new(Texts.OperationsTitle, Icon: AppIcons.History, Href: "/console/users/operations"));
        if (!_filter.Bin && Manages) items.Add(new(Texts.RecycleBin, () => { Set(new PeopleFilter(Bin: true)); StateHasChanged(); return Task.CompletedTask; }, AppIcons.Delete));
        return items;
    }

    private List<AppMenuItem> BulkMenu(IReadOnlyCollection<UserLine>? chosen)
    {
        AppMenuItem Item(PeopleOperationKind kind, string text, string icon, AccountType type = AccountType.Free, bool danger = false) =>
            new(text, () => { Bulk(kind, chosen, type); return Task.CompletedTask; }, icon) { Danger = danger };
        var export = chosen is null || !Exports ? null
            : new AppMenuItem(Texts.ExportChosen, Icon: AppIcons.Download, Href: $"/console/users/export?format=xlsx&zone={Uri.EscapeDataString(Viewer.Zone.Id)}&ids={string.Join(',', chosen.Take(200).Select(u => u.Id))}");
        if (!Manages) return export is null ? [] : [export];
        var items = new List<AppMenuItem>();
        if (chosen is null) items.AddRange([Item(PeopleOperationKind.Move, Texts.KindMove, AppIcons.Department), Item(PeopleOperationKind.Disable, Texts.DisableUser, AppIcons.Block)]);
        items.Add(Item(PeopleOperationKind.Enable, Texts.EnableUser, AppIcons.Check));
        items.Add(Item(PeopleOperationKind.Invite, Texts.SendActivation, AppIcons.Mail));
        items.Add(Item(PeopleOperationKind.ChangeType, Texts.MakePremium, AppIcons.Key, AccountType.Premium));
        items.Add(Item(PeopleOperationKind.ChangeType, Texts.MakeFree, AppIcons.Key));
        if (export is not null) items.Add(export);
        items.Add(Item(PeopleOperationKind.Delete, Texts.Delete, AppIcons.Delete, danger: true));
        return items;
    }

    private void Bulk(PeopleOperationKind kind, IReadOnlyCollection<UserLine>? chosen, AccountType type = AccountType.Free) =>
        _bulk!.Open(new BulkAct(kind, Type: type), chosen is null ? new BulkTargets(null, _filter) : new BulkTargets([.. chosen.Select(u => u.Id)], null), chosen?.Count);

    private List<AppMenuItem> MenuOf(UserLine user)
    {
        if (_filter.Bin) return [new(Texts.Restore, () => RunAsync(new RestoreUser(user.Id), Named(Texts.UserRestored, user)), AppIcons.Undo), new(Texts.Purge, () => PurgeAsync(user), AppIcons.Delete) { Danger = true }];
        var one = new[] { user };
        List<AppMenuItem> rights = [];
        if (!user.SuperAdmin && Me.Holds(IdentityPermissions.RolesManage)) rights.Add(new(Texts.role_give, Icon: AppIcons.Role, Href: $"/console/roles?give={user.Id}"));
        if (Me.Holds(IdentityPermissions.RolesRead)) rights.Add(new(Texts.acc_ask, Icon: AppIcons.Help, Href: $"/console/access?person={user.Id}"));
        if (!Manages) return [new(Texts.ViewUser, () => _drawer!.EditAsync(user.Id), AppIcons.Person), .. rights];
        var items = new List<AppMenuItem> { new(Texts.EditUser, () => _drawer!.EditAsync(user.Id), AppIcons.Edit) };
        if (user.Status == UserStatus.NotActivated)
        {
            if (user.HasEmail) items.Add(new(Texts.SendActivation, () => RunAsync(new SendUserLink(user.Id), Texts.LinkSent), AppIcons.Mail));
            items.Add(new(Texts.ActivationLink, () => LinkAsync(user), AppIcons.Link));
        }

        if (user.Status == UserStatus.Normal)
        {
            if (user.HasEmail) items.Add(new(Texts.SendReset, () => RunAsync(new SendUserLink(user.Id), Texts.LinkSent), AppIcons.Mail));
            items.Add(new(Texts.RevokeSessions, () => RevokeAsync(user), AppIcons.SignOut));
        }

        items.Add(new(Texts.KindMove, () => { Bulk(PeopleOperationKind.Move, one); return Task.CompletedTask; }, AppIcons.Department));
        items.Add(user.AccountType == AccountType.Premium
            ? new(Texts.MakeFree, () => RunAsync(new SetAccountType(user.Id, AccountType.Free), Texts.TypeChanged), AppIcons.Key)
            : new(Texts.MakePremium, () => RunAsync(new SetAccountType(user.Id, AccountType.Premium), Texts.TypeChanged), AppIcons.Key));
        items.AddRange(rights);
        if (user.SuperAdmin) return items;
        if (user.Status == UserStatus.Disabled) items.Add(new(Texts.EnableUser, () => RunAsync(new EnableUser(user.Id), Texts.UserEnabled), AppIcons.Check));
        else items.Add(new(Texts.DisableUser, () => DisableAsync(user), AppIcons.Block) { Danger = true });
        items.Add(new(Texts.Delete, () => { Bulk(PeopleOperationKind.Delete, one); return Task.CompletedTask; }, AppIcons.Delete) { Danger = true });
        return items;
    }

    private async Task DisableAsync(UserLine user)
    {
        if (!(await Confirms.AskAsync(new(Named(Texts.DisableTitle, user), Texts.DisableUser, Texts.DisableEffect))).Yes) return;
        var result = await UseCases.RunAsync(new DisableUser(user.Id));
        if (result.Error is { } error) Toasts.ShowError(ErrorTexts.For(error));
        else Toasts.Show(Texts.UserDisabled, () => InvokeAsync(() => RunAsync(new EnableUser(user.Id), Texts.UserEnabled)));
        await ReloadAsync();
    }

    private async Task PurgeAsync(UserLine user)
    {
        if (!(await Confirms.AskAsync(new(Named(Texts.PurgeTitle, user), Texts.Purge, Texts.PurgeEffect) { Type = user.Name })).Yes) return;
        await RunAsync(new PurgeUser(user.Id), Named(Texts.UserPurged, user));
    }

    private async Task LinkAsync(UserLine user)
    {
        var result = await UseCases.RunAsync(new MakeActivationLink(user.Id));
        if (result.Error is { } error) Toasts.ShowError(ErrorTexts.For(error));
        _link = result.Value;
        StateHasChanged();
    }

    private async Task RevokeAsync(UserLine user)
    {
        if (!(await Confirms.AskAsync(new(Named(Texts.RevokeTitle, user), Texts.RevokeSessions, Texts.RevokeEffect))).Yes) return;
        await RunAsync(new RevokeUserSessions(user.Id), Texts.SessionsRevoked);
    }

    private async Task RunAsync<T>(IUseCase<T> order, string done)
    {
        var result = await UseCases.RunAsync(order);
        if (result.Error is { } error) Toasts.ShowError(ErrorTexts.For(error));
        else Toasts.Show(done);
        await ReloadAsync();
    }

    private void OpenPool()
    {
        _errors.Clear();
        (_accounts, _setting) = (_pool?.Pool, true);
    }

    private async Task SavePoolAsync()
    {
        var result = await UseCases.RunAsync(new SetPremiumPool(_accounts ?? -1));
        if (result.Error is { } error)
        {
            _errors.Add(error.Field, ErrorTexts.For(error));
            return;
        }

        _setting = false;
        Toasts.Show(Texts.PoolSaved);
        await LoadPoolAsync();
    }

    private static string Named(string text, UserLine user) => string.Format(CultureInfo.CurrentCulture, text, user.Name);

    private static string RoleOf(UserLine user) =>
        user.SuperAdmin ? Texts.RoleSuperAdmin : string.Join(", ", user.Roles.Prepend(user.Admin ? Texts.RoleAdmin : null).OfType<string>().DefaultIfEmpty(Texts.RoleMember));
}
