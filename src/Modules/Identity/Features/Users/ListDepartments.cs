namespace Huitang.Identity.Features.Users;

/// <summary>Departments, for choosing one.</summary>
[Requires(IdentityPermissions.UsersRead)]
internal sealed record ListDepartments : IUseCase<Department[]>;

internal sealed class ListDepartmentsHandler(IDirectory directory) : IHandler<ListDepartments, Department[]>
{
    public async Task<Result<Department[]>> HandleAsync(ListDepartments order, Actor actor, CancellationToken ct) => (await directory.DepartmentsAsync(ct)).ToArray();
}
