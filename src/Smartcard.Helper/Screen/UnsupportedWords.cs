using Smartcard.Cards.Recognition;
using Smartcard.CardTasks;

namespace Smartcard.Helper.Screen;

/// <summary>What to say of a card that cannot be used: what it is, or what it does not have.</summary>
internal static class UnsupportedWords
{
    /// <summary>Each kind and each trouble that has words of its own.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Enum.GetValues<CardKind>().Where(IsNamed).Select(kind => Key(kind.ToString())),
        .. Enum.GetNames<CardTrouble>().Select(Key),
    ];

    /// <returns>What stands before the keys of its words; null where only the usual words fit.</returns>
    public static string? Of(CardTaskResult result) =>
        result.Trouble is { } trouble ? Key(trouble.ToString())
        : Enum.TryParse<CardKind>(result.CardType, out var kind) && IsNamed(kind) ? Key(kind.ToString())
        : null;

    private static bool IsNamed(CardKind kind) => kind is not (CardKind.Unknown or CardKind.Gids or CardKind.Piv);

    private static string Key(string name) => $"unsupported.{name}";
}
