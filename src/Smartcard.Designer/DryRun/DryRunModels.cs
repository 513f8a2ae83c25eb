using Microsoft.AspNetCore.Components;
using Smartcard.Look;

namespace Smartcard.Designer.DryRun;

/// <summary>A dry run that is not begun: what to press.</summary>
/// <param name="Start">Where the button sends to.</param>
/// <param name="Designer">Address of the drawing.</param>
public sealed record BeginModel(int Version, string Start, string Designer);

/// <param name="Designer">Address of the drawing.</param>
/// <param name="OtherLanguage">To the chat in the other language.</param>
/// <param name="Notice">Why nothing was done, if there is a reason.</param>
/// <param name="Chat">Oldest first.</param>
public sealed record DryRunModel(
    string Designer, MenuLink OtherLanguage, string? Notice, IReadOnlyList<ChatPart> Chat, StepsModel Steps, ProgressModel Progress);

/// <summary>One thing that happened, in the order in which it is read.</summary>
public abstract record ChatPart
{
    private ChatPart()
    {
    }

    /// <summary>The chat says something, or asked it before.</summary>
    public sealed record Bubble(SpokenModel Spoken) : ChatPart;

    /// <summary>The chat asks something now.</summary>
    public sealed record Form(PromptModel Prompt) : ChatPart;

    /// <summary>What whoever plays did.</summary>
    public sealed record Mine(string Words) : ChatPart;

    /// <summary>A mail that would have been sent.</summary>
    /// <param name="Code">The one in it; empty when there is none.</param>
    public sealed record Mail(string To, string Subject, string Code, string Text) : ChatPart;

    /// <summary>A step could not be made.</summary>
    public sealed record Failed(string Words) : ChatPart;

    /// <summary>The journey is over.</summary>
    public sealed record Ended(string Words) : ChatPart;
}

/// <param name="Text">As HTML, which Markdown became.</param>
/// <param name="BigText">To be seen from afar, such as a code.</param>
public sealed record SpokenModel(string Language, string? Heading, MarkupString Text, string? BigText, IReadOnlyList<string> Problems);

/// <param name="Action">Where it is sent; the button pressed comes as <c>button</c>.</param>
/// <param name="Fills">What its fields can be filled in with; empty where it has none.</param>
public sealed record PromptModel(
    SpokenModel Spoken,
    string Action,
    string Nonce,
    IReadOnlyList<PromptFieldModel> Fields,
    IReadOnlyList<KeyValuePair<string, string>> Buttons,
    IReadOnlyList<FillLink> Fills);

/// <param name="Choices">Value and words; null where it is typed.</param>
public sealed record PromptFieldModel(
    string Id, string Label, string Value, int MaxLength, IReadOnlyList<KeyValuePair<string, string>>? Choices);

/// <param name="Address">Null for the one that is chosen.</param>
public sealed record FillLink(string Words, string? Address);

/// <param name="Card">What the card or its helper can do now.</param>
/// <param name="Clock">How the clock can be moved; null when the journey is over.</param>
/// <param name="Timer">The next timer in words, if there is one.</param>
/// <param name="Run">Back, again, end.</param>
public sealed record StepsModel(
    IReadOnlyList<StepButton> Card, IReadOnlyList<StepButton>? Clock, string? Timer, IReadOnlyList<StepButton> Run);

/// <param name="Look">Of the button.</param>
public sealed record StepButton(string Action, string Words, string Look);

/// <param name="Near">The drawing around where the journey is; null where that is nowhere.</param>
/// <param name="Whole">Null where nothing is drawn.</param>
/// <param name="Refusals">Why this version cannot be published; empty when it can.</param>
/// <param name="Warnings">What is probably a slip.</param>
/// <param name="Variables">Name and value.</param>
public sealed record ProgressModel(
    Drawing? Near,
    Drawing? Whole,
    IReadOnlyList<string> Refusals,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<Ran> Executions,
    IReadOnlyList<KeyValuePair<string, string>> Variables);

/// <summary>An activity that ran.</summary>
/// <param name="Outcome">What came of it, in words.</param>
public sealed record Ran(string Activity, string Outcome, DateTimeOffset At);

/// <summary>A part of the drawing, in the designer's own units.</summary>
/// <param name="Label">For those who do not see it.</param>
public sealed record Drawing(string Label, string ViewBox, IReadOnlyList<DrawnLine> Lines, IReadOnlyList<DrawnBox> Boxes);

/// <param name="Path">As an SVG path.</param>
public sealed record DrawnLine(string Title, string Path, bool IsTaken);

/// <param name="Look"><c>faulted</c>, <c>now</c>, <c>past</c> or nothing.</param>
/// <param name="Text">Its title, cut where it is too long for the box.</param>
/// <param name="Count">How often it ran, with a mark; null = never.</param>
public sealed record DrawnBox(string Look, string Title, string Text, double X, double Y, string? Count);
