using Smartcard.Domain.CardTasks;
using Smartcard.Wording;

namespace Smartcard.Designer.DryRun;

/// <summary>What whoever plays can do beside the chat's own form. Each is the value that is sent, and its words.</summary>
internal static class DryRunSteps
{
    public static readonly (string Do, string Words) Connect = ("connect", Catalogue.DryRun["step.connect"]);
    public static readonly (string Do, string Words) Back = ("back", Catalogue.DryRun["step.back"]);
    public static readonly (string Do, string Words) Start = ("start", Catalogue.DryRun["step.start"]);
    public static readonly (string Do, string Words) End = ("end", Catalogue.DryRun["step.end"]);

    private static readonly (string Do, string Words) Silence = ("silence", Catalogue.DryRun["step.silence"]);

    /// <summary>By the kind of task that waits for the card and its helper; the likeliest first.</summary>
    private static readonly Dictionary<CardWork, (string Do, string Words)[]> ByTask = new()
    {
        [CardWork.Identify] =
        [
            ("card-Own", Catalogue.DryRun["identify.own"]),
            ("card-OfAnother", Catalogue.DryRun["identify.ofAnother"]),
            ("card-Unknown", Catalogue.DryRun["identify.unknown"]),
            ("end-CardRemoved", Catalogue.DryRun["identify.unreadable"]),
        ],
        [CardWork.Prove] =
        [
            ("card-Own", Catalogue.DryRun["prove.own"]),
            ("end-PasscodeLocked", Catalogue.DryRun["prove.locked"]),
            ("card-OfAnother", Catalogue.DryRun["prove.ofAnother"]),
            ("end-Cancelled", Catalogue.DryRun["cancel"]),
        ],
        [CardWork.Reset] =
        [
            ("card-Own", Catalogue.DryRun["reset.own"]),
            ("tear", Catalogue.DryRun["reset.tear"]),
            ("end-WrongCard", Catalogue.DryRun["reset.wrongCard"]),
            ("end-Cancelled", Catalogue.DryRun["cancel"]),
        ],
    };

    public static readonly (string Do, string Words)[] Clock =
    [
        .. new[] { 1, 15, 31 }.Select(minutes => ($"wait-{minutes}", Catalogue.DryRun["clock.move", ("minutes", minutes)])),
    ];

    public static IEnumerable<(string Do, string Words)> Of(CardWork task) => [.. ByTask[task], Silence];

    /// <summary>What a step of the card or helper is called; null when it is none that waits.</summary>
    public static string? WordsOf(CardWork? task, string step) =>
        task is { } waiting ? Of(waiting).FirstOrDefault(s => s.Do == step).Words : null;
}
