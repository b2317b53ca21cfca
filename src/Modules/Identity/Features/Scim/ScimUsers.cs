using System.Text.Json.Nodes;
using Huitang.Identity.Domain.Scim;
using Huitang.Identity.Features.Users;
using Microsoft.AspNetCore.Http;

namespace Huitang.Identity.Features.Scim;

/// <summary>People over SCIM. All is done by the use cases that pages use; here requests are taken apart into them.</summary>
internal sealed class ScimUsers(UseCases useCases, ScimHttp answers)
{
    public async Task<IResult> ListAsync(ScimQuery query, ScimProjection projection, CancellationToken ct)
    {
        var found = await useCases.RunAsync(new FindScimUsers(query), ct);
        return found.Value is { } page ? ScimHttp.List(page.Rows.Select(p => PersonJson.Write(p, answers.Root)), page.Total, query.Start, projection) : answers.Refuse(found.Error!);
    }

    public async Task<IResult> GetAsync(Guid id, ScimProjection projection, CancellationToken ct)
    {
        var found = await useCases.RunAsync(new GetScimUser(new UserId(id)), ct);
        return found.Value is { } person ? Show(person, projection) : answers.Refuse(found.Error!);
    }

    public async Task<IResult> CreateAsync(JsonObject json, ScimProjection projection, CancellationToken ct)
    {
        var read = PersonJson.Read(json, null);
        if (read.Value is not { } draft) return answers.Refuse(read.Error!);
        var department = answers.Caller.Home;
        if (draft.Department is { } name)
        {
            var named = await DepartmentAsync(name, ct);
            if (named.Error is { } unknown) return answers.Refuse(unknown);
            department = named.Value;
        }

        var fields = new UserFields(draft.Name)
        {
            Phone = draft.Phone, Email = draft.Email, Title = draft.Title, EmployeeNumber = draft.EmployeeNumber, Department = department, Language = draft.Language, ExternalId = draft.ExternalId ?? "",
            GivenName = draft.GivenName ?? "", FamilyName = draft.FamilyName ?? "",
        };
        var added = await useCases.RunAsync(new AddUser(draft.Login, fields, answers.Caller.Invite), ct);
        if (added.Error?.Code == IdentityErrors.LoginTaken.Code && await ReturnAsync(draft, department, ct) is { } back) added = back;
        if (added.Error is { } refusal) return answers.Refuse(refusal);
        var made = await useCases.RunAsync(new GetScimUser(added.Value), ct);
        if (made.Value is { } person && person.Active != draft.Active)
        {
            if (await ActivateAsync(person, draft.Active, ct) is { } refused) return answers.Refuse(refused);
            made = await useCases.RunAsync(new GetScimUser(added.Value), ct);
        }

        return made.Value is { } now ? Show(now, projection, 201) : answers.Refuse(made.Error!);
    }

    public Task<IResult> ReplaceAsync(Guid id, JsonObject json, ScimProjection projection, CancellationToken ct) => ChangeAsync(id, projection, (_, before) =>
    {
        // Where the directory says nothing of it, people stay in their department.
        if (json[ScimSchemas.Enterprise] is not JsonObject enterprise) json[ScimSchemas.Enterprise] = enterprise = ScimJson.New();
        if (!enterprise.ContainsKey("department")) enterprise["department"] = before.Department;
        return PersonJson.Read(json, before);
    }, ct);

    public Task<IResult> PatchAsync(Guid id, JsonObject body, ScimProjection projection, CancellationToken ct)
    {
        var operations = ScimPatch.Read(body);
        if (operations.Value is not { } list) return Task.FromResult(answers.Refuse(operations.Error!));
        return ChangeAsync(id, projection, (person, before) =>
        {
            var json = PersonJson.Write(person, answers.Root);
            foreach (var operation in list)
                if (ScimPatch.Apply(json, operation, ScimSchemas.Users) is { } refusal) return refusal;
            return PersonJson.Read(json, before);
        }, ct);
    }

    public async Task<IResult> DeleteAsync(Guid id, CancellationToken ct)
    {
        if (answers.Conditional)
        {
            var found = await useCases.RunAsync(new GetScimUser(new UserId(id)), ct);
            if (found.Value is not { } person) return answers.Refuse(found.Error!);
            if (answers.Stale(PersonJson.TagOf(person))) return answers.Refuse(ScimErrors.Precondition);
        }

        var deleted = await useCases.RunAsync(new DeleteUser(new UserId(id), null), ct);
        return deleted.Error is { } refusal ? answers.Refuse(refusal) : answers.Nothing();
    }

    private IResult Show(ScimPerson person, ScimProjection projection, int status = 200) => answers.Resource(PersonJson.Write(person, answers.Root), PersonJson.TagOf(person), projection, status);

    private async Task<IResult> ChangeAsync(Guid id, ScimProjection projection, Func<ScimPerson, PersonDraft, Result<PersonDraft>> wish, CancellationToken ct)
    {
        var found = await useCases.RunAsync(new GetScimUser(new UserId(id)), ct);
        if (found.Value is not { } person) return answers.Refuse(found.Error!);
        if (answers.Stale(PersonJson.TagOf(person))) return answers.Refuse(ScimErrors.Precondition);
        var before = DraftOf(person);
        var read = wish(person, before);
        if (read.Value is not { } after) return answers.Refuse(read.Error!);
        if (await EditAsync(person, before, after, ct) is { } refusal) return answers.Refuse(refusal);
        if (after.Active != person.Active && await ActivateAsync(person, after.Active, ct) is { } refused) return answers.Refuse(refused);
        found = await useCases.RunAsync(new GetScimUser(new UserId(id)), ct);
        // A move may have taken the person out of what the token sees.
        return found.Value is { } now ? Show(now, projection) : answers.Nothing();
    }

    private async Task<Error?> EditAsync(ScimPerson person, PersonDraft before, PersonDraft after, CancellationToken ct)
    {
        if (AccountRules.Key(after.Login) != AccountRules.Key(before.Login)) return ScimErrors.Mutability.With("userName");
        if (after with { Active = before.Active, Login = before.Login } == before) return null;
        var details = await useCases.RunAsync(new GetUser(person.Id), ct);
        if (details.Value is not { } now) return details.Error;
        if (now.Version != person.Version) return answers.Conditional ? ScimErrors.Precondition : CommonErrors.ChangedMeanwhile;
        // What the token's maker may not see it does not change; to say nothing would let the directory believe it did.
        if (after.Email is not null && !now.SeesEmail) return CommonErrors.Forbidden.With(IdentityPermissions.UsersEmail);
        if (after.Phone is not null && !now.SeesPhone) return CommonErrors.Forbidden.With(IdentityPermissions.UsersPhone);
        var main = now.Department;
        if (after.Department != before.Department)
        {
            main = null;
            if (after.Department is { } name)
            {
                var named = await DepartmentAsync(name, ct);
                if (named.Error is { } unknown) return unknown;
                main = named.Value;
            }
        }

        var edited = await useCases.RunAsync(new EditUser(person.Id, new UserFields(after.Name)
        {
            Phone = after.Phone, Email = after.Email, Title = after.Title, EmployeeNumber = after.EmployeeNumber, EntryDate = now.Line.EntryDate, Department = main, Further = now.Further,
            AccountType = now.Line.AccountType, Language = after.Language, ExternalId = after.ExternalId ?? "",
            GivenName = after.GivenName ?? "", FamilyName = after.FamilyName ?? "",
        }, person.Version), ct);
        return edited.Error is { } error && error.Code == CommonErrors.ChangedMeanwhile.Code && answers.Conditional ? ScimErrors.Precondition : edited.Error;
    }

    // A department of this name or path; where the token says so, what is missing of it is made, from the top down.
    private async Task<Result<DepartmentId>> DepartmentAsync(string name, CancellationToken ct)
    {
        var found = await useCases.RunAsync(new FindScimDepartment(name), ct);
        if (found.Ok || !answers.Caller.MakeDepartments || found.Error!.Code != IdentityErrors.UnknownDepartment.Code) return found;
        var names = name.Split(DepartmentRules.Separator, StringSplitOptions.TrimEntries);
        var above = answers.Caller.Home;
        for (var i = 0; i < names.Length; i++)
        {
            var there = i == names.Length - 1 ? CommonErrors.NotFound : await useCases.RunAsync(new FindScimDepartment(string.Join(DepartmentRules.Separator, names[..(i + 1)])), ct);
            if (there.Ok) above = there.Value;
            else
            {
                var made = await useCases.RunAsync(new Departments.AddDepartment(above, names[i]), ct);
                if (made.Error is { } refusal) return refusal.On("department");
                above = made.Value;
            }
        }

        return above!.Value;
    }

    private async Task<Error?> ActivateAsync(ScimPerson person, bool active, CancellationToken ct) =>
        (active ? await useCases.RunAsync(new EnableUser(person.Id), ct) : await useCases.RunAsync(new DisableUser(person.Id), ct)).Error;

    // RFC 7644, 3.6: somebody deleted must not stand in the way of the same UserID. The person comes back out of the recycle bin.
    private async Task<Result<UserId>?> ReturnAsync(PersonDraft draft, DepartmentId? home, CancellationToken ct)
    {
        var found = await useCases.RunAsync(new FindScimLeaver(draft.Login), ct);
        if (!found.Ok) return null;
        var back = await useCases.RunAsync(new RestoreUser(found.Value), ct);
        if (back.Error is { } refusal) return refusal;
        var person = await useCases.RunAsync(new GetScimUser(found.Value), ct);
        if (person.Value is not { } now) return person.Error!;
        var before = DraftOf(now);
        return await EditAsync(now, before, draft with { Department = draft.Department ?? (now.Groups.Count > 0 || home is null ? before.Department : null) }, ct) is { } refused ? refused : found.Value;
    }

    private static PersonDraft DraftOf(ScimPerson person) => new(person.Login, person.Name)
    {
        ExternalId = person.ExternalId, GivenName = person.GivenName, FamilyName = person.FamilyName, Title = person.Title, Language = person.Language, Active = person.Active, Email = person.Email, Phone = person.Phone, EmployeeNumber = person.EmployeeNumber, Department = person.Department,
    };
}
