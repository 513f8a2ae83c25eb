using System.Text.Json.Nodes;
using Smartcard.Domain.Prompts;

namespace Smartcard.Bot.AdaptiveCards;

/// <summary>Draws a prompt as an Adaptive Card 1.4, which Web Chat and Teams both draw.</summary>
public sealed class PromptCard(MessageCatalogue messages)
{
    public const string ContentType = "application/vnd.microsoft.card.adaptive";

    public JsonObject Draw(Prompt prompt, string language)
    {
        string In(Words words) => messages.In(words, language);
        var body = new JsonArray();
        if (prompt.Heading is { } heading && heading.CanBeRead())
        {
            body.Add(Text(In(heading), size: "Large", weight: "Bolder", style: "heading"));
        }

        if (prompt.Text.CanBeRead())
        {
            body.Add(Text(In(prompt.Text)));
        }

        if (prompt.BigText is { } big)
        {
            body.Add(Text(big, size: "ExtraLarge", weight: "Bolder", fontType: "Monospace"));
        }

        foreach (var problem in prompt.Fields.Any(f => f.Problem is not null) ? [] : prompt.Problems)
        {
            body.Add(Problem(In(problem)));
        }

        foreach (var field in prompt.Fields)
        {
            if (field.Problem is { } problem)
            {
                body.Add(Problem(In(problem)));
            }

            body.Add(Field(field, In));
        }

        var actions = new JsonArray();
        foreach (var link in prompt.Links)
        {
            actions.Add(new JsonObject
            {
                ["type"] = "Action.OpenUrl",
                ["title"] = In(link.Label),
                ["url"] = link.Address,
                ["style"] = "positive",
            });
        }

        foreach (var button in prompt.Buttons)
        {
            var action = new JsonObject
            {
                ["type"] = "Action.Submit",
                ["title"] = In(button.Label),
                ["data"] = new JsonObject { ["nonce"] = prompt.Nonce, ["button"] = button.Id },
            };
            if (!button.SendsFields)
            {
                action["associatedInputs"] = "none";
            }
            else if (prompt.Links.Count == 0)
            {
                action["style"] = "positive";
            }

            actions.Add(action);
        }

        return new JsonObject
        {
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["lang"] = language,
            ["speak"] = NameOf(prompt, In), // Web Chat's name of the form, for screen readers
            ["body"] = body,
            ["actions"] = actions,
        };
    }

    private static string NameOf(Prompt prompt, Func<Words, string> read) =>
        read(prompt.Heading is { } heading && heading.CanBeRead() ? heading : prompt.Text);

    private static JsonObject Field(PromptField field, Func<Words, string> read)
    {
        var input = new JsonObject
        {
            ["id"] = field.Id,
            ["label"] = read(field.Label),
            ["isRequired"] = true,
        };
        if (field.Kind == PromptFieldKind.Choice)
        {
            input["type"] = "Input.ChoiceSet";
            input["errorMessage"] = read(field.WhenEmpty ?? ChatWords.QuestionsChoosePlaceholder);
            input["style"] = "compact";
            input["placeholder"] = read(ChatWords.QuestionsChoosePlaceholder);
            input["choices"] = new JsonArray([
                .. field.Choices.Select(c => new JsonObject { ["title"] = read(c.Label), ["value"] = c.Value }),
            ]);
        }
        else
        {
            input["type"] = "Input.Text";
            input["maxLength"] = field.MaxLength;
            switch (field.Kind)
            {
                case PromptFieldKind.Answer:
                    input["style"] = "password";
                    input["errorMessage"] = read(field.WhenEmpty ?? ChatWords.AnswersTypeOne);
                    break;
                case PromptFieldKind.Email:
                    input["style"] = "email";
                    input["errorMessage"] = read(ChatWords.EmailTypeOne);
                    break;
                default:
                    input["regex"] = "^[^0-9]*[0-9]([^0-9A-Za-z]*[0-9]){5}[^0-9]*$"; // as EmailCode.DigitsIn
                    input["errorMessage"] = read(ChatWords.CodeMalformed);
                    break;
            }
        }

        if (field.Value is { Length: > 0 } value)
        {
            input["value"] = value;
        }

        return input;
    }

    private static JsonObject Problem(string text) => Text("⚠ " + text, color: "Attention", weight: "Bolder");

    private static JsonObject Text(
        string text,
        string? size = null,
        string? weight = null,
        string? color = null,
        string? style = null,
        string? fontType = null)
    {
        var block = new JsonObject
        {
            ["type"] = "TextBlock",
            ["text"] = text,
            ["wrap"] = true,
        };
        foreach (
            var (name, value) in new[]
            {
                ("size", size),
                ("weight", weight),
                ("color", color),
                ("style", style),
                ("fontType", fontType),
            })
        {
            if (value is not null)
            {
                block[name] = value;
            }
        }

        return block;
    }
}
