using System.Collections.Concurrent;
using System.Globalization;
using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Insights.Data;

/// <summary>The people behind the numbers, as they were a few seconds ago.</summary>
internal sealed class Register
{
    private readonly Dictionary<DepartmentId, string> _names;
    private readonly Lazy<string[]> _searched;
    private readonly Lazy<int[]> _byName;
    private readonly Lazy<int[]> _byLogin;
    private readonly Lazy<int[]> _byDepartment;

    public Register(IReadOnlyList<RosterPerson> people, IReadOnlyList<Department> departments)
    {
        (People, Paths, Ordinals) = ([.. people], PathBook.Paths(departments), [.. people.Select(p => p.Ordinal)]);
        _searched = new(() => [.. People.Select(Searchable)]);
        _names = departments.ToDictionary(d => d.Id, d => d.Name);
        var chinese = StringComparer.Create(CultureInfo.GetCultureInfo("zh-CN"), false);
        _byName = new(() => Ranks(p => p.Name, chinese));
        _byLogin = new(() => Ranks(p => p.Login, StringComparer.Ordinal));
        _byDepartment = new(() => Ranks(p => NameOf(p.Department), chinese));
    }

    /// <summary>All accounts, also deregistered ones.</summary>
    public RosterPerson[] People { get; }

    /// <summary>The number of each of <see cref="People"/>.</summary>
    public int[] Ordinals { get; }

    /// <summary>What searches look in, in lower case: name, pinyin and UserID of each.</summary>
    public string[] Searched => _searched.Value;

    /// <summary>Departments from the top down to each.</summary>
    public IReadOnlyDictionary<Guid, Guid[]> Paths { get; }

    /// <summary>Place of each of <see cref="People"/> in the order of names; equal names, equal place.</summary>
    public int[] ByName => _byName.Value;

    /// <summary>Place of each in the order of UserIDs.</summary>
    public int[] ByLogin => _byLogin.Value;

    /// <summary>Place of each in the order of the names of their departments.</summary>
    public int[] ByDepartment => _byDepartment.Value;

    /// <summary>Name of a department; empty when it is gone.</summary>
    public string NameOf(DepartmentId? id) => id is { } d ? _names.GetValueOrDefault(d, "") : "";

    // Nearly always the text itself, so that nothing is held twice.
    private static string Searchable(RosterPerson person)
    {
        var (login, name) = (person.Login.ToLowerInvariant(), person.Name.ToLowerInvariant());
        return person.SearchText.Contains(login, StringComparison.Ordinal) && person.SearchText.Contains(name, StringComparison.Ordinal) ? person.SearchText : $"{person.SearchText}\n{login}\n{name}";
    }

    // Chinese names are compared by a collation, which is slow: once for everybody, not at every look.
    private int[] Ranks(Func<RosterPerson, string> text, StringComparer comparer)
    {
        var order = People.Select(text).Distinct(StringComparer.Ordinal).Order(comparer).ToList();
        var place = new Dictionary<string, int>(order.Count, StringComparer.Ordinal);
        for (var i = 0; i < order.Count; i++) place[order[i]] = i > 0 && comparer.Compare(order[i - 1], order[i]) == 0 ? place[order[i - 1]] : i;
        return [.. People.Select(p => place[text(p)])];
    }
}

/// <summary>Keeps each enterprise's register: fresh for a few seconds, then read anew behind the backs of those who look, unless it is old.</summary>
internal sealed class RosterBook(IServiceScopeFactory scopes, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Old = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<TenantId, (Register Register, DateTimeOffset At)> _known = new();
    private readonly ConcurrentDictionary<TenantId, Task<Register>> _reading = new();

    public async ValueTask<Register> ReadAsync(TenantId tenant, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (!_known.TryGetValue(tenant, out var known) || now - known.At > Old) return await AnewAsync(tenant).WaitAsync(ct);
        if (now - known.At > Fresh) _ = AnewAsync(tenant);
        return known.Register;
    }

    private Task<Register> AnewAsync(TenantId tenant) => _reading.GetOrAdd(tenant, id => Task.Run(async () =>
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Actor = Actor.System(id);
            var departments = await scope.ServiceProvider.GetRequiredService<IDirectory>().DepartmentsAsync(CancellationToken.None);
            var register = new Register(await scope.ServiceProvider.GetRequiredService<IRoster>().ReadAsync(CancellationToken.None), departments);
            _known[id] = (register, time.GetUtcNow());
            return register;
        }
        finally
        {
            _reading.TryRemove(id, out _);
        }
    }));
}
