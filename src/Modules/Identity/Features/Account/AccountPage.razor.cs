using Huitang.Identity.Access;
using Huitang.Ui;
using Microsoft.AspNetCore.Components;

namespace Huitang.Identity.Features.Account;

/// <summary>The own account: profile, password, second factor, passkeys, sessions. A static page of small forms.</summary>
public sealed partial class AccountPage
{
    private readonly FormErrors _profileErrors = new();
    private readonly FormErrors _passwordErrors = new();
    private readonly FormErrors _passkeyErrors = new();
    private Profile? _profile;

    [SupplyParameterFromForm(FormName = "profile")] private string? Name { get; set; }

    [SupplyParameterFromForm(FormName = "profile")] private string? Phone { get; set; }

    [SupplyParameterFromForm(FormName = "profile")] private string? Language { get; set; }

    [SupplyParameterFromForm(FormName = "password")] private string? Current { get; set; }

    [SupplyParameterFromForm(FormName = "password")] private string? Password { get; set; }

    [SupplyParameterFromForm(FormName = "password")] private string? Repeat { get; set; }

    [SupplyParameterFromForm] private string? PasskeyId { get; set; }

    [SupplyParameterFromForm] private string? PasskeyName { get; set; }

    [SupplyParameterFromForm] private string? Credential { get; set; }

    [SupplyParameterFromForm] private Guid? SessionId { get; set; }

    [SupplyParameterFromQuery] private string? Done { get; set; }

    private string? DoneText => Done switch
    {
        "profile" => Texts.DoneProfile,
        "password" => Texts.DonePassword,
        "passkey" => Texts.DonePasskey,
        "session" => Texts.DoneSession,
        "totp" => Texts.DoneTotp,
        _ => null,
    };

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        var result = await UseCases.RunAsync(new GetProfile());
        if (result.Error is null) _profile = result.Value;
        else Nav.NavigateTo("/account/sign-in?returnUrl=%2Faccount");
    }

    private async Task SaveProfileAsync() =>
        Finish(await UseCases.RunAsync(new UpdateProfile(Name ?? "", Phone, Language ?? "zh-CN")), _profileErrors, "profile");

    private async Task ChangePasswordAsync()
    {
        if (Password != Repeat) _passwordErrors.Add("Repeat", ErrorTexts.For(IdentityErrors.PasswordsDiffer));
        else Finish(await UseCases.RunAsync(new ChangePassword(new Secret(Current), new Secret(Password))), _passwordErrors, "password");
    }

    private async Task AddPasskeyAsync() =>
        Finish(await UseCases.RunAsync(new AddPasskey(Cookies.Read(SignInCookies.PasskeyCookie), new Secret(Credential), PasskeyName ?? "")), _passkeyErrors, "passkey", plain: true);

    private async Task RenamePasskeyAsync() => Finish(await UseCases.RunAsync(new RenamePasskey(PasskeyId ?? "", PasskeyName ?? "")), _passkeyErrors, "passkey", plain: true);

    private async Task RemovePasskeyAsync() => Finish(await UseCases.RunAsync(new RemovePasskey(PasskeyId ?? "")), _passkeyErrors, "passkey", plain: true);

    private async Task EndSessionAsync() => Finish(await UseCases.RunAsync(new RevokeOwnSessions(SessionId ?? Guid.Empty)), _profileErrors, "session");

    private async Task EndOthersAsync() => Finish(await UseCases.RunAsync(new RevokeOwnSessions(null)), _profileErrors, "session");

    // After a success the page is fetched anew, so that a reload repeats nothing.
    private void Finish<T>(Result<T> result, FormErrors errors, string done, bool plain = false)
    {
        if (result.Error is { } error) errors.Add(plain ? null : error.Field, ErrorTexts.For(error));
        else Nav.NavigateTo("/account?done=" + done);
    }
}
