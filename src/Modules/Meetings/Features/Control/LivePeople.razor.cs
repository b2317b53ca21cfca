using Huitang.Kernel;
using Huitang.Meetings.Live;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;

namespace Huitang.Meetings.Features.Control;

/// <summary>Everybody in the meeting, with what can be done about them.</summary>
public sealed partial class LivePeople
{
    private readonly FormErrors _errors = new();
    private readonly HashSet<string> _pins = [];
    private readonly Dictionary<UserId, string> _departments = [];
    private IReadOnlyList<LiveTable<LiveEntry>.Column> _columns = [];
    private LiveTable<LiveEntry>? _table;
    private AppForm? _form;
    private PeopleFilter _filter = new();
    private (string? Sort, bool Descending) _order;
    private LiveEntry? _renaming;
    private string? _name;

    [Inject] private UseCases UseCases { get; set; } = default!;
    [Inject] private IErrorTexts ErrorTexts { get; set; } = default!;
    [Inject] private IToasts Toasts { get; set; } = default!;
    [Inject] private IConfirms Confirms { get; set; } = default!;
    [Inject] private UrlState Url { get; set; } = default!;
    [Inject] private JsUi Js { get; set; } = default!;
    [Inject] private Viewer Viewer { get; set; } = default!;

    private string PinsKey => $"live-pins-{Desk.Meeting}";

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        _columns = MakeColumns();
        _filter = new(Url.Get("p"), Flag("away"), Flag("internal"), Flag("mic"), Url.Get("role"));
        _order = (Url.Get("sort"), Url.Get("desc") == "1");
        bool? Flag(string key) => Url.Get(key) switch { "1" => true, "0" => false, _ => null };
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        if (await Js.ReadAsync(PinsKey) is { Length: > 0 } kept) _pins.UnionWith(kept.Split(','));
        await ShowAsync();
    }

    private protected override async Task ShowAsync()
    {
        await NameDepartmentsAsync();
        if (_table is not null) await _table.Show(Rows());
    }

    private List<LiveEntry> Rows()
    {
        var people = Desk.Ended ? [] : Desk.Now!.People.Where(Fits);
        var pinned = people.OrderByDescending(p => _pins.Contains(p.View.Id));
        var ordered = _order.Sort switch
        {
            "name" => By(p => p.View.Name),
            "mic" => By(p => p.View.Mic),
            "camera" => By(p => p.View.Camera),
            "sharing" => By(p => p.View.Sharing),
            "hand" => By(p => p.View.Hand ?? long.MaxValue),
            "department" => By(p => Department(p) ?? ""),
            "device" => By(p => p.Who.Client.Device),
            "browser" => By(p => p.Who.Client.Browser),
            "network" => By(p => p.Who.Client.Network),
            "ip" => By(p => p.Who.Ip ?? ""),
            "joined" => By(p => p.JoinedAt),
            "time" => By(p => -p.JoinedAt.UtcTicks),
            "quality" => By(p => p.View.Grade),
            _ => By(p => p.View.Role switch { "host" => 0, "cohost" => 1, _ => 2 }),
        };
        return ordered.ThenBy(p => p.JoinedAt).ToList();

        IOrderedEnumerable<LiveEntry> By<TKey>(Func<LiveEntry, TKey> key) => _order.Descending ? pinned.ThenByDescending(key) : pinned.ThenBy(key);
    }

    private bool Fits(LiveEntry p) =>
        (_filter.Away is null || p.View.Away == _filter.Away) && (_filter.Internal is null || Internal(p) == _filter.Internal) && (_filter.Mic is null || p.View.Mic == _filter.Mic)
        && (_filter.Role is null || p.View.Role == _filter.Role)
        && (_filter.Search is not { } text || p.View.Name.Contains(text, StringComparison.CurrentCultureIgnoreCase) || (Department(p)?.Contains(text, StringComparison.CurrentCultureIgnoreCase) ?? false) || (p.Who.Ip?.Contains(text, StringComparison.Ordinal) ?? false));

    private bool Internal(LiveEntry p) => p.Who.User is not null && p.Who.Tenant == Desk.Now!.Plan.Tenant;

    private string? Department(LiveEntry p) => p.Who.User is { } user ? _departments.GetValueOrDefault(user) : null;

    private async Task NameDepartmentsAsync()
    {
        var unknown = Desk.Now!.People.Where(Internal).Select(p => p.Who.User!.Value).Where(u => !_departments.ContainsKey(u)).Distinct().ToList();
        if (unknown.Count == 0) return;
        foreach (var user in unknown) _departments[user] = "";
        var found = await UseCases.RunAsync(new ListDepartments(Desk.Meeting, unknown));
        foreach (var (user, name) in found.Value ?? new Dictionary<UserId, string>()) _departments[user] = name;
    }

    private Task SetAsync(PeopleFilter filter)
    {
        _filter = filter;
        Url.Set(("p", filter.Search), ("away", Flag(filter.Away)), ("internal", Flag(filter.Internal)), ("mic", Flag(filter.Mic)), ("role", filter.Role));
        return ShowAsync();
        static string? Flag(bool? on) => on switch { true => "1", false => "0", _ => null };
    }

    private Task SortedAsync((string? Sort, bool Descending) order)
    {
        _order = order;
        return ShowAsync();
    }

    private List<AppMenuItem> MenuOf(LiveEntry p)
    {
        List<AppMenuItem> items = [];
        items.Add(p.View.Mic
            ? new(Texts.live_mute, () => OneAsync(p, t => new MuteParticipants(Desk.Meeting, t), Texts.live_done_mute), AppIcons.MicOff)
            : new(Texts.live_ask_unmute, () => OneAsync(p, t => new AskToUnmute(Desk.Meeting, t), Texts.live_done_ask), AppIcons.Mic));
        if (p.View.Camera) items.Add(new(Texts.live_stop_camera, () => OneAsync(p, t => new StopCameras(Desk.Meeting, t), Texts.live_done_camera), AppIcons.CameraOff));
        if (p.View.Sharing) items.Add(new(Texts.live_stop_share, () => OneAsync(p, t => new StopSharing(Desk.Meeting, t), Texts.live_done_share), AppIcons.Stop));
        if (p.View.Hand is not null) items.Add(new(Texts.live_lower_hand, () => OneAsync(p, t => new LowerHands(Desk.Meeting, t), Texts.live_done_hand), AppIcons.Hand));
        if (!p.View.Guest && p.View.Role != "host") items.Add(new(Texts.live_make_host, () => RoleAsync(p, "host"), AppIcons.Role));
        if (!p.View.Guest && p.View.Role == "member") items.Add(new(Texts.live_make_cohost, () => RoleAsync(p, "cohost"), AppIcons.PersonAdd));
        if (p.View.Role == "cohost") items.Add(new(Texts.live_make_member, () => RoleAsync(p, "member"), AppIcons.Person));
        items.Add(new(Texts.live_rename, () => BeginRename(p), AppIcons.Edit));
        items.Add(new(_pins.Contains(p.View.Id) ? Texts.live_unpin : Texts.live_pin, () => PinAsync(p), AppIcons.Pin));
        items.Add(new(Texts.live_to_lobby, () => OneAsync(p, t => new MoveToWaitingRoom(Desk.Meeting, t), Texts.live_done_lobby), AppIcons.Clock));
        items.Add(new(Texts.live_remove, () => RemoveAsync([p]), AppIcons.Block, Danger: true));
        return items;
    }

    private Task OneAsync(LiveEntry p, Func<IReadOnlyList<string>, IPeopleOrder> order, string done) => Desk.OrderAsync(order([p.View.Id]), done, LiveWords.Text(done, p.View.Name));

    private Task RoleAsync(LiveEntry p, string role) => OneAsync(p, t => new SetParticipantRole(Desk.Meeting, t, role), LiveWords.Text(Texts.live_done_role, "{0}", LiveWords.Role(role)));

    private async Task EachAsync(IReadOnlyList<LiveEntry> people, Func<IReadOnlyList<string>, IPeopleOrder> order, string title, string done)
    {
        var name = people.Count == 1 ? people[0].View.Name : "";
        await Desk.OrderAsync(order(people.Select(p => p.View.Id).ToList()), title, people.Count == 1 ? LiveWords.Text(done, name) : Texts.live_done_each);
        _table!.Unselect();
        await ShowAsync();
    }

    private async Task RemoveAsync(IReadOnlyList<LiveEntry> people)
    {
        var answer = await Confirms.AskAsync(new(people.Count == 1 ? LiveWords.Text(Texts.live_remove_title, people[0].View.Name) : LiveWords.Text(Texts.live_remove_many_title, people.Count), Texts.live_remove, Texts.live_remove_effect)
        {
            Option = Texts.live_no_return, Items = people.Count == 1 ? [] : people.Select(p => p.View.Name).ToList(),
        });
        if (answer.Yes) await EachAsync(people, t => new RemoveParticipants(Desk.Meeting, t, !answer.Option), Texts.live_remove, Texts.live_done_remove);
    }

    private Task BeginRename(LiveEntry p)
    {
        (_renaming, _name) = (p, p.View.Name);
        _errors.Clear();
        StateHasChanged();
        return Task.CompletedTask;
    }

    private async Task RenameAsync()
    {
        if (_renaming is not { } p) return;
        var result = await UseCases.RunAsync(new RenameParticipants(Desk.Meeting, [p.View.Id], _name ?? ""));
        if ((result.Error ?? result.Value![0].Error) is { } error)
        {
            _errors.Add("Name", ErrorTexts.For(error));
            return;
        }

        _renaming = null;
        Toasts.Show(LiveWords.Text(Texts.live_done_rename, p.View.Name, _name!.Trim()));
        await ShowAsync();
    }

    private async Task PinAsync(LiveEntry p)
    {
        if (!_pins.Remove(p.View.Id)) _pins.Add(p.View.Id);
        await Js.StoreAsync(PinsKey, string.Join(',', _pins));
        await ShowAsync();
    }

    /// <summary>Which people are shown; null parts do not filter.</summary>
    private sealed record PeopleFilter(string? Search = null, bool? Away = null, bool? Internal = null, bool? Mic = null, string? Role = null);
}
