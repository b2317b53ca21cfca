using Huitang.Identity.Contracts;
using Huitang.Kernel;

namespace Huitang.Meetings.Features.Scheduling;

/// <summary>People of the enterprise to choose from; the first 20 that fit.</summary>
[Requires(RequiresAttribute.SignedIn)]
internal sealed record FindPeople(string Query) : IUseCase<IReadOnlyList<FoundPerson>>;

/// <summary>Somebody who can be chosen.</summary>
internal sealed record FoundPerson(UserId Id, string Name, string Department, string? Title);

internal sealed class FindPeopleHandler(IDirectory directory) : IHandler<FindPeople, IReadOnlyList<FoundPerson>>
{
    public async Task<Result<IReadOnlyList<FoundPerson>>> HandleAsync(FindPeople order, Actor actor, CancellationToken ct)
    {
        var found = await directory.FindAsync(PlainText.Line(order.Query), new PageRequest(1, 20), ct);
        return found.Rows.Where(p => p.Active && p.Id != actor.User).Select(p => new FoundPerson(p.Id, p.Name, p.DepartmentName, p.Title)).ToList();
    }
}
