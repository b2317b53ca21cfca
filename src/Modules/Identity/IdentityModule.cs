using System.Globalization;
using Huitang.Identity.Access;
using Huitang.Identity.Demo;
using Huitang.Identity.Features.Access;
using Huitang.Identity.Features.Account;
using Huitang.Identity.Features.Consents;
using Huitang.Identity.Features.Departments;
using Huitang.Identity.Features.Scim;
using Huitang.Identity.Features.Scim.Tokens;
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
        services.AddScoped<IManagementScope>(s => s.GetRequiredService<ManagementScope>());
        services.AddSingleton<RightsReader>();
        services.AddSingleton<ServiceTokens>();
        services.AddSingleton<ScimAllowances>();
        services.AddSingleton<ScimMarks>();
        services.AddScoped<VisibleTokens>();
        services.AddScoped<ScimFields>();
        services.AddScoped<ScimPeople>();
        services.AddScoped<ScimDepartments>();
        services.AddScoped<ScimHttp>();
        services.AddScoped<ScimUsers>();
        services.AddScoped<ScimGroups>();
        services.AddScoped<ScimBoth>();
        services.AddSingleton<IActors, Actors>();
        services.AddScoped<AccessExplainer>();
        services.AddScoped<IAccessHelp, AccessHelp>();
        services.AddScoped<IAccessObjects, PersonObjects>();
        services.AddScoped<ContactVisibility>();
        services.AddScoped<FreshConfirmation>();
        services.AddScoped<PowerHolders>();
        services.AddScoped<ConsentDesk>();
        services.AddSingleton<RightsWatch>();
        services.AddSingleton<IRightsWatch>(s => s.GetRequiredService<RightsWatch>());
        services.AddHostedService(s => s.GetRequiredService<RightsWatch>());
        services.AddScoped<TreeScope>();
        services.AddScoped<DepartmentCounts>();
        services.AddScoped<DepartmentsReport>();
        services.AddScoped<DepartmentImporter>();
        services.AddScoped<PeopleQuery>();
        services.AddScoped<UserLines>();
        services.AddScoped<PeopleRows>();
        services.AddScoped<UserFieldWriter>();
        services.AddScoped<StrongerAccounts>();
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
        routes.MapAccess();
        routes.MapDepartments();
        routes.MapPeople();
        routes.MapScim();
    }

    /// <inheritdoc/>
    public IEnumerable<MenuEntry> Menu =>
    [
        new("users", MenuArea.Enterprise, 300, "/console/users", () => Texts.UsersTitle, AppIcons.People, IdentityPermissions.UsersRead, () => Texts.PermissionGroup),
        new("departments", MenuArea.Enterprise, 310, "/console/departments", () => Texts.DepartmentsTitle, AppIcons.Department, IdentityPermissions.DepartmentsRead, () => Texts.PermissionGroup),
        new("roles", MenuArea.Enterprise, 330, "/console/roles", () => Texts.roles_title, AppIcons.Role, IdentityPermissions.RolesRead, () => Texts.PermissionGroup),
        new("safeguards", MenuArea.Enterprise, 335, "/console/roles/safeguards", () => Texts.consent_title, AppIcons.Lock, IdentityPermissions.RolesRead, () => Texts.PermissionGroup) { WholeEnterprise = true, OfSuperAdmin = true },
        new("access", MenuArea.Enterprise, 340, "/console/access", () => Texts.acc_title, AppIcons.Help, IdentityPermissions.RolesRead, () => Texts.PermissionGroup),
        new("scim", MenuArea.Enterprise, 360, "/console/scim", () => Texts.scim_title, AppIcons.Sync, IdentityPermissions.ScimManage, () => Texts.PermissionGroup),
        new("visibility", MenuArea.Enterprise, 350, "/console/visibility", () => Texts.vis_title, AppIcons.Show, IdentityPermissions.VisibilityRead, () => Texts.PermissionGroup) { WholeEnterprise = true },
    ];

    /// <inheritdoc/>
    public IEnumerable<PermissionDefinition> Permissions =>
    [
        new(IdentityPermissions.UsersRead, () => Texts.PermissionUsersRead, () => Texts.PermissionGroup) { Leaf = "users", LeafText = () => Texts.UsersTitle },
        new(IdentityPermissions.UsersManage, () => Texts.PermissionUsersManage, () => Texts.PermissionGroup) { Leaf = "users", LeafText = () => Texts.UsersTitle, Edits = true, Implies = [IdentityPermissions.UsersRead] },
        new(IdentityPermissions.DepartmentsRead, () => Texts.PermissionDepartmentsRead, () => Texts.PermissionGroup) { Leaf = "departments", LeafText = () => Texts.DepartmentsTitle },
        new(IdentityPermissions.DepartmentsManage, () => Texts.PermissionDepartmentsManage, () => Texts.PermissionGroup) { Leaf = "departments", LeafText = () => Texts.DepartmentsTitle, Edits = true, Implies = [IdentityPermissions.DepartmentsRead] },
        new(IdentityPermissions.UsersPhone, () => Texts.PermissionUsersPhone, () => Texts.PermissionGroup, Sensitive: true),
        new(IdentityPermissions.UsersEmail, () => Texts.PermissionUsersEmail, () => Texts.PermissionGroup, Sensitive: true),
        new(IdentityPermissions.UsersExport, () => Texts.PermissionUsersExport, () => Texts.PermissionGroup, Sensitive: true),
        new(IdentityPermissions.LicencesManage, () => Texts.PermissionLicencesManage, () => Texts.PermissionGroup, Sensitive: true) { Edits = true },
        new(IdentityPermissions.RolesRead, () => Texts.permission_roles_read, () => Texts.PermissionGroup) { Leaf = "roles", LeafText = () => Texts.roles_title, Power = Power.Security },
        new(IdentityPermissions.RolesManage, () => Texts.PermissionRolesManage, () => Texts.PermissionGroup, Sensitive: true)
        {
            Leaf = "roles", LeafText = () => Texts.roles_title, Edits = true, Implies = [IdentityPermissions.RolesRead], Power = Power.Security,
            // Without it nobody could say who may what.
            Isolable = false,
        },
        new(IdentityPermissions.ScimManage, () => Texts.permission_scim_manage, () => Texts.PermissionGroup, Sensitive: true) { Edits = true },
        new(IdentityPermissions.VisibilityRead, () => Texts.permission_visibility_read, () => Texts.PermissionGroup) { Leaf = "visibility", LeafText = () => Texts.vis_title, Power = Power.Security },
        new(IdentityPermissions.VisibilityManage, () => Texts.permission_visibility_manage, () => Texts.PermissionGroup)
        {
            Leaf = "visibility", LeafText = () => Texts.vis_title, Edits = true, Implies = [IdentityPermissions.VisibilityRead], Power = Power.Security,
        },
    ];

    /// <inheritdoc/>
    public string? TextOf(string code)
    {
        var key = code.Replace('.', '_');
        return Texts.ResourceManager.GetString("error_" + key, CultureInfo.CurrentUICulture) ?? Texts.ResourceManager.GetString("action_" + key, CultureInfo.CurrentUICulture);
    }
}
