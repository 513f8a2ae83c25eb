using System.Text.Json;

namespace Smartcard.Expressions;

/// <summary>Answers one request.</summary>
internal static class Evaluator
{
    /// <returns>The answer as a line, and whether this program may go on: one that has run out of memory or of stack may not.</returns>
    public static (byte[] Line, bool IsSound) Answer(string request)
    {
        try
        {
            var asked = JsonSerializer.Deserialize<EvaluationRequest>(request) ?? throw new InvalidOperationException("An empty request.");
            return (ToLine(new EvaluationResponse(Evaluate(asked), null)), true);
        }
        catch (EvaluationException failure)
        {
            return (ToLine(EvaluationResponse.Failed(failure.Message)), true);
        }
        catch (Exception failure) when (failure is OutOfMemoryException or InsufficientExecutionStackException)
        {
            return (ToLine(EvaluationResponse.Failed(EvaluationResponse.TooMuch) with { IsLast = true }), false);
        }
        catch (Exception failure) when (failure is not JsonException)
        {
            // A fault of the language's library.
            return (ToLine(EvaluationResponse.Failed("it cannot be evaluated in this form: write it in another way")), true);
        }
    }

    private static JsonElement? Evaluate(EvaluationRequest request)
    {
        switch (request.Language)
        {
            case ExpressionLanguage.JavaScript when request.IsCheck:
                JavaScript.Check(request);
                return null;
            case ExpressionLanguage.JavaScript:
                return JavaScript.Run(request);
            case ExpressionLanguage.Liquid when request.ChecksNames:
                Liquid.CheckNames(request);
                return null;
            case ExpressionLanguage.Liquid when request.IsCheck:
                Liquid.Check(request.Text);
                return null;
            default:
                return JsonSerializer.SerializeToElement(Liquid.Render(request));
        }
    }

    private static byte[] ToLine(EvaluationResponse response)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(response);
        return json.Length < EvaluationResponse.MaxLength
            ? [.. json, (byte)'\n']
            : ToLine(EvaluationResponse.Failed("its value is too long"));
    }
}
