using System.Text.RegularExpressions;
using M = MudBlazor.Icons.Material.Outlined;

namespace Huitang.Ui;

/// <summary>The product's icons, named by meaning: SVG path data on a 24×24 grid, for <see cref="AppIcon"/> and menu entries.</summary>
public static partial class AppIcons
{
    // In order of the alphabet. Shapes are Google's Material icons (Apache-2.0), as the component library carries them.
#pragma warning disable CS1591
    public static readonly string Add = Path(M.Add);
    public static readonly string Alert = Path(M.NotificationsActive);
    public static readonly string Archive = Path(M.Archive);
    public static readonly string Audit = Path(M.Assignment);
    public static readonly string Back = Path(M.ArrowBack);
    public static readonly string Bell = Path(M.Notifications);
    public static readonly string Block = Path(M.Block);
    public static readonly string Calendar = Path(M.CalendarMonth);
    public static readonly string CallEnd = Path(M.CallEnd);
    public static readonly string Camera = Path(M.Videocam);
    public static readonly string CameraOff = Path(M.VideocamOff);
    public static readonly string Chart = Path(M.ShowChart);
    public static readonly string Chat = Path(M.Chat);
    public static readonly string Check = Path(M.Check);
    public static readonly string ChevronDown = Path(M.KeyboardArrowDown);
    public static readonly string ChevronLeft = Path(M.ChevronLeft);
    public static readonly string ChevronRight = Path(M.ChevronRight);
    public static readonly string ChevronUp = Path(M.KeyboardArrowUp);
    public static readonly string Clock = Path(M.Schedule);
    public static readonly string Close = Path(M.Close);
    public static readonly string Columns = Path(M.ViewColumn);
    public static readonly string Copy = Path(M.ContentCopy);
    public static readonly string Dashboard = Path(M.Dashboard);
    public static readonly string Delete = Path(M.Delete);
    public static readonly string Department = Path(M.AccountTree);
    public static readonly string Device = Path(M.Devices);
    public static readonly string Download = Path(M.Download);
    public static readonly string Edit = Path(M.Edit);
    public static readonly string Emoji = Path(M.InsertEmoticon);
    public static readonly string Enterprise = Path(M.Business);
    public static readonly string Error = Path(M.ErrorOutline);
    public static readonly string External = Path(M.OpenInNew);
    public static readonly string Filter = Path(M.FilterList);
    public static readonly string First = Path(M.FirstPage);
    public static readonly string FullScreen = Path(M.Fullscreen);
    public static readonly string FullScreenExit = Path(M.FullscreenExit);
    public static readonly string Grid = Path(M.GridView);
    public static readonly string Hand = Path(M.PanTool);
    public static readonly string Help = Path(M.HelpOutline);
    public static readonly string Hide = Path(M.VisibilityOff);
    public static readonly string History = Path(M.History);
    public static readonly string Home = Path(M.Home);
    public static readonly string Info = Path(M.Info);
    public static readonly string Key = Path(M.Key);
    public static readonly string Language = Path(M.Translate);
    public static readonly string Last = Path(M.LastPage);
    public static readonly string Link = Path(M.Link);
    public static readonly string Live = Path(M.Sensors);
    public static readonly string Lock = Path(M.Lock);
    public static readonly string Mail = Path(M.Mail);
    public static readonly string Meeting = Path(M.VideoCameraFront);
    public static readonly string Menu = Path(M.Menu);
    public static readonly string Mic = Path(M.Mic);
    public static readonly string MicOff = Path(M.MicOff);
    public static readonly string Moon = Path(M.DarkMode);
    public static readonly string More = Path(M.MoreHoriz);
    public static readonly string Node = Path(M.Dns);
    public static readonly string People = Path(M.People);
    public static readonly string Person = Path(M.Person);
    public static readonly string PersonAdd = Path(M.PersonAdd);
    public static readonly string Phone = Path(M.Smartphone);
    public static readonly string Pin = Path(M.PushPin);
    public static readonly string Play = Path(M.PlayArrow);
    public static readonly string Print = Path(M.Print);
    public static readonly string Quality = Path(M.NetworkCheck);
    public static readonly string Recording = Path(M.RadioButtonChecked);
    public static readonly string Refresh = Path(M.Refresh);
    public static readonly string Role = Path(M.AdminPanelSettings);
    public static readonly string Room = Path(M.MeetingRoom);
    public static readonly string Search = Path(M.Search);
    public static readonly string Security = Path(M.Shield);
    public static readonly string Send = Path(M.Send);
    public static readonly string Settings = Path(M.Settings);
    public static readonly string Share = Path(M.ScreenShare);
    public static readonly string Show = Path(M.Visibility);
    public static readonly string SignOut = Path(M.Logout);
    public static readonly string SortDown = Path(M.ArrowDownward);
    public static readonly string SortUp = Path(M.ArrowUpward);
    public static readonly string Stop = Path(M.StopCircle);
    public static readonly string Sync = Path(M.Sync);
    public static readonly string Sun = Path(M.LightMode);
    public static readonly string System = Path(M.Contrast);
    public static readonly string Table = Path(M.TableChart);
    public static readonly string Time = Path(M.Timer);
    public static readonly string Undo = Path(M.Undo);
    public static readonly string Upload = Path(M.Upload);
    public static readonly string Volume = Path(M.VolumeUp);
    public static readonly string Warning = Path(M.WarningAmber);
#pragma warning restore CS1591

    private static string Path(string markup) =>
        string.Join(' ', Shape().Matches(markup).Where(m => !m.Value.Contains("\"none\"", StringComparison.Ordinal)).Select(m => Data().Match(m.Value).Groups[1].Value).Where(d => d.Length > 0 && !Frame().IsMatch(d)));

    [GeneratedRegex("<path[^>]*>")]
    private static partial Regex Shape();

    // Some shapes carry an invisible frame as large as the grid.
    [GeneratedRegex("^M0[, ]0h24v24H0")]
    private static partial Regex Frame();

    [GeneratedRegex(" d=\"([^\"]*)\"")]
    private static partial Regex Data();
}
