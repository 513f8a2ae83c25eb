using System.Text.RegularExpressions;
using Markdig;
using Microsoft.AspNetCore.Components;
using Smartcard.Bot;
using Smartcard.Domain.Prompts;

namespace Smartcard.Designer.DryRun;

/// <summary>What the chat says and asks, in the words and fields that staff get in a card.</summary>
internal sealed partial class SpokenWords(MessageCatalogue messages)
{
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().DisableHtml().Build();

    public string In(Words words, string language) => messages.In(words, language);

    public SpokenModel Said(Message message, string language) =>
        new(language, Heading: null, Text(message.Text, message.Tone, language), BigText: null, []);

    /// <summary>What is asked, without its fields.</summary>
    public SpokenModel Asked(Prompt prompt, string language) => new(
        language,
        prompt.Heading is { } heading ? In(heading, language) : null,
        Text(prompt.Text, prompt.Tone, language),
        prompt.BigText,
        [.. prompt.Problems.Select(problem => In(problem, language))]);

    /// <param name="value">What it is filled in with.</param>
    public PromptFieldModel Field(PromptField field, string language, string value) => new(
        field.Id,
        In(field.Label, language),
        value,
        field.MaxLength,
        field.Kind == PromptFieldKind.Choice ? [.. field.Choices.Select(c => KeyValuePair.Create(c.Value, In(c.Label, language)))] : null);

    public IReadOnlyList<KeyValuePair<string, string>> Buttons(Prompt prompt, string language) =>
        [.. prompt.Buttons.Select(button => KeyValuePair.Create(button.Id, In(button.Label, language)))];

    /// <summary>The code that stands in a mail; empty when none does.</summary>
    public static string CodeIn(string mail) => Code().Match(mail).Value;

    private MarkupString Text(Words words, MessageTone tone, string language) =>
        new(Markdig.Markdown.ToHtml(MarkOf(tone) + In(words, language), Markdown));

    private static string MarkOf(MessageTone tone) => tone switch
    {
        MessageTone.Good => "✓ ",
        MessageTone.Warning or MessageTone.Problem => "⚠ ",
        _ => "",
    };

    [GeneratedRegex(@"(?<!\d)\d{3} ?\d{3}(?!\d)")]
    private static partial Regex Code();
}
