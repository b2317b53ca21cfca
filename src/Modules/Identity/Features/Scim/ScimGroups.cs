using System.Text.Json.Nodes;
using Huitang.Identity.Domain.Scim;
using Huitang.Identity.Features.Departments;
using Microsoft.AspNetCore.Http;

namespace Huitang.Identity.Features.Scim;

/// <summary>Departments over SCIM, as groups. All is done by the use cases that pages use.</summary>
internal sealed class ScimGroups(UseCases useCases, ScimHttp answers)
{
    // What a request wants of a department; null parts stay as they are.
    private sealed record Wish(string? Name, string? ExternalId, bool Moves, DepartmentId? Parent, Roll? Members);

    // Who is to come in and who is to go.
    private sealed record Roll(HashSet<UserId> Add, HashSet<UserId> Remove);

    public async Task<IResult> ListAsync(ScimQuery query, ScimProjection projection, CancellationToken ct)
    {
        var found = await useCases.RunAsync(new FindScimGroups(query, projection.Has("members")), ct);
        return found.Value is { } page ? ScimHttp.List(page.Rows.Select(Write), page.Total, query.Start, projection) : answers.Refuse(found.Error!);
    }

    public async Task<IResult> GetAsync(Guid id, ScimProjection projection, CancellationToken ct, int status = 200)
    {
        var found = await useCases.RunAsync(new GetScimGroup(new DepartmentId(id), projection.Has("members")), ct);
        return found.Value is { } group ? answers.Resource(Write(group), TagOf(group), projection, status) : answers.Refuse(found.Error!);
    }

    public async Task<IResult> CreateAsync(JsonObject json, ScimProjection projection, CancellationToken ct)
    {
        if (ScimJson.Text(json["displayName"]) is not { } name) return answers.Refuse(ScimErrors.InvalidValue.With("displayName"));
        var parent = ParentOf(json);
        var members = MembersOf(json["members"]);
        if ((parent.Error ?? members.Error) is { } wrong) return answers.Refuse(wrong);
        var added = await useCases.RunAsync(new AddDepartment(parent.Value ?? answers.Caller.Home, name, ScimJson.Text(json["externalId"])), ct);
        if (added.Error is { } refusal) return answers.Refuse(Own(refusal));
        if (members.Value!.Count > 0)
        {
            var filled = await useCases.RunAsync(new ChangeMembers(added.Value, [.. members.Value], []), ct);
            if (filled.Error is { } refused)
            {
                // All or nothing: a department that lacks its people is not what was asked for.
                await useCases.RunAsync(new DeleteDepartment(added.Value, 0), ct);
                return answers.Refuse(refused);
            }
        }

        return await GetAsync(added.Value.Value, projection, ct, 201);
    }

    public async Task<IResult> ReplaceAsync(Guid id, JsonObject json, ScimProjection projection, CancellationToken ct)
    {
        var found = await FindAsync(id, ct);
        if (found.Value is not { } group) return answers.Refuse(found.Error!);
        if (ScimJson.Text(json["displayName"]) is not { } name) return answers.Refuse(ScimErrors.InvalidValue.With("displayName"));
        var (parent, members) = (ParentOf(json), MembersOf(json["members"]));
        if ((parent.Error ?? members.Error) is { } wrong) return answers.Refuse(wrong);
        Roll? roll = null;
        // Where the directory says nothing of members or place, both stay.
        if (json.ContainsKey("members"))
        {
            var now = await useCases.RunAsync(new FindScimMembers(group.Id), ct);
            if (now.Value is not { } there) return answers.Refuse(now.Error!);
            roll = new Roll(members.Value!, [.. there.Except(members.Value!)]);
        }

        var moves = json[ScimSchemas.Department] is JsonObject place && place.ContainsKey("parent");
        if (await ChangeAsync(group, new Wish(name, ScimJson.Text(json["externalId"]) ?? "", moves, parent.Value, roll), ct) is { } refusal) return answers.Refuse(refusal);
        return await GetAsync(id, projection, ct);
    }

    public async Task<IResult> PatchAsync(Guid id, JsonObject body, ScimProjection projection, CancellationToken ct)
    {
        var operations = ScimPatch.Read(body);
        if (operations.Value is not { } list) return answers.Refuse(operations.Error!);
        var found = await FindAsync(id, ct);
        if (found.Value is not { } group) return answers.Refuse(found.Error!);
        var json = Write(group);
        Roll? roll = null;
        foreach (var operation in list)
        {
            var refused = IsMembers(operation.Path) ? await CountAsync(group, operation, roll ??= new([], []), ct) : ScimPatch.Apply(json, operation, ScimSchemas.Groups);
            if (refused is not null) return answers.Refuse(refused);
        }

        if (ScimJson.Text(json["displayName"]) is not { } name) return answers.Refuse(ScimErrors.InvalidValue.With("displayName"));
        var parent = ParentOf(json);
        if (parent.Error is { } wrong) return answers.Refuse(wrong);
        if (await ChangeAsync(group, new Wish(name, ScimJson.Text(json["externalId"]) ?? "", parent.Value != ParentOf(group), parent.Value, roll), ct) is { } refusal) return answers.Refuse(refusal);
        if (projection.Chosen) return await GetAsync(id, projection, ct);
        found = await useCases.RunAsync(new GetScimGroup(new DepartmentId(id), Members: false), ct);
        return answers.Nothing(found.Value is { } now ? TagOf(now) : null);
    }

    public async Task<IResult> DeleteAsync(Guid id, CancellationToken ct)
    {
        var found = await FindAsync(id, ct);
        if (found.Value is not { } group) return answers.Refuse(found.Error!);
        var deleted = await useCases.RunAsync(new DeleteDepartment(group.Id, group.Version), ct);
        return deleted.Error is { } refusal ? answers.Refuse(Own(refusal)) : answers.Nothing();
    }

    /// <summary>The resource.</summary>
    public JsonObject Write(ScimGroup group)
    {
        var json = ScimJson.New();
        json["schemas"] = new JsonArray(ScimSchemas.Group, ScimSchemas.Department);
        json["id"] = group.Id.ToString();
        if (group.ExternalId is { } external) json["externalId"] = external;
        json["displayName"] = group.Name;
        if (group.Members is { Count: > 0 } members) json["members"] = new JsonArray([.. members.Select(m => (JsonNode)PersonJson.Map(("value", m.Id.ToString()), ("$ref", new Uri(answers.Root, "Users/" + m.Id).ToString()), ("display", m.Name), ("type", "User")))]);
        if (group.Parent is { } parent) json[ScimSchemas.Department] = PersonJson.Map(("parent", PersonJson.Map(("value", parent.Id.ToString()), ("$ref", new Uri(answers.Root, "Groups/" + parent.Id).ToString()), ("display", parent.Name))));
        json["meta"] = PersonJson.Map(("resourceType", "Group"), ("lastModified", PersonJson.Moment(group.ChangedAt)), ("location", new Uri(answers.Root, "Groups/" + group.Id).ToString()), ("version", TagOf(group)));
        return json;
    }

    private static string TagOf(ScimGroup group) => $"W/\"{group.Version}-{group.Mark}\"";

    private async Task<Result<ScimGroup>> FindAsync(Guid id, CancellationToken ct)
    {
        var found = await useCases.RunAsync(new GetScimGroup(new DepartmentId(id), Members: false), ct);
        return found.Value is { } group && answers.Stale(TagOf(group)) ? ScimErrors.Precondition : found;
    }

    private async Task<Error?> ChangeAsync(ScimGroup group, Wish wish, CancellationToken ct)
    {
        var version = group.Version;
        if (wish.Moves && wish.Parent != ParentOf(group))
        {
            var moved = await useCases.RunAsync(new MoveDepartment(group.Id, wish.Parent, null, version), ct);
            if (moved.Error is { } refusal) return Own(refusal);
            version++;
        }

        if (wish.Name is { } name && (name.Trim() != group.Name || (wish.ExternalId ?? "") != (group.ExternalId ?? "")))
        {
            var renamed = await useCases.RunAsync(new RenameDepartment(group.Id, name, version, wish.ExternalId), ct);
            if (renamed.Error is { } refusal) return Own(refusal);
        }

        if (wish.Members is not { } roll || roll.Add.Count + roll.Remove.Count == 0) return null;
        return (await useCases.RunAsync(new ChangeMembers(group.Id, [.. roll.Add], [.. roll.Remove]), ct)).Error;
    }

    // Members are counted, not loaded: a department may have tens of thousands.
    private async Task<Error?> CountAsync(ScimGroup group, PatchOperation operation, Roll roll, CancellationToken ct)
    {
        if (operation.Path.Sub is not null || (operation.Kind != PatchKind.Remove && operation.Path.Where is not null)) return ScimErrors.InvalidPath.With("members");
        var given = MembersOf(operation.Value);
        if (given.Value is not { } named) return given.Error;
        if (operation.Kind == PatchKind.Add)
        {
            roll.Add.UnionWith(named);
            roll.Remove.ExceptWith(named);
            return null;
        }

        IEnumerable<UserId> gone = named;
        if (operation.Kind == PatchKind.Replace || named.Count == 0)
        {
            var found = await useCases.RunAsync(new FindScimMembers(group.Id, operation.Path.Where), ct);
            if (found.Value is not { } there) return found.Error;
            gone = operation.Path.Where is null ? there.Concat(roll.Add).ToList() : there;
        }

        roll.Add.ExceptWith(gone);
        roll.Remove.UnionWith(gone);
        if (operation.Kind != PatchKind.Replace) return null;
        roll.Add.UnionWith(named);
        roll.Remove.ExceptWith(named);
        return null;
    }

    private static bool IsMembers(PatchPath path) =>
        path.Attribute.Name.Equals("members", StringComparison.OrdinalIgnoreCase) && ReferenceEquals(ScimSchemas.Groups.SchemaOf(path.Attribute), ScimSchemas.Groups.Core);

    private static Result<HashSet<UserId>> MembersOf(JsonNode? node)
    {
        var members = new HashSet<UserId>();
        foreach (var one in ScimJson.Many(node))
        {
            var id = one is JsonObject map ? ScimJson.Text(map["value"]) : ScimJson.Text(one);
            if (!Guid.TryParse(id, out var user)) return IdentityErrors.UnknownMember.On("members");
            members.Add(new UserId(user));
        }

        return members;
    }

    private static Result<DepartmentId?> ParentOf(JsonObject json)
    {
        var parent = (json[ScimSchemas.Department] as JsonObject)?["parent"];
        var id = parent is JsonObject map ? map["value"] : parent;
        if (id is null) return default(Result<DepartmentId?>);
        return Guid.TryParse(ScimJson.Text(id), out var department) ? (DepartmentId?)new DepartmentId(department) : ScimErrors.InvalidValue.With("parent");
    }

    private static DepartmentId? ParentOf(ScimGroup group) => group.Parent is { } parent ? new DepartmentId(parent.Id) : null;

    // The department above is a value of the resource: when it is not there, the value is wrong, not the address.
    private Error Own(Error error) => error switch
    {
        { Code: "common.not_found", Field: "Parent" } => ScimErrors.InvalidValue.With("parent"),
        { Code: "common.changed_meanwhile" } when answers.Conditional => ScimErrors.Precondition,
        _ => error,
    };
}
