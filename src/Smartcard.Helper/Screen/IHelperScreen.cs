using Smartcard.CardTasks;

namespace Smartcard.Helper.Screen;

/// <summary>Where the helper meets the person: a window on loopback, or a terminal.</summary>
internal interface IHelperScreen
{
    void Show(HelperView view);

    /// <summary>Says that the host does not answer, or answers again.</summary>
    void HostIsSilent(bool silent);

    /// <summary>Says that a newer helper can be installed; null = there is none.</summary>
    void NewerVersion(string? version);

    /// <summary>Asks for the code that the chat shows.</summary>
    /// <param name="view">What is shown above it: <see cref="Scene.Code"/>, or how the journey before ended.</param>
    Task<string> AskCodeAsync(HelperView view, CancellationToken cancellationToken);

    /// <summary>Asks which of several cards to use.</summary>
    /// <returns>One of <paramref name="choices"/>; null when the person cancelled.</returns>
    Task<CardPlace?> ChooseCardAsync(IReadOnlyList<CardPlace> choices, CancellationToken cancellationToken);

    /// <summary>Asks for the passcode that the card has.</summary>
    /// <param name="place">Which card.</param>
    /// <param name="attemptsLeft">How often the card may still be wrong.</param>
    /// <param name="problem">Word key of what was wrong with the last one.</param>
    /// <returns>To be disposed of, which wipes it; null when the person cancelled.</returns>
    Task<Passcode?> AskPasscodeAsync(CardPlace place, int attemptsLeft, string? problem, CancellationToken cancellationToken);

    /// <summary>Asks for a new passcode, twice.</summary>
    Task<NewPasscode?> AskNewPasscodeAsync(CardPlace place, PasscodeRule rule, string? problem, CancellationToken cancellationToken);

    /// <summary>A token that is cancelled when the person presses Cancel while a card is waited for; new after each Cancel.</summary>
    CancellationToken CancelPressed { get; }
}
