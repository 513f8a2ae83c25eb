using System.Text.RegularExpressions;
using Markdig;
using Smartcard.Bot;
using Smartcard.Domain.Prompts;
using Smartcard.Server.Setup;

namespace Smartcard.Server.DryRun;

/// <summary>What the chat says and asks, as plain HTML: the same words and fields that staff get in a card.</summary>
internal sealed partial class PromptForm(MessageCatalogue messages)
{
    /// <summary>Before the names of a form's own fields, so that they cannot be taken for the page's.</summary>
    public const string FieldPrefix = "field-";

    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().DisableHtml().Build();

    public Html Said(Message message, string language) => Html.Of($"<div class=\"bubble\" lang=\"{language}\">{Text(message.Text, language, MarkOf(message.Tone))}</div>");

    public string In(Words words, string language) => messages.In(words, language);

    /// <summary>One that is no longer open: what was asked, without fields.</summary>
    public Html Asked(Prompt prompt, string language) => Html.Of($"<div class=\"bubble\" lang=\"{language}\">{Head(prompt, language)}</div>");

    /// <param name="action">Where the form is sent; the button pressed comes as <c>button</c>, a field as <c>field-</c> and its id.</param>
    /// <param name="fill">What to fill a field in with.</param>
    public Html Open(HttpContext http, Prompt prompt, string language, string action, Func<PromptField, int, string> fill)
    {
        var fields = prompt.Fields.Select((field, index) => Field(field, language, fill(field, index)));
        var buttons = prompt.Buttons.Select((button, index) => Html.Of($"<button name=\"button\" value=\"{button.Id}\" class=\"{Forms.ClassOf(index == 0 ? "" : "second")}\">{In(button.Label, language)}</button>"));
        return Html.Of($"""
            <div class="bubble asks" lang="{language}" id="now" tabindex="-1">{Head(prompt, language)}{Forms.Form(http, action, Html.Of($"""
            <input type="hidden" name="nonce" value="{prompt.Nonce}">{Html.Join(fields)}<div class="row">{Html.Join(buttons)}</div>
            """))}</div>
            """);
    }

    private Html Head(Prompt prompt, string language)
    {
        var heading = prompt.Heading is { } words ? Html.Of($"<h3>{In(words, language)}</h3>") : default;
        var big = prompt.BigText is null ? default : Html.Of($"<p class=\"key\">{prompt.BigText}</p>");
        var problems = prompt.Problems.Select(problem => Html.Of($"<p class=\"nhsuk-error-message\">⚠ {In(problem, language)}</p>"));
        return Html.Of($"{heading}{Text(prompt.Text, language, MarkOf(prompt.Tone))}{big}{Html.Join(problems)}");
    }

    private Html Text(Words words, string language, string mark) => new(Markdig.Markdown.ToHtml(mark + In(words, language), Markdown));

    private Html Field(PromptField field, string language, string value)
    {
        var (id, label) = (FieldPrefix + field.Id, In(field.Label, language));
        if (field.Kind != PromptFieldKind.Choice)
        {
            return Html.Of($"<div class=\"nhsuk-form-group\"><label class=\"nhsuk-label\" for=\"{id}\">{label}</label><input class=\"nhsuk-input\" type=\"text\" id=\"{id}\" name=\"{id}\" value=\"{value}\" maxlength=\"{field.MaxLength}\" autocomplete=\"off\"></div>");
        }

        var options = field.Choices.Select(c => Html.Of($"<option value=\"{c.Value}\"{(c.Value == value ? " selected" : "")}>{In(c.Label, language)}</option>"));
        return Html.Of($"<div class=\"nhsuk-form-group\"><label class=\"nhsuk-label\" for=\"{id}\">{label}</label><select class=\"nhsuk-select\" id=\"{id}\" name=\"{id}\"><option value=\"\"></option>{Html.Join(options)}</select></div>");
    }

    private static string MarkOf(MessageTone tone) => tone switch
    {
        MessageTone.Good => "✓ ",
        MessageTone.Warning or MessageTone.Problem => "⚠ ",
        _ => "",
    };

    [GeneratedRegex(@"(?<!\d)\d{3} ?\d{3}(?!\d)")]
    private static partial Regex Code();

    /// <summary>The code that stands in a mail; empty when none does.</summary>
    public static string CodeIn(string mail) => Code().Match(mail).Value;
}
