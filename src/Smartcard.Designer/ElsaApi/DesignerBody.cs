using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Smartcard.Workflows;

namespace Smartcard.Designer.ElsaApi;

/// <summary>
/// The JSON object that the designer sends, read whole; what is none, or names a member twice, is told to whoever sent
/// it by <see cref="ReadableBody"/>.
/// </summary>
internal sealed class DesignerBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private DesignerBody(JsonObject json, string? problem) => (Json, Problem) = (json, problem);

    public static DesignerBody Empty { get; } = new([], null);

    /// <summary>Empty where there is a problem.</summary>
    public JsonObject Json { get; }

    public string? Problem { get; }

    public static async ValueTask<DesignerBody> BindAsync(HttpContext http)
    {
        if (!http.Request.HasJsonContentType())
        {
            return new DesignerBody([], "The request is not marked as JSON. Send it as application/json.");
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, Strict, http.RequestAborted);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new DesignerBody([], "The request is not a JSON object.");
            }

            DefinitionContent.CheckTexts(document.RootElement);
            return new DesignerBody(JsonObject.Create(document.RootElement.Clone())!, null);
        }
        catch (DefinitionException noText)
        {
            return new DesignerBody([], "The request cannot be read, and nothing was done: " + noText.Message);
        }
        catch (InvalidOperationException)
        {
            return new DesignerBody(
                [],
                "The request cannot be read, and nothing was done: a name has half a character (a surrogate without its other half).");
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new DesignerBody(
                [],
                "The request is too large. Nothing was done, and what you saved before is kept: "
                + string.Create(CultureInfo.InvariantCulture, $"a workflow can have up to {DefinitionSize.MaxCharacters:N0} characters."));
        }
        catch (BadHttpRequestException brokenOff)
        {
            return new DesignerBody([], "The request cannot be read, and nothing was done: " + brokenOff.Message);
        }
        catch (JsonException malformed)
        {
            return new DesignerBody([], malformed.LineNumber is null && malformed.Message.Split('\'') is [_, var name, _]
                ? $"The request has the member '{name}' twice. Remove one of them, and send it again."
                : "The request is not JSON, or is nested too deeply. Nothing was done.");
        }
    }
}

internal sealed class ReadableBody : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.Arguments.OfType<DesignerBody>().FirstOrDefault() is { Problem: { } problem }
            ? ValueTask.FromResult<object?>(DefinitionAnswers.Refusal("body", [problem]))
            : next(context);
}
