using Huitang.Identity.Contracts;
using Huitang.Kernel;
using Huitang.Meetings.Contracts;

namespace Huitang.Meetings.Features.Control;

/// <summary>Departments of people in a meeting, for the table of participants; people of other enterprises are left out.</summary>
[Requires(MeetingPermissions.List)]
internal sealed record ListDepartments(MeetingId Meeting, IReadOnlyCollection<UserId> People) : IUseCase<IReadOnlyDictionary<UserId, string>>, IOnMeeting;

internal sealed class ListDepartmentsHandler(IDirectory directory) : IHandler<ListDepartments, IReadOnlyDictionary<UserId, string>>
{
    public async Task<Result<IReadOnlyDictionary<UserId, string>>> HandleAsync(ListDepartments order, Actor actor, CancellationToken ct) =>
        (await directory.GetAsync(order.People, ct)).ToDictionary(p => p.Key, p => p.Value.DepartmentName);
}
