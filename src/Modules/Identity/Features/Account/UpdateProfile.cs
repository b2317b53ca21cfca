using Huitang.Identity.Access;

namespace Huitang.Identity.Features.Account;

/// <summary>Changes what people may change of their own account. E-mail and UserID are the administrator's.</summary>
[Requires(RequiresAttribute.SignedIn), Audited("profile.update")]
internal sealed record UpdateProfile(string Name, string? Phone, string Language) : IUseCase<Unit>;

internal sealed class UpdateProfileHandler(AppDb db, AuditNotes notes) : IHandler<UpdateProfile, Unit>
{
    public async Task<Result<Unit>> HandleAsync(UpdateProfile order, Actor actor, CancellationToken ct)
    {
        var (name, phone) = (order.Name.Trim(), AccountRules.Blank(order.Phone));
        if (AccountRules.RefuseName(name) is { } badName) return badName.On(nameof(order.Name));
        if (phone is not null && AccountRules.RefusePhone(phone) is { } badPhone) return badPhone.On(nameof(order.Phone));
        if (phone is not null) phone = AccountRules.Phone(null, phone);
        var user = await db.Users.SingleAsync(u => u.Id == actor.User, ct);
        notes.On("user", user.Id.ToString(), user.Name);
        notes.Changed("name", user.Name, name);
        notes.Changed("phone", user.Phone, phone);
        var language = order.Language == "en-US" ? "en-US" : "zh-CN";
        notes.Changed("language", user.Language, language);
        if (name != user.Name) (user.GivenName, user.FamilyName) = (null, null);
        (user.Name, user.Phone, user.Language) = (name, phone, language);
        user.Version++;
        Accounts.Index(user);
        return await Save.DoAsync(db, ct);
    }
}

/// <summary>Saving where somebody else may be faster.</summary>
internal static class Save
{
    public static async Task<Result<Unit>> DoAsync(AppDb db, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return Unit.Value;
        }
        catch (DbUpdateConcurrencyException)
        {
            return CommonErrors.ChangedMeanwhile;
        }
        catch (DbUpdateException e) when (Accounts.Taken(e) is { } taken)
        {
            return taken;
        }
    }
}
