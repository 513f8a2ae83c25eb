using Smartcard.Cards.Gids;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Recognition;
using Smartcard.CardTasks;

namespace Smartcard.Helper.Screen;

/// <summary>What can be said of a passcode before the card is asked, so that no attempt is lost on it.</summary>
internal static class PasscodeCheck
{
    /// <returns>A word key of what is wrong with a passcode that a card of this kind already has; null when nothing is.</returns>
    public static string? Current(Passcode passcode, CardKind kind = CardKind.Gids) =>
        passcode.Bytes.Length == 0 ? Problem.Empty
        : HasOthers(passcode.Bytes.Span) ? Problem.CannotBeRight // the card would see other bytes than those that were set
        : kind == CardKind.Piv ? (PivPinRule.Allows(passcode.Bytes.Span) ? null : Problem.NotAPivPasscode)
        : !GidsPasscodeRule.Allows(passcode.Bytes.Span) ? Problem.NotAPasscode
        : null;

    /// <returns>A word key of the first thing that is wrong with a new passcode; null when nothing is. P-U9.</returns>
    public static string? New(NewPasscode typed, PasscodeRule rule)
    {
        var bytes = typed.First.Bytes.Span;
        return bytes.Length == 0 ? Problem.Empty
            : HasOthers(bytes) ? Problem.Characters // first: only ASCII has a byte for each character
            : bytes.Length < rule.MinLength ? Problem.TooShort
            : bytes.Length > rule.MaxLength ? Problem.TooLong
            : rule.DigitsOnly && bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? Problem.Digits
            : WeakPasscode.Of(bytes, rule.Common) is { } weak ? weak
            : !typed.First.Is(typed.Second) ? Problem.Differ
            : null;
    }

    private static bool HasOthers(ReadOnlySpan<byte> bytes) => bytes.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E);
}
