using System.Globalization;
using Huitang.Identity.Access;
using Huitang.Identity.Demo;
using Huitang.Identity.Features.Account;
using Huitang.Identity.Features.Departments;
using Huitang.Identity.Features.Setup;
using Huitang.Identity.Features.Users;
using Huitang.Identity.Features.Users.Operations;
using Huitang.Ui;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huitang.Identity;

/// <summary>Enterprises, departments, people, roles, and how people sign in.</summary>
public sealed class IdentityModule : IModule
{
    /// <inheritdoc/>
    public void Add(IServiceCollection services)
    {
        services.AddParts(typeof(IdentityModule).Assembly);
        services.AddHuitangSignIn();
        services.AddIdentityCore<UserRow>();
        // OWASP's figure for PBKDF2 with HMAC-SHA-512.
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = 210_000);
        services.AddScoped<UserStore>();
        services.AddScoped<IUserStore<UserRow>>(s => s.GetRequiredService<UserStore>());
        services.AddScoped<IPasskeyHandler<UserRow>, PasskeyHandler<UserRow>>();
        services.Configure<IdentityPasskeyOptions>(o => (o.UserVerificationRequirement, o.ResidentKeyRequirement) = ("preferred", "preferred"));
        services.AddScoped<Accounts>();
        services.AddScoped<AccountMails>();
        services.AddScoped<OneTimeTokens>();
        services.AddScoped<Sessions>();
        services.AddScoped<ManagementScope>();
        services.AddScoped<TreeScope>();
        services.AddScoped<DepartmentCounts>();
        services.AddScoped<DepartmentImporter>();
        services.AddScoped<PeopleQuery>();
        services.AddScoped<UserLines>();
        services.AddScoped<UserFieldWriter>();
        services.AddScoped<Licences>();
        services.AddScoped<Invitations>();
        services.AddScoped<RecycleBin>();
        services.AddScoped<BulkPeople>();
        services.AddScoped<BulkWork>();
        services.AddScoped<ImportCheck>();
        services.AddScoped<ImportWrite>();
        services.AddScoped<OperationItems>();
        services.AddSingleton<PeopleJobs>();
        services.AddHostedService(s => s.GetRequiredService<PeopleJobs>());
        services.AddHostedService<PeopleUpkeep>();
        services.AddScoped<SignInThrottle>();
        services.AddScoped<OwnPassword>();
        services.AddScoped<UserToChange>();
        services.AddSingleton<TotpSecrets>();
        services.AddSingleton<IEnterpriseName, EnterpriseName>();
        services.AddScoped<IPaletteSource, PeoplePalette>();
        services.AddScoped<IDirectory, PeopleDirectory>();
        services.AddScoped<IRoster, Roster>();
        services.AddSingleton<IEnterprises, Enterprises>();
        services.AddSingleton<IFirstRun, FirstRun>();
        services.AddSingleton<IPeopleSeeder, PeopleSeeder>();
        services.AddSingleton<IDemoData, DemoPeople>();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapAccount();
        routes.MapDepartments();
        routes.MapPeople();
    }

    /// <inheritdoc/>
    public IEnumerable<MenuEntry> Menu =>
        [new("users", MenuArea.Enterprise, 300, "/console/users", () => Texts.UsersTitle, AppIcons.People, IdentityPermissions.UsersRead, () => Texts.PermissionGroup),
         new("departments", MenuArea.Enterprise, 310, "/console/departments", () => Texts.DepartmentsTitle, AppIcons.Department, IdentityPermissions.DepartmentsRead, () => Texts.PermissionGroup)];

    /// <inheritdoc/>
    public IEnumerable<PermissionDefinition> Permissions =>
    [
        new(IdentityPermissions.UsersRead, () => Texts.PermissionUsersRead, () => Texts.PermissionGroup),
        new(IdentityPermissions.UsersManage, () => Texts.PermissionUsersManage, () => Texts.PermissionGroup),
        new(IdentityPermissions.DepartmentsRead, () => Texts.PermissionDepartmentsRead, () => Texts.PermissionGroup),
        new(IdentityPermissions.DepartmentsManage, () => Texts.PermissionDepartmentsManage, () => Texts.PermissionGroup),
        new(IdentityPermissions.UsersPhone, () => Texts.PermissionUsersPhone, () => Texts.PermissionGroup, Sensitive: true),
        new(IdentityPermissions.UsersEmail, () => Texts.PermissionUsersEmail, () => Texts.PermissionGroup, Sensitive: true),
        new(IdentityPermissions.UsersExport, () => Texts.PermissionUsersExport, () => Texts.PermissionGroup, Sensitive: true),
        new(IdentityPermissions.LicencesManage, () => Texts.PermissionLicencesManage, () => Texts.PermissionGroup, Sensitive: true),
        new(IdentityPermissions.RolesManage, () => Texts.PermissionRolesManage, () => Texts.PermissionGroup, Sensitive: true),
    ];

    /// <inheritdoc/>
    public string? TextOf(string code)
    {
        var key = code.Replace('.', '_');
        return Texts.ResourceManager.GetString("error_" + key, CultureInfo.CurrentUICulture) ?? Texts.ResourceManager.GetString("action_" + key, CultureInfo.CurrentUICulture);
    }
}
