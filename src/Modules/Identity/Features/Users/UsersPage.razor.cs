using System.Globalization;
using Huitang.Ui;

namespace Huitang.Identity.Features.Users;

/// <summary>People of the enterprise: who they are, whether they can sign in, who administers.</summary>
public sealed partial class UsersPage
{
    private readonly FormErrors _errors = new();
    private AppTable<UserLine>? _table;
    private AppForm? _form;
    private string? _query;
    private UserStatus? _status;
    private bool _open;
    private string? _name;
    private string? _login;
    private string? _email;
    private string? _phone;
    private string? _title;
    private string? _department;
    private string? _language;
    private IReadOnlyList<AppOption<string>> _departments = [];

    private bool Filtered => _query is not null || _status is not null;

    private static IReadOnlyList<AppOption<UserStatus?>> Statuses =>
        [.. new[] { UserStatus.Normal, UserStatus.NotActivated, UserStatus.Disabled }.Select(s => new AppOption<UserStatus?>(s, TextOf(s)))];

    private static IReadOnlyList<AppOption<string>> Languages => [new("zh-CN", "简体中文"), new("en-US", "English")];

    /// <inheritdoc/>
    protected override void OnInitialized() => (_query, _status) = (Url.Get("q"), Url.GetEnum<UserStatus>("status"));

    private void Set(string? query, UserStatus? status)
    {
        (_query, _status) = (string.IsNullOrEmpty(query) ? null : query, status);
        Url.Set(("q", _query), ("status", _status?.ToString().ToLowerInvariant()), ("page", null));
    }

    private void Reset() => Set(null, null);

    private async Task<TablePage<UserLine>> LoadAsync(TableRequest request, CancellationToken ct)
    {
        var result = await UseCases.RunAsync(new ListUsers(_query, _status, new PageRequest(request.Number, request.Size, request.Sort, request.Descending)), ct);
        if (result.Error is { } error) return error.Kind == ErrorKind.Forbidden ? TablePage.NoPermission<UserLine>() : TablePage.Failed<UserLine>(ErrorTexts.For(error));
        return new TablePage<UserLine>(result.Value!.Rows, result.Value.Total);
    }

    private async Task OpenAdd()
    {
        var departments = await UseCases.RunAsync(new ListDepartments());
        if (departments.Error is { } error)
        {
            Toasts.ShowError(ErrorTexts.For(error));
            return;
        }

        _departments = [.. departments.Value!.Select(d => new AppOption<string>(d.Id.ToString(), new string('　', d.Depth) + d.Name))];
        _name = _login = _email = _phone = _title = _department = null;
        _language = CultureInfo.CurrentUICulture.Name == "en-US" ? "en-US" : "zh-CN";
        _errors.Clear();
        _open = true;
    }

    private async Task AddAsync()
    {
        var department = Guid.TryParse(_department, out var id) ? new DepartmentId(id) : (DepartmentId?)null;
        var result = await UseCases.RunAsync(new AddUser(_login ?? "", _name ?? "", _email ?? "", _phone, _title, department, _language ?? "zh-CN"));
        if (result.Error is { } error)
        {
            _errors.Add(error.Field, ErrorTexts.For(error));
            return;
        }

        _open = false;
        Toasts.Show(string.Format(CultureInfo.CurrentCulture, Texts.UserAdded, _name, _email));
        await _table!.ReloadAsync();
    }

    private List<AppMenuItem> MenuOf(UserLine user)
    {
        var items = new List<AppMenuItem>();
        if (user.Status == UserStatus.NotActivated) items.Add(new(Texts.SendActivation, () => RunAsync(new SendUserLink(user.Id), Texts.LinkSent), AppIcons.Mail));
        if (user.Status == UserStatus.Normal)
        {
            items.Add(new(Texts.SendReset, () => RunAsync(new SendUserLink(user.Id), Texts.LinkSent), AppIcons.Mail));
            items.Add(new(Texts.RevokeSessions, () => RevokeAsync(user), AppIcons.SignOut));
        }

        if (!user.SuperAdmin) items.Add(new(Texts.role_give, Icon: AppIcons.Role, Href: $"/console/roles?give={user.Id}"));
        items.Add(new(Texts.acc_ask, Icon: AppIcons.Help, Href: $"/console/access?person={user.Id}"));
        if (user.Status == UserStatus.Disabled) items.Add(new(Texts.EnableUser, () => RunAsync(new EnableUser(user.Id), Texts.UserEnabled), AppIcons.Check));
        else items.Add(new(Texts.DisableUser, () => DisableAsync(user), AppIcons.Block) { Danger = true });
        return items;
    }

    private async Task DisableAsync(UserLine user)
    {
        if (!(await Confirms.AskAsync(new(Named(Texts.DisableTitle, user), Texts.DisableUser, Texts.DisableEffect))).Yes) return;
        await RunAsync(new DisableUser(user.Id), Texts.UserDisabled);
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
        await _table!.ReloadAsync();
    }

    private static string Named(string text, UserLine user) => string.Format(CultureInfo.CurrentCulture, text, user.Name);

    private static string RoleOf(UserLine user) => user.SuperAdmin ? Texts.RoleSuperAdmin : user.Admin ? Texts.RoleAdmin : Texts.RoleMember;

    private static string TextOf(UserStatus status) => status switch
    {
        UserStatus.Normal => Texts.StatusNormal,
        UserStatus.NotActivated => Texts.StatusNotActivated,
        _ => Texts.StatusDisabled,
    };

    private static StatusKind KindOf(UserStatus status) => status switch
    {
        UserStatus.Normal => StatusKind.Good,
        UserStatus.NotActivated => StatusKind.Planned,
        _ => StatusKind.Ended,
    };
}
