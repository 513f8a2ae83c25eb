using Smartcard.CardTasks;

namespace Smartcard.Helper.Screen;

/// <summary>What the helper shows now, in a window or a terminal.</summary>
/// <param name="Scene">Which picture and words.</param>
internal sealed record HelperView(Scene Scene)
{
    /// <summary>A word key of what went wrong with the last entry, e.g. <c>problem.differ</c>; null when nothing did.</summary>
    public string? Problem { get; init; }

    /// <summary>Passcode attempts that the card has left; null where it does not matter.</summary>
    public int? AttemptsLeft { get; init; }

    /// <summary>The card that this is about; null where it is about none, or about several.</summary>
    public CardPlace? Place { get; init; }

    /// <summary>The cards to choose from.</summary>
    public IReadOnlyList<CardPlace>? Choices { get; init; }

    /// <summary>Where a scene has other words for some reason, what stands before them, e.g. <c>unsupported.IdPrime</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The key of the words above.</summary>
    public string HeadingKey => $"{Reason ?? Scene.ToString()}.heading";

    /// <summary>The key of the words below.</summary>
    public string TextKey => $"{Reason ?? Scene.ToString()}.text";

    /// <summary>The rule for a new passcode.</summary>
    public PasscodeRule? Rule { get; init; }

    /// <summary>The version of the helper to install; null where it does not matter.</summary>
    public string? Version { get; init; }
}

internal enum Scene
{
    /// <summary>Not paired: asks for the code that the chat shows.</summary>
    Code,
    Connecting,

    /// <summary>Paired, nothing to do yet: the chat leads.</summary>
    Waiting,
    NoService,
    NoReader,
    InsertCard,
    WrongCard,

    /// <summary>There are several cards: asks which one to use.</summary>
    ChooseCard,
    CardRemoved,
    CardInUse,

    /// <summary>The reader or its driver reports an error, with a card in it.</summary>
    ReaderFault,
    CardNotSupported,

    /// <summary>Asks for the passcode the card has.</summary>
    Passcode,

    /// <summary>Asks for a new passcode, twice.</summary>
    NewPasscode,

    /// <summary>The card is being worked with and must stay.</summary>
    Working,

    /// <summary>The step is done: back to the chat.</summary>
    StepDone,

    /// <summary>What the RA desk wanted of the card was done: back to its page.</summary>
    CardRead,

    /// <summary>It was not: the page of the RA desk says why.</summary>
    CardNotRead,
    PasscodeSet,

    /// <summary>The step was not done and nothing was changed: the chat says how to go on.</summary>
    StepFailed,
    CardLocked,

    /// <summary>Whether the passcode was changed could not be seen: the chat offers to repeat.</summary>
    Unknown,

    /// <summary>The journey is over.</summary>
    Over,

    /// <summary>Another helper has taken this one's place.</summary>
    Replaced,

    /// <summary>The host wants a newer helper.</summary>
    TooOld,
}
