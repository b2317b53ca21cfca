using System.Globalization;
using Huitang.Identity.Contracts;
using Huitang.Insights.Contracts;
using Huitang.Insights.Data;
using Huitang.Insights.Domain;
using Huitang.Kernel;

namespace Huitang.Insights.Features;

/// <summary>What one person did in a span.</summary>
/// <param name="User">Account.</param>
/// <param name="Login">UserID.</param>
/// <param name="Name">Name.</param>
/// <param name="Department">Main department now; empty without one.</param>
/// <param name="Status">State of the account.</param>
/// <param name="LastActive">Last sign-in or meeting within the span; null when there was none.</param>
/// <param name="Attended">Meetings attended.</param>
/// <param name="Started">Meetings they had created.</param>
/// <param name="Time">Time in meetings.</param>
internal sealed record PersonLine(UserId User, string Login, string Name, string Department, RosterStatus Status, DateTimeOffset? LastActive, int Attended, int Started, TimeSpan Time);

/// <summary>Which people.</summary>
/// <param name="Span">Days.</param>
/// <param name="Department">Figures of this department only; null for the enterprise.</param>
/// <param name="Query">Words in name or UserID.</param>
/// <param name="Status">State of the account.</param>
/// <param name="Active">Whether they did anything in the span.</param>
/// <param name="Attended">Class of <see cref="Buckets.Times"/> by meetings attended.</param>
/// <param name="Started">Class of <see cref="Buckets.Times"/> by meetings started.</param>
/// <param name="Time">Class of <see cref="Buckets.Hours"/>.</param>
internal sealed record PeopleSelection(Period Span, Guid? Department = null, string? Query = null, RosterStatus? Status = null, bool? Active = null, int? Attended = null, int? Started = null, int? Time = null);

/// <summary>The people of the enterprise with what they did; deregistered ones only if they did anything.</summary>
internal sealed class PeopleFigures(FigureStore store, RosterBook book, IRoster roster, IDirectory directory, DepartmentScope scope)
{
    /// <summary>All that fit, in no order.</summary>
    public async Task<Result<List<PersonLine>>> ReadAsync(Actor actor, PeopleSelection of, CancellationToken ct)
    {
        if (InsightErrors.Check(of.Span) is { } wrong) return wrong;
        var key = await scope.KeyAsync(actor, of.Department, ct);
        if (key.Error is { } refused) return refused;
        var register = await book.ReadAsync(actor.Tenant, roster, directory, ct);
        var sums = await store.SumsAsync(actor.Tenant, key.Value, of.Span, ct);
        var begin = await store.BeginAsync(actor.Tenant, of.Span, ct);
        var words = (of.Query ?? "").ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var lines = new List<PersonLine>();
        foreach (var person in register.ByOrdinal.Values)
        {
            var own = sums[person.Ordinal];
            // Without figures only those who belong to the department now; with figures everybody who earned them in it.
            if (own == default && (person.Status == RosterStatus.Deleted || !Belongs(register, person, key.Value))) continue;
            if (of.Status is { } status && person.Status != status) continue;
            if (of.Active is { } active && active != (own.LastSecond > 0)) continue;
            if (of.Attended is { } a && Buckets.OfTimes(own.Attended) != a) continue;
            if (of.Started is { } s && Buckets.OfTimes(own.Started) != s) continue;
            if (of.Time is { } t && Buckets.OfTime(own.Micros) != t) continue;
            if (!words.All(w => person.SearchText.Contains(w, StringComparison.Ordinal) || person.Login.Contains(w, StringComparison.OrdinalIgnoreCase) || person.Name.Contains(w, StringComparison.OrdinalIgnoreCase))) continue;
            lines.Add(new PersonLine(person.Id, person.Login, person.Name, register.NameOf(person.Department), person.Status, own.LastSecond > 0 ? begin.AddSeconds(own.LastSecond - 1) : null, own.Attended, own.Started, TimeSpan.FromMicroseconds(own.Micros)));
        }

        return lines;
    }

    /// <summary>In the order of a column.</summary>
    public static IEnumerable<PersonLine> Sorted(IEnumerable<PersonLine> lines, string? sort, bool descending)
    {
        var ordered = sort switch
        {
            "name" => By(l => l.Name, StringComparer.Create(CultureInfo.GetCultureInfo("zh-CN"), false)),
            "login" => By(l => l.Login, StringComparer.OrdinalIgnoreCase),
            "department" => By(l => l.Department, StringComparer.Create(CultureInfo.GetCultureInfo("zh-CN"), false)),
            "last" => By(l => l.LastActive ?? DateTimeOffset.MinValue, null),
            "started" => By(l => l.Started, null),
            "time" => By(l => l.Time, null),
            _ => By(l => l.Attended, null),
        };
        return ordered.ThenBy(l => l.Login, StringComparer.Ordinal);

        IOrderedEnumerable<PersonLine> By<TKey>(Func<PersonLine, TKey> key, IComparer<TKey>? comparer) => descending ? lines.OrderByDescending(key, comparer) : lines.OrderBy(key, comparer);
    }

    private static bool Belongs(Register register, RosterPerson person, Guid department) =>
        department == DayFigures.Everyone || (person.Department is { } d && (register.Paths.GetValueOrDefault(d.Value) ?? []).Contains(department));
}

/// <summary>A page of the people with what they did.</summary>
[Requires(InsightsPermissions.Read, Scoping.ByQuery)]
internal sealed record ListPeopleFigures(PeopleSelection Of, PageRequest Page) : IUseCase<PageOf<PersonLine>>;

internal sealed class ListPeopleFiguresHandler(PeopleFigures people) : IHandler<ListPeopleFigures, PageOf<PersonLine>>
{
    public async Task<Result<PageOf<PersonLine>>> HandleAsync(ListPeopleFigures order, Actor actor, CancellationToken ct)
    {
        var found = await people.ReadAsync(actor, order.Of, ct);
        if (found.Error is { } refused) return refused;
        return new PageOf<PersonLine>([.. PeopleFigures.Sorted(found.Value!, order.Page.Sort, order.Page.Descending).Skip(order.Page.Skip).Take(order.Page.Take)], found.Value!.Count);
    }
}

/// <summary>Rankings and distributions of people in a span.</summary>
[Requires(InsightsPermissions.Read, Scoping.ByQuery)]
internal sealed record GetPeopleFigures(Period Span, Guid? Department) : IUseCase<PeopleOverview>;

/// <summary>The ten first by each measure, and how many people there are in each class.</summary>
internal sealed record PeopleOverview(
    IReadOnlyList<PersonLine> ByAttended, IReadOnlyList<PersonLine> ByStarted, IReadOnlyList<PersonLine> ByTime, int[] AttendedClasses, int[] StartedClasses, int[] TimeClasses);

internal sealed class GetPeopleFiguresHandler(PeopleFigures people) : IHandler<GetPeopleFigures, PeopleOverview>
{
    private const int Top = 10;

    public async Task<Result<PeopleOverview>> HandleAsync(GetPeopleFigures order, Actor actor, CancellationToken ct)
    {
        var found = await people.ReadAsync(actor, new PeopleSelection(order.Span, order.Department), ct);
        if (found.Error is { } refused) return refused;
        var all = found.Value!;
        var (attended, started, time) = (new int[Buckets.Times.Count + 1], new int[Buckets.Times.Count + 1], new int[Buckets.Hours.Count + 2]);
        foreach (var line in all)
        {
            attended[Buckets.OfTimes(line.Attended)]++;
            started[Buckets.OfTimes(line.Started)]++;
            time[Buckets.OfTime((long)line.Time.TotalMicroseconds)]++;
        }

        return new PeopleOverview(
            First(all.Where(l => l.Attended > 0), "attended"), First(all.Where(l => l.Started > 0), "started"), First(all.Where(l => l.Time > TimeSpan.Zero), "time"), attended, started, time);
    }

    private static List<PersonLine> First(IEnumerable<PersonLine> lines, string sort) => [.. PeopleFigures.Sorted(lines, sort, true).Take(Top)];
}

/// <summary>Writes the people with what they did as a file.</summary>
[Requires(InsightsPermissions.Read, Scoping.ByQuery), Audited("insights.export_people")]
internal sealed record ExportPeopleFigures(PeopleSelection Of, string? Sort, bool Descending, ExportFormat Format, Stream To) : IUseCase<int>;

internal sealed class ExportPeopleFiguresHandler(PeopleFigures people, Clocks clocks, AuditNotes notes) : IHandler<ExportPeopleFigures, int>
{
    public async Task<Result<int>> HandleAsync(ExportPeopleFigures order, Actor actor, CancellationToken ct)
    {
        var found = await people.ReadAsync(actor, order.Of, ct);
        if (found.Error is { } refused) return refused;
        var clock = await clocks.OfAsync(actor.Tenant, ct);
        var lines = PeopleFigures.Sorted(found.Value!, order.Sort, order.Descending).ToList();
        await TableExport.WriteAsync(order.To, order.Format, Texts.people_title, PeopleReport.Columns(), lines.Select(l => PeopleReport.Row(l, clock.Reading)).ToAsyncEnumerable(), ct);
        notes.Changed("rows", null, lines.Count);
        return lines.Count;
    }
}
