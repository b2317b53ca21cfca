using Huitang.Identity.Access;
using Huitang.Identity.Features.Roles;

namespace Huitang.Identity.Features.Users;

/// <summary>Departments the actor manages, for choosing one.</summary>
[Requires(IdentityPermissions.UsersRead, Scoping.ByQuery)]
internal sealed record ListDepartments : IUseCase<Department[]>;

internal sealed class ListDepartmentsHandler(ManagementScope scope) : IHandler<ListDepartments, Department[]>
{
    public async Task<Result<Department[]>> HandleAsync(ListDepartments order, Actor actor, CancellationToken ct) => Tree.Of(await scope.Departments(actor).AsNoTracking().ToListAsync(ct)).ToArray();
}
