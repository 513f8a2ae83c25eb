using Smartcard.Domain.Secrets;

namespace Smartcard.Domain.Prompts;

/// <summary>Says something and expects nothing back.</summary>
public sealed record Message(Words Text, MessageTone Tone = MessageTone.Plain)
{
    /// <summary>It tells how things are at this moment: what the journey says next takes its place.</summary>
    public bool IsPassing { get; init; }

    /// <summary>It shows something of the person's, such as their address: it is sealed where it is kept.</summary>
    public bool IsPersonal { get; init; }
}

public enum MessageTone
{
    Plain,
    Good,
    Warning,
    Problem,
}

/// <summary>Asks a person for something; a channel draws it as a card and sends back one <see cref="PromptReply"/>.</summary>
/// <param name="Nonce">
/// Identifies this asking, once: the key of the bookmark named <see cref="BookmarkName"/> that the reply resumes.
/// </param>
public sealed record Prompt(string Nonce, Words Text)
{
    /// <summary>The bookmark name of every activity that waits for a person.</summary>
    public const string BookmarkName = "Prompt";

    public Words? Heading { get; init; }

    public MessageTone Tone { get; init; }

    public IReadOnlyList<PromptField> Fields { get; init; } = [];

    /// <summary>At least one; the first is the main one.</summary>
    public IReadOnlyList<PromptButton> Buttons { get; init; } = [];

    /// <summary>A link drawn as a button beside the others, e.g. to open the reader helper.</summary>
    public IReadOnlyList<PromptLink> Links { get; init; } = [];

    /// <summary>
    /// Shown large and spaced, to be read out or typed in elsewhere (a pairing code); null if there is none. Never a
    /// secret.
    /// </summary>
    public string? BigText { get; init; }

    /// <summary>Until when a code works that is shown or asked for; null = there is none.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What was wrong with the last reply, shown above the fields, or each above its own.</summary>
    public IReadOnlyList<Words> Problems { get; init; } = [];
}

/// <param name="Id">Key of the value in <see cref="PromptReply.Fields"/>, e.g. <c>answer1</c>.</param>
public sealed record PromptField(string Id, PromptFieldKind Kind, Words Label)
{
    /// <summary>For <see cref="PromptFieldKind.Choice"/>: value and what is read.</summary>
    public IReadOnlyList<PromptChoice> Choices { get; init; } = [];

    /// <summary>The value to start with, e.g. the question chosen before; never for a secret field.</summary>
    public string? Value { get; init; }

    public int MaxLength { get; init; } = 100;

    /// <summary>What is said when it is left empty; null = what its kind says.</summary>
    public Words? WhenEmpty { get; init; }

    /// <summary>Why what was in it before was refused; null = it was not. It is among <see cref="Prompt.Problems"/>.</summary>
    public Words? Problem { get; init; }
}

public enum PromptFieldKind
{
    /// <summary>A drop-down.</summary>
    Choice,

    /// <summary>A masked text: an answer. Its value is a secret.</summary>
    Answer,

    /// <summary>An email address.</summary>
    Email,

    /// <summary>A six-digit code; a person may also type it as a chat message. Its value is a secret.</summary>
    Code,
}

public sealed record PromptChoice(string Value, Words Label);

public sealed record PromptButton(string Id, Words Label)
{
    /// <summary>False for buttons that do not send the fields, e.g. <c>newCode</c>.</summary>
    public bool SendsFields { get; init; } = true;
}

public sealed record PromptLink(Words Label, string Address);

/// <summary>What came back: the button pressed and the values typed, all held as secrets. Never stored; dispose after the turn.</summary>
public sealed class PromptReply(string button, IReadOnlyDictionary<string, Secret> fields) : IDisposable
{
    public string Button { get; } = button;

    public IReadOnlyDictionary<string, Secret> Fields { get; } = fields;

    public void Dispose()
    {
        foreach (var field in Fields.Values)
        {
            field.Dispose();
        }
    }

    public override string ToString() => $"Button {Button}, {Fields.Count} fields";
}

public enum JourneyStage
{
    Start,
    Card,
    Questions,
    Email,
    Code,
    Passcode,
    Done,
}
