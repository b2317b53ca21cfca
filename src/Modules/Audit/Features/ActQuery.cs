using System.Net;
using Huitang.Kernel;
using Npgsql;
using NpgsqlTypes;

namespace Huitang.Audit.Features;

/// <summary>The query behind lists and exports, so that both show the same. In SQL and never prepared: a plan for any value is hundreds of times slower for rare words.</summary>
internal sealed class ActQuery(NpgsqlDataSource database)
{
    /// <summary>Beyond this many, lists say "more than".</summary>
    public const int CountedAtMost = 100_000;

    public static readonly Error BadAddress = new("audit.bad_address", ErrorKind.Invalid) { Field = nameof(ActFilter.Ip) };

    /// <summary>How many there are, at most one more than <see cref="CountedAtMost"/>.</summary>
    public async Task<int> CountAsync(TenantId tenant, AuditLogKind? log, ActFilter filter, CancellationToken ct)
    {
        await using var query = database.CreateCommand();
        var where = Where(query, tenant, log, filter);
        query.CommandText = $"select count(*) from (select 1 from audit.act a where {where} limit {CountedAtMost + 1}) counted";
        return (int)(long)(await query.ExecuteScalarAsync(ct))!;
    }

    /// <summary>A stretch of entries, newest first; those before <paramref name="before"/> when it is given.</summary>
    public async Task<IReadOnlyList<Act>> ReadAsync(TenantId tenant, AuditLogKind? log, ActFilter filter, int skip, int take, Act? before, CancellationToken ct)
    {
        await using var query = database.CreateCommand();
        var where = Where(query, tenant, log, filter);
        if (before is not null) where += $" and (a.at, a.id) < ({Add(query, before.At.ToUniversalTime())}, {Add(query, before.Id)})";
        query.CommandText = $"select {ActColumns.Select} from audit.act a where {where} order by a.at desc, a.id desc offset {Add(query, skip)} limit {Add(query, take)}";
        var acts = new List<Act>();
        await using var reader = await query.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) acts.Add(ActColumns.Read(reader));
        return acts;
    }

    /// <summary>One entry, or null.</summary>
    public async Task<Act?> FindAsync(TenantId tenant, Guid id, CancellationToken ct)
    {
        await using var query = database.CreateCommand($"select {ActColumns.Select} from audit.act a where a.tenant_id = $1 and a.id = $2");
        query.Parameters.AddWithValue(tenant.Value);
        query.Parameters.AddWithValue(id);
        await using var reader = await query.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? ActColumns.Read(reader) : null;
    }

    /// <summary>What to compare addresses with: a whole one, a network, or the beginning of one; null when it is none of them.</summary>
    public static (string Sql, object Value, bool Whole)? Address(string typed)
    {
        var text = typed.Trim();
        if (text.Contains('/', StringComparison.Ordinal))
        {
            var cut = text.IndexOf('/', StringComparison.Ordinal);
            // A network written with host bits is meant as the network.
            return IPAddress.TryParse(text[..cut], out var of) && byte.TryParse(text[(cut + 1)..], out var bits) && bits <= of.GetAddressBytes().Length * 8 ? ("a.ip <<= network({0}::inet)", $"{of}/{bits}", false) : null;
        }

        if (IPAddress.TryParse(text, out var ip) && (text.Count(c => c == '.') == 3 || text.Contains(':', StringComparison.Ordinal))) return ("a.ip = {0}::inet", ip.ToString(), true);
        return text.Length > 0 && text.All(c => char.IsAsciiHexDigit(c) || c is '.' or ':') ? ("host(a.ip) like {0}", text.ToLowerInvariant() + "%", false) : null;
    }

    private static string Where(NpgsqlCommand query, TenantId tenant, AuditLogKind? log, ActFilter filter)
    {
        var where = new List<string> { $"a.tenant_id = {Add(query, tenant.Value)}" };
        if (log is { } kind) where.Add($"a.log = {Add(query, (short)kind)}");
        if (filter.From is { } from) where.Add($"a.at >= {Add(query, from.ToUniversalTime())}");
        if (filter.Until is { } until) where.Add($"a.at < {Add(query, until.ToUniversalTime())}");
        if (filter.Action is { Length: > 0 } action) where.Add($"a.action = {Add(query, action)}");
        if (filter.Category is { Length: > 0 } category) where.Add($"a.action like {Add(query, Escaped(category) + ".%")}");
        if (filter.Actor is { } actor) where.Add($"a.actor_id = {Add(query, actor)}");
        if (filter.Method is { Length: > 0 } method) where.Add($"a.method = {Add(query, method)}");
        if (filter.Place is { } place) where.Add($"a.place = {Add(query, (short)place)}");
        if (filter.Outcome is { } outcome)
        {
            where.Add(outcome switch
            {
                OutcomeFilter.Done => "a.outcome = 'done'", OutcomeFilter.Failed => "a.outcome = 'failed'", OutcomeFilter.Open => "a.outcome = 'open'", _ => "a.outcome not in ('done', 'failed', 'open')",
            });
        }

        if (Clean(filter.Who) is { } who)
            where.Add($"a.words @> {Add(query, SearchWords.Sought(who))} and (a.actor_name ilike {Pattern(query, who)} or a.account ilike {Pattern(query, who)})");
        if (Clean(filter.Text) is { } text)
            where.Add($"((a.words @> {Add(query, SearchWords.Sought(text))} and (a.object_name ilike {Pattern(query, text)} or a.object_code ilike {Pattern(query, text)})) or a.words @> {Add(query, new[] { SearchWords.Whole(text) })})");
        if (Clean(filter.Object) is { } thing && thing.Split('/', 2) is [var type, var id]) where.Add($"a.words @> {Add(query, new[] { SearchWords.Object(type, id) })} and a.object_type = {Add(query, type)}");
        if (Clean(filter.Ip) is { } ip && Address(ip) is var (sql, value, whole))
        {
            where.Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, Add(query, value)));
            if (whole) where.Add($"a.words @> {Add(query, new[] { SearchWords.Whole((string)value) })}");
        }

        return string.Join(" and ", where);
    }

    private static string? Clean(string? text) => text?.Replace("\0", "", StringComparison.Ordinal).Trim() is { Length: > 0 } typed ? typed : null;

    // The default escape character of LIKE is the backslash.
    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private static string Pattern(NpgsqlCommand query, string text) => Add(query, $"%{Escaped(text)}%");

    private static string Add(NpgsqlCommand query, object value)
    {
        query.Parameters.Add(value is string[] words ? new NpgsqlParameter { Value = words, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text } : new NpgsqlParameter { Value = value });
        return $"${query.Parameters.Count}";
    }
}
