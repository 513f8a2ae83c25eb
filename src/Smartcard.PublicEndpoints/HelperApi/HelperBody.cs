using System.Text.Json;
using System.Text.Json.Serialization;
using Smartcard.PublicEndpoints.HelperApi.Description;

namespace Smartcard.PublicEndpoints.HelperApi;

/// <summary>
/// What a helper sends, read whole; what cannot be meant is told to it by <see cref="ReadableHelperBody"/>, with what
/// may stand there.
/// </summary>
internal sealed class HelperBody<T> : IHelperBody
    where T : class
{
    /// <summary>Names alone stand for the members of an enum, and nothing that has to be said is left to a default.</summary>
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        Converters = { new EnumNames() },
        NumberHandling = JsonNumberHandling.Strict,
        RespectRequiredConstructorParameters = true,
    };

    private readonly T? _value;

    private HelperBody(T? value, int status, string? problem) => (_value, Status, Problem) = (value, status, problem);

    public int Status { get; }

    public string? Problem { get; }

    public T Value => _value ?? throw new InvalidOperationException($"A {typeof(T).Name} that could not be read is used.");

    public static async ValueTask<HelperBody<T>> BindAsync(HttpContext http)
    {
        if (!http.Request.HasJsonContentType())
        {
            return new HelperBody<T>(null, StatusCodes.Status415UnsupportedMediaType, "Send JSON, as application/json.");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Strict, http.RequestAborted) is not { } value
                ? Wrong(Shape)
                : WrongMember(value) is { } member ? Wrong(Allowed(member)) : new HelperBody<T>(value, StatusCodes.Status200OK, null);
        }
        catch (JsonException unread)
        {
            return Wrong(
                Array.Find(typeof(T).GetProperties(), p => unread.Path == "$." + Named(p)) is { } member
                    ? Allowed(member)
                    : Shape);
        }
        catch (BadHttpRequestException tooLarge)
        {
            return new HelperBody<T>(null, tooLarge.StatusCode, "The body is too large or incomplete.");
        }
    }

    private static System.Reflection.PropertyInfo? WrongMember(T value) =>
        Array.Find(typeof(T).GetProperties(), p => p.GetValue(value) switch
        {
            string text => text.Length > IHelperBody.MaxTextLength,
            int number => number < 0 || number > MaxOf(p),
            _ => false,
        });

    private static HelperBody<T> Wrong(string problem) => new(null, StatusCodes.Status400BadRequest, problem);

    private static string Allowed(System.Reflection.PropertyInfo member) =>
        (Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType) switch
        {
            { IsEnum: true } type =>
                $"The member '{Named(member)}' must be one of {string.Join(", ", Enum.GetNames(type))}.",
            var type when type == typeof(int) =>
                $"The member '{Named(member)}' must be a whole number from 0 to {MaxOf(member)}.",
            var type when type == typeof(byte[]) => $"The member '{Named(member)}' must be bytes in base64.",
            _ => $"The member '{Named(member)}' must be a text of up to {IHelperBody.MaxTextLength} characters.",
        };

    private static int MaxOf(System.Reflection.PropertyInfo member) =>
        member.Name.EndsWith("Version", StringComparison.Ordinal) ? IHelperBody.MaxVersion : IHelperBody.MaxNumber;

    private static string Shape =>
        "Send a JSON object with "
        + string.Join(
            " and ",
            typeof(T)
                .GetConstructors()[0]
                .GetParameters()
                .Where(p => !p.HasDefaultValue)
                .Select(p => $"'{JsonNamingPolicy.CamelCase.ConvertName(p.Name!)}'"))
        + $"; {HelperApiDocument.Path} describes each call.";

    private static string Named(System.Reflection.PropertyInfo member) => JsonNamingPolicy.CamelCase.ConvertName(member.Name);
}

internal interface IHelperBody
{
    /// <summary>Longer than any text a helper has to say.</summary>
    const int MaxTextLength = 200;

    /// <summary>Attempts of a passcode are counted in half a byte.</summary>
    const int MaxNumber = 15;

    /// <summary>Of a PUK.</summary>
    const int MaxVersion = 9999;

    int Status { get; }

    string? Problem { get; }
}

internal sealed class ReadableHelperBody : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.Arguments.OfType<IHelperBody>().FirstOrDefault() is { Problem: { } problem } body
            ? ValueTask.FromResult<object?>(
                TypedResults.Problem(problem, statusCode: body.Status, type: HelperProblems.Base + "body-unreadable"))
            : next(context);
}
