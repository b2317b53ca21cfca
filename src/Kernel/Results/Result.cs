namespace Huitang.Kernel;

/// <summary>What sort of refusal an <see cref="Error"/> is; decides the HTTP status and the look of a message.</summary>
public enum ErrorKind
{
    /// <summary>The input is wrong; the person can correct it (400).</summary>
    Invalid,

    /// <summary>No such object, or it belongs to another enterprise (404).</summary>
    NotFound,

    /// <summary>The actor may not (403).</summary>
    Forbidden,

    /// <summary>Not possible in the present state (409).</summary>
    Conflict,

    /// <summary>Too often; try later (429).</summary>
    TooMany,

    /// <summary>A part of the system is missing or down (503).</summary>
    Unavailable,

    /// <summary>Nobody is signed in (401).</summary>
    SignedOut,
}

/// <summary>An expected refusal. Constants stand beside the rule that refuses; texts are looked up by <see cref="Code"/> in the interface.</summary>
/// <param name="Code">Stable lower-case code, <c>noun.reason</c>.</param>
/// <param name="Kind">What sort of refusal.</param>
[GenerateSerializer, Immutable]
public sealed record Error([property: Id(0)] string Code, [property: Id(1)] ErrorKind Kind)
{
    /// <summary>Values for the placeholders of the text, in order; already safe to show.</summary>
    [Id(2)] public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>The input field at fault, by its property name; null when none is.</summary>
    [Id(3)] public string? Field { get; init; }

    /// <summary>The same error with values for its text.</summary>
    public Error With(params string[] args) => this with { Args = args };

    /// <summary>The same error pointing at an input field.</summary>
    public Error On(string field) => this with { Field = field };
}

/// <summary>Errors any use case may answer.</summary>
public static class CommonErrors
{
    /// <summary>Nobody is signed in.</summary>
    public static readonly Error SignedOut = new("common.signed_out", ErrorKind.SignedOut);

    /// <summary>The actor lacks the permission; the first argument is the permission id.</summary>
    public static readonly Error Forbidden = new("common.forbidden", ErrorKind.Forbidden);

    /// <summary>The actor holds the permission for a part of the enterprise, and this concerns all of it; the first argument is the permission id.</summary>
    public static readonly Error PartOnly = new("common.part_only", ErrorKind.Forbidden);

    /// <summary>Not found, or another enterprise's.</summary>
    public static readonly Error NotFound = new("common.not_found", ErrorKind.NotFound);

    /// <summary>Somebody else changed it meanwhile.</summary>
    public static readonly Error ChangedMeanwhile = new("common.changed_meanwhile", ErrorKind.Conflict);

    /// <summary>Too many attempts.</summary>
    public static readonly Error TooMany = new("common.too_many", ErrorKind.TooMany);

    /// <summary>Something went wrong unexpectedly; the first argument is the number under which the log has it.</summary>
    public static readonly Error Failed = new("common.failed", ErrorKind.Unavailable);

    /// <summary>The audit entry could not be written, so the act was refused.</summary>
    public static readonly Error AuditUnavailable = new("common.audit_unavailable", ErrorKind.Unavailable);
}

/// <summary>Nothing to report but success.</summary>
[GenerateSerializer, Immutable]
public readonly record struct Unit
{
    /// <summary>The only value.</summary>
    public static readonly Unit Value;
}

/// <summary>A value, or the error that refused it; exactly one is set.</summary>
[GenerateSerializer, Immutable]
public readonly record struct Result<T>
{
    private Result(T? value, Error? error) => (Value, Error) = (value, error);

    /// <summary>The value on success.</summary>
    [Id(0)] public T? Value { get; private init; }

    /// <summary>The refusal, or null on success.</summary>
    [Id(1)] public Error? Error { get; private init; }

    /// <summary>Whether the act was done.</summary>
    public bool Ok => Error is null;

    /// <summary>Wraps a value.</summary>
#pragma warning disable CA2225, CA1000 // conversions are the readable way here
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>Wraps a refusal.</summary>
    public static implicit operator Result<T>(Error error) => new(default, error);
#pragma warning restore CA2225, CA1000
}

/// <summary>The one mapping from results to HTTP.</summary>
public static class HttpResults
{
    /// <summary>200 with the value, or the status of the error's kind with <c>{"error":{"code","args","field"}}</c>.</summary>
    public static Microsoft.AspNetCore.Http.IResult ToHttp<T>(this Result<T> result) =>
        result.Error is { } error
            ? Microsoft.AspNetCore.Http.Results.Json(new { error = new { code = error.Code, args = error.Args, field = error.Field } }, statusCode: StatusOf(error.Kind))
            : result.Value is null or Unit ? Microsoft.AspNetCore.Http.Results.NoContent() : Microsoft.AspNetCore.Http.Results.Ok(result.Value);

    /// <summary>The HTTP status for a kind of refusal.</summary>
    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => 400,
        ErrorKind.SignedOut => 401,
        ErrorKind.Forbidden => 403,
        ErrorKind.NotFound => 404,
        ErrorKind.Conflict => 409,
        ErrorKind.TooMany => 429,
        _ => 503,
    };
}
