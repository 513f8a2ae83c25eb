using Microsoft.OpenApi;

namespace Smartcard.PublicEndpoints.HelperApi.Description;

/// <summary>What a call answers with a status, in words.</summary>
/// <param name="Problem">Of an error: the end of its <c>type</c>.</param>
internal sealed record HelperAnswer(int Status, string Words, string? Problem);

/// <summary>Lets each call of the helper state its answers where it is mapped.</summary>
internal static class HelperApiAnswers
{
    public const string Session = "helperSession";

    /// <summary>What any call of a paired helper may get.</summary>
    private static readonly HelperAnswer[] OfEveryCall =
    [
        new(
            StatusCodes.Status401Unauthorized,
            "This helper is not paired, or another one has taken its place.",
            "helper-not-paired"),
        new(
            StatusCodes.Status429TooManyRequests,
            "This helper calls too often: wait as many seconds as `Retry-After` says.",
            "too-many-calls"),
        new(
            StatusCodes.Status503ServiceUnavailable,
            "The host cannot reach its database: ask again in some seconds.",
            null),
    ];

    public static RouteHandlerBuilder Says(this RouteHandlerBuilder call, string name, string summary) =>
        call.WithName(name).WithSummary(summary);

    public static RouteHandlerBuilder Answers(this RouteHandlerBuilder call, int status, string words) =>
        call.WithMetadata(new HelperAnswer(status, words, null));

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder call, int status, string problem, string words) =>
        call.ProducesProblem(status).WithMetadata(new HelperAnswer(status, words, problem));

    /// <summary>For a call with a body.</summary>
    public static RouteHandlerBuilder Takes<TBody>(this RouteHandlerBuilder call)
        where TBody : notnull =>
        call.Accepts<TBody>("application/json")
            .Refuses(StatusCodes.Status400BadRequest, "body-unreadable", "The body cannot be read; `detail` says what may stand there.")
            .Refuses(StatusCodes.Status413PayloadTooLarge, "body-unreadable", "The body is larger than 16 KB.")
            .Refuses(StatusCodes.Status415UnsupportedMediaType, "body-unreadable", "The body is not `application/json`.");

    /// <summary>For a call of a helper that was paired.</summary>
    public static RouteHandlerBuilder OfPairedHelper(this RouteHandlerBuilder call)
    {
        foreach (var answer in OfEveryCall)
        {
            call.ProducesProblem(answer.Status).WithMetadata(answer);
        }

        return call;
    }

    public static void Describe(OpenApiOperation operation, IEnumerable<object> metadata)
    {
        foreach (var answers in metadata.OfType<HelperAnswer>().GroupBy(a => a.Status))
        {
            if (operation.Responses![Key(answers.Key)] is OpenApiResponse response)
            {
                response.Description = string.Join(' ', answers.Select(Sentence));
            }
        }

        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(p => p.Name == "id"))
        {
            parameter.Description = "The task's `id`, of `/helper/tasks/next`.";
        }
    }

    private static string Key(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Sentence(HelperAnswer answer) =>
        answer.Problem is null ? answer.Words : $"`{HelperProblems.Base}{answer.Problem}`: {answer.Words}";
}
