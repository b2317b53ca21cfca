using System.Buffers;
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
internal sealed class PeopleFigures(FigureStore store, RosterBook book, DepartmentScope scope)
{
    /// <summary>All that fit.</summary>
    public async Task<Result<PeopleFound>> FindAsync(Actor actor, PeopleSelection of, CancellationToken ct)
    {
        if (InsightErrors.Check(of.Span) is { } wrong) return wrong;
        var key = await scope.KeyAsync(actor, of.Department, ct);
        if (key.Error is { } refused) return refused;
        var register = await book.ReadAsync(actor.Tenant, ct);
        using var sums = await store.AskAsync(await store.SumsAsync(actor.Tenant, key.Value, of.Span, ct), ct);
        var begin = await store.BeginAsync(actor.Tenant, of.Span, ct);
        var words = (of.Query ?? "").ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        // A hundred thousand people at every look: lent arrays, columns of the register, no object for anybody who is not shown.
        var (ordinals, statuses, homes) = (register.Ordinals, register.Statuses, register.Places);
        var (first, last) = key.Value == DayFigures.Everyone ? (int.MinValue, int.MaxValue) : register.BranchOf(key.Value);
        var found = words.Length == 0 ? null : register.Holding(words);
        var among = found?.Count ?? ordinals.Length;
        var (places, figures, count) = (ArrayPool<int>.Shared.Rent(among), ArrayPool<UserSums>.Shared.Rent(among), 0);
        var earned = sums.Below(register.Reach);
        for (var n = 0; n < among; n++)
        {
            var i = found is null ? n : found[n];
            ref readonly var own = ref earned[ordinals[i]];
            // Without figures only those who belong to the department now; with figures everybody who earned them in it.
            if (own == default && (statuses[i] == RosterStatus.Deleted || homes[i] < first || homes[i] > last)) continue;
            if (of.Status is { } status && statuses[i] != status) continue;
            if (of.Active is { } active && active != (own.LastSecond > 0)) continue;
            if (of.Attended is { } a && Buckets.OfTimes(own.Attended) != a) continue;
            if (of.Started is { } s && Buckets.OfTimes(own.Started) != s) continue;
            if (of.Time is { } t && Buckets.OfTime(own.Micros) != t) continue;
            (places[count], figures[count++]) = (i, own);
        }

        return new PeopleFound(register, begin, places, figures, count);
    }
}

/// <summary>People found, by their places in the register: they become lines only as far as they are shown.</summary>
internal sealed class PeopleFound(Register register, DateTimeOffset begin, int[] places, UserSums[] figures, int count) : IDisposable
{
    /// <summary>How many.</summary>
    public int Count => count;

    /// <summary>What the n-th of them did.</summary>
    public UserSums this[int at] => figures[at];

    /// <inheritdoc/>
    public void Dispose()
    {
        if (places.Length > 0) ArrayPool<int>.Shared.Return(places);
        if (figures.Length > 0) ArrayPool<UserSums>.Shared.Return(figures);
        (places, figures, count) = ([], [], 0);
    }

    /// <summary>A stretch of them in the order of a column, equals by UserID.</summary>
    public IReadOnlyList<PersonLine> Sorted(string? sort, bool descending, int skip = 0, int take = int.MaxValue)
    {
        var keys = ArrayPool<long>.Shared.Rent(Math.Max(1, count));
        try
        {
            Keys(keys, sort, descending);
            var login = register.ByLogin;
            var wanted = (long)skip + take;
            // The first few of many: those seen so far that are still among them, the last on top. Otherwise all are put in order.
            var order = wanted <= count / 4 ? First(keys, login, (int)wanted) : [.. Enumerable.Range(0, count).OrderBy(i => keys[i]).ThenBy(i => login[places[i]])];
            return [.. order.Skip(skip).Take(take).Select(Line)];
        }
        finally
        {
            ArrayPool<long>.Shared.Return(keys);
        }
    }

    private void Keys(long[] keys, string? sort, bool descending)
    {
        // Which column is decided once, not for every person.
        var own = figures.AsSpan(0, count);
        switch (sort)
        {
            case "name": Rank(register.ByName); break;
            case "login": Rank(register.ByLogin); break;
            case "department": Rank(register.ByDepartment); break;
            case "last": for (var i = 0; i < own.Length; i++) keys[i] = own[i].LastSecond; break;
            case "started": for (var i = 0; i < own.Length; i++) keys[i] = own[i].Started; break;
            case "time": for (var i = 0; i < own.Length; i++) keys[i] = own[i].Micros; break;
            default: for (var i = 0; i < own.Length; i++) keys[i] = own[i].Attended; break;
        }

        if (!descending) return;
        foreach (ref var key in keys.AsSpan(0, count)) key = -key;

        void Rank(int[] ranks)
        {
            for (var i = 0; i < count; i++) keys[i] = ranks[places[i]];
        }
    }

    private int[] First(long[] keys, int[] login, int wanted)
    {
        var first = new PriorityQueue<int, (long Key, int Login)>(Comparer<(long Key, int Login)>.Create((a, b) => b.CompareTo(a)));
        var worst = long.MaxValue;
        for (var i = 0; i < count && wanted > 0; i++)
        {
            if (first.Count == wanted && keys[i] > worst) continue;
            var key = (keys[i], login[places[i]]);
            if (first.Count < wanted) first.Enqueue(i, key);
            else first.EnqueueDequeue(i, key);
            if (first.TryPeek(out _, out var last)) worst = last.Key;
        }

        var order = new int[first.Count];
        for (var i = order.Length - 1; i >= 0; i--) order[i] = first.Dequeue();
        return order;
    }

    private PersonLine Line(int at)
    {
        var (person, own) = (register.People[places[at]], this[at]);
        return new PersonLine(
            person.Id, person.Login, person.Name, register.NameOf(person.Department), person.Status, own.LastSecond > 0 ? begin.AddSeconds(own.LastSecond - 1) : null, own.Attended, own.Started, TimeSpan.FromMicroseconds(own.Micros));
    }
}

/// <summary>A page of the people with what they did.</summary>
[Requires(InsightsPermissions.Read, Scoping.ByQuery)]
internal sealed record ListPeopleFigures(PeopleSelection Of, PageRequest Page) : IUseCase<PageOf<PersonLine>>;

internal sealed class ListPeopleFiguresHandler(PeopleFigures people) : IHandler<ListPeopleFigures, PageOf<PersonLine>>
{
    public async Task<Result<PageOf<PersonLine>>> HandleAsync(ListPeopleFigures order, Actor actor, CancellationToken ct)
    {
        var found = await people.FindAsync(actor, order.Of, ct);
        if (found.Error is { } refused) return refused;
        using var all = found.Value!;
        return new PageOf<PersonLine>(all.Sorted(order.Page.Sort, order.Page.Descending, order.Page.Skip, order.Page.Take), all.Count);
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
        var found = await people.FindAsync(actor, new PeopleSelection(order.Span, order.Department), ct);
        if (found.Error is { } refused) return refused;
        using var all = found.Value!;
        var (attended, started, time) = (new int[Buckets.Times.Count + 1], new int[Buckets.Times.Count + 1], new int[Buckets.Hours.Count + 2]);
        for (var i = 0; i < all.Count; i++)
        {
            var own = all[i];
            attended[Buckets.OfTimes(own.Attended)]++;
            started[Buckets.OfTimes(own.Started)]++;
            time[Buckets.OfTime(own.Micros)]++;
        }

        return new PeopleOverview(
            [.. all.Sorted("attended", true, 0, Top).Where(l => l.Attended > 0)], [.. all.Sorted("started", true, 0, Top).Where(l => l.Started > 0)], [.. all.Sorted("time", true, 0, Top).Where(l => l.Time > TimeSpan.Zero)], attended, started, time);
    }
}

/// <summary>Writes the people with what they did as a file.</summary>
[Requires(InsightsPermissions.Read, Scoping.ByQuery), Audited("insights.export_people")]
internal sealed record ExportPeopleFigures(PeopleSelection Of, string? Sort, bool Descending, ExportFormat Format, Stream To) : IUseCase<int>;

internal sealed class ExportPeopleFiguresHandler(PeopleFigures people, Clocks clocks, AuditNotes notes) : IHandler<ExportPeopleFigures, int>
{
    public async Task<Result<int>> HandleAsync(ExportPeopleFigures order, Actor actor, CancellationToken ct)
    {
        var found = await people.FindAsync(actor, order.Of, ct);
        if (found.Error is { } refused) return refused;
        var clock = await clocks.OfAsync(actor.Tenant, ct);
        using var all = found.Value!;
        var lines = all.Sorted(order.Sort, order.Descending);
        await TableExport.WriteAsync(order.To, order.Format, Texts.people_title, PeopleReport.Columns(), lines.Select(l => PeopleReport.Row(l, clock.Reading)).ToAsyncEnumerable(), ct);
        notes.Changed("rows", null, lines.Count);
        return lines.Count;
    }
}
