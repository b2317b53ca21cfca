using System.Data.Common;
using Npgsql;

namespace Huitang.Identity.Access;

/// <summary>Somebody's rights with what they come from.</summary>
internal sealed record Rights
{
    /// <summary>The person with these rights, without a session.</summary>
    public required Actor Actor { get; init; }

    /// <summary>State of the account; rights count only where it is normal.</summary>
    public UserStatus Status { get; init; }

    /// <summary>The role; null for a plain member.</summary>
    public BuiltInRole? BuiltIn { get; init; }

    /// <summary>Its stored name.</summary>
    public string? RoleName { get; init; }

    /// <summary>Departments from the top down to the person's main one.</summary>
    public IReadOnlyList<Guid> Path { get; init; } = [];

    /// <summary>The session asked for; null when it is not theirs or does not exist.</summary>
    public SessionTimes? Session { get; init; }
}

/// <summary>What says whether a session is alive.</summary>
internal sealed record SessionTimes(DateTimeOffset? RevokedAt, DateTimeOffset ExpiresAt, DateTimeOffset LastSeenAt, bool Remember);

/// <summary>Reads somebody's rights as they are now, for the person themselves and for the explainer: one statement, since it is run for every use case.</summary>
internal sealed class RightsReader(NpgsqlDataSource database, ModuleCatalog catalog)
{
    private const string Sql = """
        select u.id, u.name, u.status::int, u.is_super_admin, u.department_id, r.id, r.name, r.built_in::int, coalesce(r.edited, false), coalesce(h.limited, false), e.isolated_permissions, e.three_powers,
          array(select p.permission from identity.role_permission p where p.tenant_id = u.tenant_id and p.role_id = r.id),
          array(select p.place_id from identity.role_scope p where p.tenant_id = u.tenant_id and p.user_id = u.id and p.kind = 1),
          d.path, s.revoked_at, s.expires_at, s.last_seen_at, s.remember
        from identity.user_account u
        join identity.enterprise e on e.id = u.tenant_id
        left join identity.user_role h on h.tenant_id = u.tenant_id and h.user_id = u.id
        left join identity.role r on r.tenant_id = u.tenant_id and r.id = h.role_id
        left join identity.department d on d.tenant_id = u.tenant_id and d.id = u.department_id
        left join identity.session s on s.tenant_id = u.tenant_id and s.user_id = u.id and s.id = $3
        where u.tenant_id = $1 and u.id = any($2)
        """;

    /// <summary>The rights of an account, whoever asks; null when there is none.</summary>
    public async Task<Rights?> ReadAsync(TenantId tenant, UserId user, CancellationToken ct, Guid? session = null) => (await ReadAsync(tenant, [user], ct, session)).GetValueOrDefault(user);

    /// <summary>The rights of several accounts; those that do not exist are left out.</summary>
    public async Task<IReadOnlyDictionary<UserId, Rights>> ReadAsync(TenantId tenant, IReadOnlyCollection<UserId> users, CancellationToken ct, Guid? session = null)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var query = new NpgsqlCommand(Sql, connection);
        query.Parameters.Add(new NpgsqlParameter<int> { TypedValue = tenant.Value });
        query.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. users.Select(u => u.Value)] });
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session ?? Guid.Empty });
        // Planning it takes longer than running it, and the plan is always the same: by keys. Prepared once for each connection of the pool.
        await query.PrepareAsync(ct);
        await using var rows = await query.ExecuteReaderAsync(ct);
        var answer = new Dictionary<UserId, Rights>(users.Count);
        while (await rows.ReadAsync(ct))
        {
            var rights = Read(rows, tenant);
            answer[rights.Actor.User] = rights;
        }

        return answer;
    }

    private Rights Read(DbDataReader row, TenantId tenant)
    {
        var (user, super, role) = (new UserId(row.GetGuid(0)), row.GetBoolean(3), Value<Guid>(row, 5));
        var builtIn = Value<int>(row, 7) is { } stored ? (BuiltInRole)stored : (BuiltInRole?)null;
        var (isolated, divided) = (row.GetFieldValue<string[]>(10).ToHashSet(StringComparer.Ordinal), row.GetBoolean(11));
        var actor = new Actor
        {
            Kind = ActorKind.User, Tenant = tenant, User = user, Name = row.GetString(1), IsSuperAdmin = super, Department = Value<Guid>(row, 4), Role = role, Isolated = isolated, ThreePowers = divided,
        };
        // The super admin's rights come from the post alone.
        if (!super && builtIn is { } known)
        {
            actor = actor with
            {
                Permissions = RoleRules.PermissionsOf(catalog, known, row.GetBoolean(8), row.GetFieldValue<string[]>(12), isolated, divided),
                Scope = row.GetBoolean(9) ? ActorScope.Of(row.GetFieldValue<Guid[]>(13)) : ActorScope.Everything,
            };
        }

        return new Rights
        {
            Actor = actor, Status = (UserStatus)row.GetInt32(2), BuiltIn = builtIn, RoleName = row.IsDBNull(6) ? null : row.GetString(6), Path = row.IsDBNull(14) ? [] : row.GetFieldValue<Guid[]>(14),
            Session = Value<DateTimeOffset>(row, 16) is { } expires ? new SessionTimes(Value<DateTimeOffset>(row, 15), expires, row.GetFieldValue<DateTimeOffset>(17), row.GetBoolean(18)) : null,
        };
    }

    private static T? Value<T>(DbDataReader row, int at) where T : struct => row.IsDBNull(at) ? null : row.GetFieldValue<T>(at);
}
