using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Smartcard.Tests.Designer.ElsaApi.Recorded;

namespace Smartcard.SystemTests.Studio;

/// <summary>
/// Writes down what the elements call, where SMARTCARD_RECORD names a folder; a recording is checked in and replayed
/// against the API by the unit tests.
/// </summary>
internal sealed class CallRecorder
{
    private const string Api = "/backoffice/elsa/api";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Stands in a refusal only where somebody traces.</summary>
    private const string TraceId = ".traceId string";

    private readonly List<Task<RecordedCall>> _calls = [];

    private CallRecorder()
    {
    }

    public static CallRecorder On(IPage page)
    {
        var recorder = new CallRecorder();
        page.RequestFinished += (_, request) =>
        {
            if (new Uri(request.Url).AbsolutePath.StartsWith(Api, StringComparison.Ordinal))
            {
                recorder._calls.Add(ReadAsync(request));
            }
        };
        return recorder;
    }

    /// <param name="replace">Names that differ from run to run, and what stands for them in the recording.</param>
    public async Task SaveAsync(string name, params (string Of, string By)[] replace)
    {
        if (Environment.GetEnvironmentVariable("SMARTCARD_RECORD") is not { Length: > 0 } folder)
        {
            return;
        }

        var text = "[\n" + string.Join(",\n", (await Task.WhenAll(_calls)).Select(call => JsonSerializer.Serialize(call, Json))) + "\n]";
        foreach (var (of, by) in replace)
        {
            text = text.Replace(of, by, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, name + ".json"), text + "\n");
    }

    private static async Task<RecordedCall> ReadAsync(IRequest request)
    {
        var response = (await request.ResponseAsync())!;
        var isJson =
            response.Status is 200 or 400
            && (await response.HeaderValueAsync("content-type"))?.Contains("json", StringComparison.Ordinal) == true;
        return new RecordedCall(
            request.Method,
            new Uri(request.Url).PathAndQuery[Api.Length..],
            request.PostData is { Length: > 0 } body ? JsonNode.Parse(body) : null,
            response.Status,
            isJson ? [.. WireShape.Of(JsonNode.Parse(await response.TextAsync())).Where(m => m != TraceId)] : null);
    }
}
