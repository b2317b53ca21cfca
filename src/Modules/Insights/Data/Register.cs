using System.Globalization;
using Huitang.Identity.Contracts;
using Huitang.Kernel;

namespace Huitang.Insights.Data;

/// <summary>The people behind the numbers, as they were a little while ago, in columns: what is asked of every one of a hundred thousand is found without going to each.</summary>
internal sealed class Register
{
    private readonly Dictionary<DepartmentId, string> _names;
    private readonly Dictionary<Guid, (int First, int Last)> _branches;
    private readonly Lazy<(string All, int[] Starts)> _searched;
    private readonly Lazy<int[]> _byName;
    private readonly Lazy<int[]> _byLogin;
    private readonly Lazy<int[]> _byDepartment;

    public Register(IReadOnlyList<RosterPerson> people, IReadOnlyList<Department> departments)
    {
        (People, Ordinals, Statuses, _branches) = ([.. people], [.. people.Select(p => p.Ordinal)], [.. people.Select(p => p.Status)], Branches(departments));
        Places = [.. people.Select(p => p.Department is { } d && _branches.TryGetValue(d.Value, out var own) ? own.First : -1)];
        Reach = Ordinals.DefaultIfEmpty(-1).Max() + 1;
        _searched = new(Join);
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

    /// <summary>State of each.</summary>
    public RosterStatus[] Statuses { get; }

    /// <summary>Place of each one's department in a walk through the tree; -1 for none. See <see cref="BranchOf"/>.</summary>
    public int[] Places { get; }

    /// <summary>One more than the greatest number.</summary>
    public int Reach { get; }

    /// <summary>Place of each of <see cref="People"/> in the order of names; equal names, equal place.</summary>
    public int[] ByName => _byName.Value;

    /// <summary>Place of each in the order of UserIDs.</summary>
    public int[] ByLogin => _byLogin.Value;

    /// <summary>Place of each in the order of the names of their departments.</summary>
    public int[] ByDepartment => _byDepartment.Value;

    /// <summary>Name of a department; empty when it is gone.</summary>
    public string NameOf(DepartmentId? id) => id is { } d ? _names.GetValueOrDefault(d, "") : "";

    /// <summary>First and last place of a department with all below it; of one that is gone, none.</summary>
    public (int First, int Last) BranchOf(Guid department) => _branches.GetValueOrDefault(department, (0, -1));

    /// <summary>Those whose name, pinyin or UserID hold all of these words, in order.</summary>
    /// <param name="words">Words in lower case, at least one.</param>
    public List<int> Holding(string[] words)
    {
        var (all, starts) = _searched.Value;
        var (found, rarest) = (new List<int>(), words.MaxBy(w => w.Length)!);
        for (var (at, person) = (0, 0); (at = all.IndexOf(rarest, at, StringComparison.Ordinal)) >= 0; at = starts[person + 1])
        {
            person = Array.BinarySearch(starts, at) is >= 0 and var exact ? exact : ~Array.BinarySearch(starts, at) - 1;
            var own = all.AsSpan(starts[person], starts[person + 1] - starts[person]);
            var fits = true;
            foreach (var word in words) fits = fits && own.Contains(word, StringComparison.Ordinal);
            if (fits) found.Add(person);
        }

        return found;
    }

    /// <summary>Makes what was made of another one.</summary>
    public void PrepareLike(Register other)
    {
        if (other._searched.IsValueCreated) _ = _searched.Value;
        if (other._byName.IsValueCreated) _ = _byName.Value;
        if (other._byLogin.IsValueCreated) _ = _byLogin.Value;
        if (other._byDepartment.IsValueCreated) _ = _byDepartment.Value;
    }

    // One text of all, each ended by a character nobody can search for: a search through it is as quick as memory.
    private (string All, int[] Starts) Join()
    {
        var (text, starts) = (new System.Text.StringBuilder(), new int[People.Length + 1]);
        for (var i = 0; i < People.Length; i++)
        {
            var person = People[i];
            text.Append(person.SearchText).Append('\n').Append(person.Login.ToLowerInvariant()).Append('\n').Append(person.Name.ToLowerInvariant()).Append('\0');
            starts[i + 1] = text.Length;
        }

        return (text.ToString(), starts);
    }

    private static Dictionary<Guid, (int First, int Last)> Branches(IReadOnlyList<Department> departments)
    {
        var (known, below) = (departments.Select(d => d.Id).ToHashSet(), departments.ToLookup(d => d.Parent));
        var (branches, walk, next) = (new Dictionary<Guid, (int, int)>(departments.Count), new Stack<(Department Of, int First)>(), 0);
        // Those whose parent is not there stand at the top.
        foreach (var top in departments.Where(d => d.Parent is not { } p || !known.Contains(p))) walk.Push((top, -1));
        while (walk.TryPop(out var at))
        {
            if (at.First >= 0)
            {
                branches[at.Of.Id.Value] = (at.First, next - 1);
                continue;
            }

            walk.Push((at.Of, next++));
            foreach (var child in below[at.Of.Id]) walk.Push((child, -1));
        }

        return branches;
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
