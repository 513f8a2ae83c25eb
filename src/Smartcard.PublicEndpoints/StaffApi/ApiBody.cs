using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Smartcard.PublicEndpoints.StaffApi;

/// <summary>Reads what a system sends, after it has been let in. What cannot be read is told with where it stands.</summary>
internal static class ApiBody
{
    /// <summary>Of a call about one person or card: a certificate and two keys fit.</summary>
    public const long MaxBytes = 64 * 1024;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 8,
    };

    /// <param name="mostRows">
    /// How many things may stand in its list. They are counted before any is made: one takes many times as much memory as its bytes.
    /// </param>
    /// <param name="tooMany">The answer where there are more.</param>
    /// <returns>What was read; or why not, to be answered.</returns>
    public static async Task<(T? Value, IResult? Problem)> ReadAsync<T>(
        HttpContext http, long maxBytes = MaxBytes, int mostRows = int.MaxValue, Func<IResult>? tooMany = null)
        where T : class
    {
        if (!http.Request.HasJsonContentType())
        {
            return (null, Unsupported("Send JSON, as `application/json`."));
        }

        var (bytes, problem) = await ReadBytesAsync(http, maxBytes);
        return bytes is null ? (null, problem) : Parse<T>(bytes, mostRows, tooMany);
    }

    public static async Task<(byte[]? Bytes, IResult? Problem)> ReadBytesAsync(HttpContext http, long maxBytes)
    {
        var isTooLarge = http.Request.ContentLength > maxBytes;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // What is refused is still taken off the connection, for five seconds at most: a connection that ends in the middle would
            // hide the answer, and fail the caller's next call.
            limit.MaxRequestBodySize = isTooLarge ? null : maxBytes;
        }

        if (isTooLarge)
        {
            return (null, TooLarge(maxBytes));
        }

        using var content = new MemoryStream((int)(http.Request.ContentLength ?? 0));
        try
        {
            var buffer = new byte[64 * 1024];
            for (int read; (read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0;)
            {
                content.Write(buffer, 0, read);
                if (content.Length > maxBytes)
                {
                    return (null, TooLarge(maxBytes));
                }
            }
        }
        catch (BadHttpRequestException unread)
        {
            return (null, ApiProblem.Of(unread.StatusCode, "body-unreadable", "The body is too large or incomplete."));
        }

        return (content.ToArray(), null);
    }

    public static IResult Unsupported(string detail) =>
        ApiProblem.Of(StatusCodes.Status415UnsupportedMediaType, "body-unreadable", detail);

    private static (T? Value, IResult? Problem) Parse<T>(byte[] bytes, int mostRows, Func<IResult>? tooMany)
        where T : class
    {
        try
        {
            if (tooMany is not null && HasMoreRows(bytes, mostRows))
            {
                return (null, tooMany());
            }

            return JsonSerializer.Deserialize<T>(bytes, Strict) is { } value ? (value, null) : (null, Unreadable("$"));
        }
        catch (JsonException unread)
        {
            return (null, Unreadable(unread.Path ?? "$"));
        }
    }

    private static bool HasMoreRows(byte[] bytes, int most)
    {
        var rows = 0;
        try
        {
            for (var reader = new Utf8JsonReader(bytes); rows <= most && reader.Read();)
            {
                var isRow = reader.CurrentDepth == 2
                    && reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray);
                rows += isRow ? 1 : 0;
            }
        }
        catch (JsonException)
        {
            return false; // reading it says where
        }

        return rows > most;
    }

    /// <summary>Where it stands, and never what: it may be a key.</summary>
    private static ProblemHttpResult Unreadable(string path) => ApiProblem.Of(
        StatusCodes.Status400BadRequest,
        "body-unreadable",
        "This is not the JSON that the call takes: a member is not known, or is of another type. Texts stand in quotation marks, "
        + "numbers of staff too. docs/api.md shows each call.",
        new FieldProblem(path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path, "Look here."));

    private static ProblemHttpResult TooLarge(long maxBytes) => ApiProblem.Of(
        StatusCodes.Status413PayloadTooLarge, "body-too-large", $"The body has more than {maxBytes / 1024} KB. Send less at once.");
}
