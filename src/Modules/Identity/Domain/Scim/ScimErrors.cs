namespace Huitang.Identity.Domain.Scim;

/// <summary>Refusals of the SCIM door; each has its <c>scimType</c> in <see cref="ScimErrors.TypeOf"/>.</summary>
internal static class ScimErrors
{
    /// <summary>No token, or one that is unknown, revoked, expired, or whose maker may no longer. Says not which.</summary>
    public static readonly Error BadToken = new("scim.bad_token", ErrorKind.SignedOut);

    /// <summary>The filter cannot be read; the argument is the place.</summary>
    public static readonly Error InvalidFilter = new("scim.invalid_filter", ErrorKind.Invalid);

    /// <summary>An attribute in the filter or order that there is not, or that cannot be compared like this; the argument is its name.</summary>
    public static readonly Error UnknownAttribute = new("scim.unknown_attribute", ErrorKind.Invalid);

    /// <summary>The path of an operation leads nowhere; the argument is the path.</summary>
    public static readonly Error InvalidPath = new("scim.invalid_path", ErrorKind.Invalid);

    /// <summary>No value fits the filter of the path; the argument is the path.</summary>
    public static readonly Error NoTarget = new("scim.no_target", ErrorKind.Invalid);

    /// <summary>The attribute cannot be changed; the argument is its name.</summary>
    public static readonly Error Mutability = new("scim.mutability", ErrorKind.Invalid);

    /// <summary>The body is not JSON, or not what the act needs.</summary>
    public static readonly Error InvalidSyntax = new("scim.invalid_syntax", ErrorKind.Invalid);

    /// <summary>The value cannot be; the argument is the attribute.</summary>
    public static readonly Error InvalidValue = new("scim.invalid_value", ErrorKind.Invalid);

    /// <summary>Several departments have the name; the argument is the name.</summary>
    public static readonly Error AmbiguousDepartment = new("scim.ambiguous_department", ErrorKind.Invalid);

    /// <summary>The address knows other methods only.</summary>
    public static readonly Error Method = new("scim.method", ErrorKind.Invalid);

    /// <summary>The answer would be too long; the argument is how many members it may have.</summary>
    public static readonly Error TooMany = new("scim.too_many", ErrorKind.Invalid);

    /// <summary>Somebody changed it since the version named by If-Match.</summary>
    public static readonly Error Precondition = new("scim.precondition", ErrorKind.Conflict);

    /// <summary>The body is longer than the limit; the argument is the limit in kilobytes.</summary>
    public static readonly Error TooLarge = new("scim.too_large", ErrorKind.Invalid);

    /// <summary>Not offered, and said so in the configuration.</summary>
    public static readonly Error Unsupported = new("scim.unsupported", ErrorKind.Unavailable);

    /// <summary>A token lives between a day and this many days; the argument is the limit.</summary>
    public static readonly Error BadLife = new("scim.bad_life", ErrorKind.Invalid);

    private static readonly Error[] Taken = [IdentityErrors.LoginTaken, IdentityErrors.EmailTaken, IdentityErrors.PhoneTaken, IdentityErrors.DepartmentNameTaken];

    /// <summary>The word RFC 7644 has for the refusal; null for none.</summary>
    public static string? TypeOf(Error error) => error.Code switch
    {
        "scim.invalid_filter" or "scim.unknown_attribute" => "invalidFilter",
        "scim.invalid_path" => "invalidPath",
        "scim.no_target" => "noTarget",
        "scim.mutability" => "mutability",
        "scim.invalid_syntax" => "invalidSyntax",
        "scim.too_many" => "tooMany",
        "scim.too_large" or "scim.unsupported" or "scim.method" => null,
        _ when Taken.Any(t => t.Code == error.Code) => "uniqueness",
        _ => error.Kind == ErrorKind.Invalid ? "invalidValue" : null,
    };

    /// <summary>The status of the refusal.</summary>
    public static int StatusOf(Error error) => error.Code switch
    {
        "scim.precondition" => 412,
        "scim.method" => 405,
        "scim.too_large" => 413,
        "scim.unsupported" => 501,
        _ => HttpResults.StatusOf(error.Kind),
    };
}

/// <summary>Text from outside.</summary>
internal static class ScimText
{
    /// <summary>Whether the database can keep it: no zero characters, no halves of surrogate pairs.</summary>
    public static bool Sound(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || char.IsLowSurrogate(text[i])) return false;
            if (char.IsHighSurrogate(text[i]) && (++i == text.Length || !char.IsLowSurrogate(text[i]))) return false;
        }

        return true;
    }
}
