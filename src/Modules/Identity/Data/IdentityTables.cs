using System.Linq.Expressions;
using Huitang.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Huitang.Identity.Data;

/// <summary>The tables of this module.</summary>
internal static class IdentityTables
{
    extension(AppDb db)
    {
        public DbSet<EnterpriseRow> Enterprises => db.Set<EnterpriseRow>();

        public DbSet<DepartmentRow> Departments => db.Set<DepartmentRow>();

        public DbSet<UserRow> Users => db.Set<UserRow>();

        public DbSet<RoleRow> Roles => db.Set<RoleRow>();

        public DbSet<RolePermissionRow> RolePermissions => db.Set<RolePermissionRow>();

        public DbSet<UserRoleRow> UserRoles => db.Set<UserRoleRow>();

        public DbSet<RoleScopeRow> RoleScopes => db.Set<RoleScopeRow>();

        public DbSet<ConsentRow> Consents => db.Set<ConsentRow>();

        public DbSet<VisibilityRuleRow> VisibilityRules => db.Set<VisibilityRuleRow>();

        public DbSet<VisibilityEntryRow> VisibilityEntries => db.Set<VisibilityEntryRow>();

        public DbSet<HiddenPersonRow> HiddenPeople => db.Set<HiddenPersonRow>();

        public DbSet<SessionRow> Sessions => db.Set<SessionRow>();

        public DbSet<PasskeyRow> Passkeys => db.Set<PasskeyRow>();

        public DbSet<OneTimeTokenRow> OneTimeTokens => db.Set<OneTimeTokenRow>();

        public DbSet<SignInLogRow> SignInLog => db.Set<SignInLogRow>();

        public DbSet<UserDepartmentRow> UserDepartments => db.Set<UserDepartmentRow>();

        public DbSet<AvatarRow> Avatars => db.Set<AvatarRow>();

        public DbSet<PeopleOperationRow> PeopleOperations => db.Set<PeopleOperationRow>();

        public DbSet<PeopleOperationItemRow> PeopleOperationItems => db.Set<PeopleOperationItemRow>();

        public DbSet<SavedViewRow> SavedViews => db.Set<SavedViewRow>();

        public DbSet<ServiceTokenRow> ServiceTokens => db.Set<ServiceTokenRow>();
    }
}

/// <summary>The module's share of the model.</summary>
internal sealed class IdentityModel : IModelPart
{
    public const string Schema = "identity";

    public void Configure(ModelBuilder model)
    {
        model.Entity<EnterpriseRow>(row =>
        {
            row.ToTable("enterprise", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.Id).ValueGeneratedNever();
            row.Property(r => r.CorpId).HasMaxLength(32);
            row.Property(r => r.Name).HasMaxLength(100);
            row.Property(r => r.Version).IsConcurrencyToken();
            row.HasIndex(r => r.CorpId).IsUnique();
        });
        model.Entity<DepartmentRow>(row =>
        {
            row.ToTable("department", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.Name).HasMaxLength(DepartmentRules.NameLength);
            row.Property(r => r.Version).IsConcurrencyToken();
            row.HasIndex(r => new { r.TenantId, r.ParentId, r.Name }).IsUnique().AreNullsDistinct(false);
            row.Property(r => r.ExternalId).HasMaxLength(AccountRules.ExternalIdLength);
            row.Property(r => r.ChangedAt).HasDefaultValueSql("now()");
            row.HasIndex(r => r.Path).HasMethod("gin");
            row.HasIndex(r => new { r.TenantId, r.ExternalId }).HasFilter("external_id is not null");
        });
        model.Entity<UserRow>(row =>
        {
            row.ToTable("user_account", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.Login).HasMaxLength(40);
            // Byte order, too: what begins with something is then a stretch of the index.
            row.Property(r => r.LoginKey).HasMaxLength(40).UseCollation("C");
            row.Property(r => r.Name).HasMaxLength(60);
            row.Property(r => r.Email).HasMaxLength(254);
            row.Property(r => r.EmailKey).HasMaxLength(254).UseCollation("C");
            row.Property(r => r.Phone).HasMaxLength(32);
            row.Property(r => r.EmployeeNumber).HasMaxLength(40);
            row.Property(r => r.ExternalId).HasMaxLength(AccountRules.ExternalIdLength);
            row.Property(r => r.GivenName).HasMaxLength(AccountRules.NameLength);
            row.Property(r => r.FamilyName).HasMaxLength(AccountRules.NameLength);
            row.Property(r => r.ChangedAt).HasDefaultValueSql("now()");
            row.Property(r => r.PhoneKey).HasMaxLength(32);
            row.Property(r => r.Title).HasMaxLength(AccountRules.TitleLength);
            row.Property(r => r.Language).HasMaxLength(10);
            row.Property(r => r.AvatarTag).HasMaxLength(40);
            // Byte order: these are keys, not words, and the order must be the index's.
            row.Property(r => r.NameSort).UseCollation("C");
            row.Property(r => r.EntrySort).HasComputedColumnSql("coalesce(entry_date, '-infinity'::date)", stored: true);
            row.Property(r => r.NumberSort).HasComputedColumnSql("coalesce(employee_number, '')", stored: true).UseCollation("C");
            row.Property(r => r.Version).IsConcurrencyToken();
            // Orders of the list carry what it is filtered by: pages far down walk the index alone and read only the rows they show.
            Expression<Func<UserRow, object?>> filtered = r => new { r.Status, r.AccountType, r.DepartmentId };
            row.HasIndex(r => new { r.TenantId, r.LoginKey, r.Id }).IncludeProperties(filtered);
            row.HasIndex(r => new { r.TenantId, r.NameSort, r.Id }).IncludeProperties(filtered);
            row.HasIndex(r => new { r.TenantId, r.EntrySort, r.Id }).IncludeProperties(filtered);
            row.HasIndex(r => new { r.TenantId, r.NumberSort, r.Id }).IncludeProperties(filtered);
            row.HasIndex(r => new { r.TenantId, r.LoginKey }).IsUnique();
            row.HasIndex(r => new { r.TenantId, r.EmailKey }).IsUnique().HasFilter("email_key is not null");
            row.HasIndex(r => new { r.TenantId, r.Ordinal }).IsUnique().IncludeProperties(r => new { r.Id, r.Status, r.DepartmentId });
            row.HasIndex(r => new { r.TenantId, r.PhoneKey }).IsUnique().HasFilter("phone_key is not null");
            row.HasIndex(r => new { r.TenantId, r.DepartmentId }).IncludeProperties(r => new { r.Id, r.Status });
            row.HasIndex(r => r.TenantId).IsUnique().HasFilter("is_super_admin").HasDatabaseName("ux_user_account_super_admin");
            row.HasIndex(r => new { r.TenantId, r.Status });
            row.HasIndex(r => new { r.TenantId, r.AccountType });
            row.HasIndex(r => new { r.TenantId, r.DeletedAt }).HasFilter("deleted_at is not null");
            row.HasIndex(r => r.Grams).HasMethod("gin");
            row.HasIndex(r => new { r.TenantId, r.ChangedAt });
            row.HasIndex(r => new { r.TenantId, r.ExternalId }).HasFilter("external_id is not null");
        });
        ServiceTokenModel.Configure(model);
        PeopleModel.Configure(model);
        model.Entity<RoleRow>(row =>
        {
            row.ToTable("role", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.Name).HasMaxLength(60);
            row.Property(r => r.Description).HasMaxLength(200);
            row.Property(r => r.Version).IsConcurrencyToken();
            row.HasIndex(r => new { r.TenantId, r.Name }).IsUnique();
        });
        model.Entity<RolePermissionRow>(row =>
        {
            row.ToTable("role_permission", Schema);
            row.HasKey(r => new { r.TenantId, r.RoleId, r.Permission });
            row.Property(r => r.Permission).HasMaxLength(80);
        });
        model.Entity<UserRoleRow>(row =>
        {
            row.ToTable("user_role", Schema);
            row.HasKey(r => new { r.TenantId, r.UserId });
            row.HasIndex(r => new { r.TenantId, r.RoleId });
        });
        model.Entity<RoleScopeRow>(row =>
        {
            row.ToTable("role_scope", Schema);
            row.HasKey(r => new { r.TenantId, r.UserId, r.Kind, r.PlaceId });
            row.HasIndex(r => new { r.TenantId, r.PlaceId });
        });
        model.Entity<ConsentRow>(row =>
        {
            row.ToTable("consent", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.Version).IsConcurrencyToken();
            row.HasIndex(r => new { r.TenantId, r.Kind }).IsUnique().HasFilter("state = 1");
            row.HasIndex(r => new { r.TenantId, r.ProposedAt });
        });
        model.Entity<VisibilityRuleRow>(row =>
        {
            row.ToTable("visibility_rule", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.Version).IsConcurrencyToken();
            row.HasIndex(r => new { r.TenantId, r.Subject, r.SubjectId }).IsUnique();
        });
        model.Entity<VisibilityEntryRow>(row =>
        {
            row.ToTable("visibility_entry", Schema);
            row.HasKey(r => new { r.TenantId, r.RuleId, r.Except, r.Kind, r.EntryId });
        });
        model.Entity<HiddenPersonRow>(row =>
        {
            row.ToTable("hidden_person", Schema);
            row.HasKey(r => new { r.TenantId, r.UserId });
        });
        model.Entity<SessionRow>(row =>
        {
            row.ToTable("session", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.Ip).HasMaxLength(45);
            row.Property(r => r.Device).HasMaxLength(400);
            row.HasIndex(r => new { r.TenantId, r.UserId });
        });
        model.Entity<PasskeyRow>(row =>
        {
            row.ToTable("passkey", Schema);
            row.HasKey(r => r.CredentialId);
            row.Property(r => r.Name).HasMaxLength(60);
            row.HasIndex(r => new { r.TenantId, r.UserId });
        });
        model.Entity<OneTimeTokenRow>(row =>
        {
            row.ToTable("one_time_token", Schema);
            row.HasKey(r => r.Hash);
            row.HasIndex(r => r.ExpiresAt);
            row.HasIndex(r => new { r.TenantId, r.UserId, r.Purpose });
        });
        model.Entity<SignInLogRow>(row =>
        {
            row.ToTable("sign_in_log", Schema);
            row.HasKey(r => r.Id);
            row.Property(r => r.Account).HasMaxLength(120);
            row.Property(r => r.Ip).HasMaxLength(45);
            row.Property(r => r.Device).HasMaxLength(400);
            row.HasIndex(r => new { r.TenantId, r.At });
            row.HasIndex(r => new { r.TenantId, r.Account, r.At });
            row.HasIndex(r => new { r.TenantId, r.Ip, r.At });
        });
    }
}
