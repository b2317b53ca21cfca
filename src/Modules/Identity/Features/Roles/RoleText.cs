using System.Globalization;

namespace Huitang.Identity.Features.Roles;

/// <summary>Words about roles in the current language.</summary>
internal static class RoleText
{
    public static string Name(BuiltInRole builtIn, string name) => builtIn switch
    {
        BuiltInRole.Administrator => Texts.RoleAdmin,
        BuiltInRole.Member => Texts.RoleMember,
        BuiltInRole.SystemAdministrator => Texts.role_system,
        BuiltInRole.SecurityAdministrator => Texts.role_security,
        BuiltInRole.AuditAdministrator => Texts.role_audit,
        _ => name,
    };

    public static string? Description(BuiltInRole builtIn, string? description) => builtIn switch
    {
        BuiltInRole.Administrator => Texts.role_admin_about,
        BuiltInRole.Member => Texts.role_member_about,
        BuiltInRole.SystemAdministrator => Texts.role_system_about,
        BuiltInRole.SecurityAdministrator => Texts.role_security_about,
        BuiltInRole.AuditAdministrator => Texts.role_audit_about,
        _ => description,
    };

    public static string Name(RoleRow role) => Name(role.BuiltIn, role.Name);

    /// <summary>The role as the log keeps it: for one of the product's own a word that readers see in their language; nobody's role is the members'.</summary>
    public static string Noted(RoleRow? role) => role is null ? nameof(BuiltInRole.Member) : role.BuiltIn == BuiltInRole.None ? role.Name : role.BuiltIn.ToString();

    public static string Format(string text, params object[] values) => string.Format(CultureInfo.CurrentCulture, text, values);
}
