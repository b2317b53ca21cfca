using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Huitang.Identity.Access;

/// <summary>A program that showed a token.</summary>
/// <param name="Token">Id of the token.</param>
/// <param name="Actor">What it may now: what tokens carry, where the token and its maker may.</param>
/// <param name="Home">Where people and departments go for which no place is named; null for the top.</param>
/// <param name="Invite">Whether people it adds are mailed a link.</param>
/// <param name="MakeDepartments">Whether departments it names for people are made where they are missing.</param>
internal sealed record ServiceCaller(Guid Token, Actor Actor, DepartmentId? Home, bool Invite, bool MakeDepartments);

/// <summary>Tokens of programs: their form, and who is behind one. Read anew for each act, so that revoking a token or its maker's rights acts at once.</summary>
internal sealed class ServiceTokens(NpgsqlDataSource database, RightsReader rights, TimeProvider time)
{
    /// <summary>What every token begins with, so that scanners of leaked secrets know it.</summary>
    public const string Prefix = "hts_";

    /// <summary>All a token can carry; of these it has what its maker holds.</summary>
    public static readonly IReadOnlyList<string> Carried =
    [
        IdentityPermissions.UsersRead, IdentityPermissions.UsersManage, IdentityPermissions.UsersPhone, IdentityPermissions.UsersEmail, IdentityPermissions.DepartmentsRead, IdentityPermissions.DepartmentsManage,
    ];

    private const string Sql = """
        select t.id, t.tenant_id, t.name, t.created_by, t.limited, t.departments, t.invite, t.last_used_at, t.make_departments
        from identity.service_token t where t.hash = $1 and t.revoked_at is null and t.expires_at > $2
        """;

    private static readonly TimeSpan UsedGrain = TimeSpan.FromMinutes(1);

    /// <summary>A new secret of 256 bits, with what is kept of it.</summary>
    public static (string Secret, byte[] Hash) Make()
    {
        var secret = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        return (secret, HashOf(secret));
    }

    /// <summary>Who is behind the token; null when it is unknown, revoked or expired, or its maker cannot sign in or may not make tokens any more.</summary>
    public async Task<ServiceCaller?> FindAsync(string secret, CancellationToken ct, string? usedFrom = null)
    {
        if (secret.Length > 100 || !secret.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var now = time.GetUtcNow();
        await using var query = database.CreateCommand(Sql);
        query.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = HashOf(secret) });
        query.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        Guid id;
        TenantId tenant;
        string name;
        UserId maker;
        bool limited, invite, makes;
        Guid[] departments;
        DateTimeOffset? used;
        await using (var rows = await query.ExecuteReaderAsync(ct))
        {
            if (!await rows.ReadAsync(ct)) return null;
            (id, tenant, name, maker) = (rows.GetGuid(0), new TenantId(rows.GetInt32(1)), rows.GetString(2), new UserId(rows.GetGuid(3)));
            (limited, departments, invite, makes) = (rows.GetBoolean(4), rows.GetFieldValue<Guid[]>(5), rows.GetBoolean(6), rows.GetBoolean(8));
            used = rows.IsDBNull(7) ? null : rows.GetFieldValue<DateTimeOffset>(7);
        }

        if (await rights.ReadAsync(tenant, maker, ct) is not { Status: UserStatus.Normal } found || !found.Actor.Holds(IdentityPermissions.ScimManage)) return null;
        if (usedFrom is not null && !(now - used < UsedGrain)) await UsedAsync(id, now, usedFrom, ct);
        var scope = await ScopeAsync(tenant, limited, departments, found.Actor.Scope, ct);
        var actor = new Actor
        {
            Kind = ActorKind.Service, Tenant = tenant, User = maker, Name = $"{name} ({found.Actor.Name})", Department = found.Actor.Department, Scope = scope,
            Permissions = Carried.Where(found.Actor.Holds).ToHashSet(StringComparer.Ordinal), Isolated = found.Actor.Isolated, ThreePowers = found.Actor.ThreePowers,
        };
        return new ServiceCaller(id, actor, limited && departments.Length > 0 ? new DepartmentId(departments[0]) : scope.Whole ? null : scope.Departments.Order().Select(d => (DepartmentId?)new DepartmentId(d)).FirstOrDefault(), invite, makes);
    }

    /// <summary>What both manage: of each the departments that lie within the other's.</summary>
    private async Task<ActorScope> ScopeAsync(TenantId tenant, bool limited, Guid[] departments, ActorScope maker, CancellationToken ct)
    {
        if (!limited) return maker;
        if (maker.Whole) return ActorScope.Of(departments);
        await using var query = database.CreateCommand("select id, path from identity.department where tenant_id = $1 and id = any($2)");
        query.Parameters.Add(new NpgsqlParameter<int> { TypedValue = tenant.Value });
        query.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. departments.Concat(maker.Departments)] });
        var both = new List<Guid>();
        await using var rows = await query.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var path = rows.GetFieldValue<Guid[]>(1);
            if (path.Any(departments.Contains) && path.Any(maker.Departments.Contains)) both.Add(rows.GetGuid(0));
        }

        return ActorScope.Of(both);
    }

    private async Task UsedAsync(Guid id, DateTimeOffset now, string ip, CancellationToken ct)
    {
        await using var note = database.CreateCommand("update identity.service_token set last_used_at = $1, last_used_ip = $2 where id = $3");
        note.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ip });
        note.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await note.ExecuteNonQueryAsync(ct);
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
