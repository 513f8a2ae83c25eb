using Smartcard.Domain.CardTasks;

namespace Smartcard.Designer.DryRun;

/// <summary>What whoever plays can do beside the chat's own form. Each is the value that is sent, and its words.</summary>
internal static class DryRunSteps
{
    public static readonly (string Do, string Words) Connect = ("connect", "Connect the reader helper");
    public static readonly (string Do, string Words) Back = ("back", "One step back");
    public static readonly (string Do, string Words) Start = ("start", "Start again");
    public static readonly (string Do, string Words) End = ("end", "End");

    private static readonly (string Do, string Words) Silence = ("silence", "The helper stops answering");

    /// <summary>By the kind of task that waits for the card and its helper; the likeliest first.</summary>
    private static readonly Dictionary<CardWork, (string Do, string Words)[]> ByTask = new()
    {
        [CardWork.Identify] =
        [
            ("card-Own", "Put Robin's card in the reader"),
            ("card-OfAnother", "Put Sam's card in the reader"),
            ("card-Unknown", "Put in a card that was never enrolled"),
            ("end-CardRemoved", "The card cannot be read"),
        ],
        [CardWork.Prove] =
        [
            ("card-Own", "Put Robin's card in and type its passcode"),
            ("end-PasscodeLocked", "The card's passcode is locked"),
            ("card-OfAnother", "Put Sam's card in and type its passcode"),
            ("end-Cancelled", "Cancel in the helper"),
        ],
        [CardWork.Reset] =
        [
            ("card-Own", "Choose a new passcode"),
            ("tear", "Take the card out halfway"),
            ("end-WrongCard", "Another card is in the reader"),
            ("end-Cancelled", "Cancel in the helper"),
        ],
    };

    public static readonly (string Do, string Words)[] Clock =
    [
        ("wait-1", "Move on 1 minute"), ("wait-15", "Move on 15 minutes"), ("wait-31", "Move on 31 minutes"),
    ];

    public static IEnumerable<(string Do, string Words)> Of(CardWork task) => [.. ByTask[task], Silence];

    /// <summary>What a step of the card or helper is called; null when it is none that waits.</summary>
    public static string? WordsOf(CardWork? task, string step) =>
        task is { } waiting ? Of(waiting).FirstOrDefault(s => s.Do == step).Words : null;
}
