using System.Globalization;
using Huitang.Ui;

namespace Huitang.Identity.Features;

/// <summary>Words of the console for people, their fields and what becomes of them.</summary>
internal static class PeopleWords
{
    /// <summary>Status of an account.</summary>
    public static string Of(UserStatus status) => status switch
    {
        UserStatus.Normal => Texts.StatusNormal,
        UserStatus.NotActivated => Texts.StatusNotActivated,
        UserStatus.Cancelled => Texts.StatusDeleted,
        _ => Texts.StatusDisabled,
    };

    /// <summary>Look of a status.</summary>
    public static StatusKind Kind(UserStatus status) => status switch
    {
        UserStatus.Normal => StatusKind.Good,
        UserStatus.NotActivated => StatusKind.Planned,
        _ => StatusKind.Ended,
    };

    /// <summary>Account type.</summary>
    public static string Of(AccountType type) => type == AccountType.Premium ? Texts.TypePremium : Texts.TypeFree;

    /// <summary>Outcome of a row.</summary>
    public static string Of(ItemOutcome outcome) => outcome switch
    {
        ItemOutcome.Added => Texts.OutcomeAdded,
        ItemOutcome.Changed => Texts.OutcomeChanged,
        ItemOutcome.Unchanged => Texts.OutcomeUnchanged,
        _ => Texts.OutcomeRefused,
    };

    /// <summary>Look of an outcome.</summary>
    public static StatusKind Kind(ItemOutcome outcome) => outcome switch
    {
        ItemOutcome.Added => StatusKind.Good,
        ItemOutcome.Changed => StatusKind.Planned,
        ItemOutcome.Unchanged => StatusKind.Ended,
        _ => StatusKind.Bad,
    };

    /// <summary>What an operation does.</summary>
    public static string Of(PeopleOperationKind kind) => kind switch
    {
        PeopleOperationKind.Import => Texts.KindImport,
        PeopleOperationKind.Enable => Texts.EnableUser,
        PeopleOperationKind.Disable => Texts.DisableUser,
        PeopleOperationKind.Invite => Texts.SendActivation,
        PeopleOperationKind.Move => Texts.KindMove,
        PeopleOperationKind.ChangeType => Texts.KindChangeType,
        _ => Texts.KindDelete,
    };

    /// <summary>Where an operation stands.</summary>
    public static string Of(PeopleOperationState state) => state switch
    {
        PeopleOperationState.Checking => Texts.StateChecking,
        PeopleOperationState.Ready => Texts.StateReady,
        PeopleOperationState.Applying => Texts.StateApplying,
        PeopleOperationState.Done => Texts.StateDone,
        PeopleOperationState.Cancelled => Texts.StateCancelled,
        PeopleOperationState.Undone => Texts.StateUndone,
        _ => Texts.StateFailed,
    };

    /// <summary>Name of a field as notes and files know it; the field itself when it has none.</summary>
    public static string Field(string field) => Texts.ResourceManager.GetString("field_" + field, CultureInfo.CurrentUICulture) ?? field;

    /// <summary>Value of a field, for people.</summary>
    public static string? Value(string field, string? value) => value is null ? null : field switch
    {
        "account_type" => value == nameof(AccountType.Premium) ? Texts.TypePremium : Texts.TypeFree,
        "status" => Enum.TryParse<UserStatus>(value, out var status) ? Of(status) : value,
        _ => value,
    };
}
