namespace Huitang.Identity.Domain;

/// <summary>A rule as far as finding the nearest goes.</summary>
/// <param name="Id">Rule.</param>
/// <param name="Subject">For whom.</param>
/// <param name="SubjectId">Which department or person.</param>
internal readonly record struct VisibilityRuleKey(Guid Id, VisibilitySubject Subject, Guid SubjectId);

/// <summary>Which visibility rule governs a person. Pure.</summary>
internal static class VisibilityRule
{
    /// <summary>The nearest rule: one for the person, else for the lowest of their departments from the top, else for everybody; null when there is none and everybody is seen.</summary>
    public static VisibilityRuleKey? Nearest(IEnumerable<VisibilityRuleKey> rules, Guid person, IReadOnlyList<Guid> departmentsFromTop)
    {
        VisibilityRuleKey? nearest = null;
        var best = -1;
        foreach (var rule in rules)
        {
            var near = rule.Subject switch
            {
                VisibilitySubject.Person => rule.SubjectId == person ? int.MaxValue : -1,
                VisibilitySubject.Department => IndexOf(departmentsFromTop, rule.SubjectId) is >= 0 and var depth ? depth + 1 : -1,
                _ => 0,
            };
            if (near > best) (nearest, best) = (rule, near);
        }

        return nearest;
    }

    private static int IndexOf(IReadOnlyList<Guid> path, Guid id)
    {
        for (var i = path.Count - 1; i >= 0; i--)
        {
            if (path[i] == id) return i;
        }

        return -1;
    }
}
