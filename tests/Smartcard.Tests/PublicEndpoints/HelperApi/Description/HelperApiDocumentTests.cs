using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Smartcard.Tests.PublicEndpoints.HelperApi.Description;

/// <summary>The OpenAPI document of the reader helper's calls: what it holds, and that docs/ has it as it is.</summary>
public sealed class HelperApiDocumentTests : IAsyncLifetime
{
    private ServedDocument _served = null!;

    public async ValueTask InitializeAsync() => _served = await ServedDocument.ReadAsync("/openapi/helper.json", "card-tasks.openapi.json");

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    [Fact]
    public Task The_copy_in_the_documents_is_what_a_host_serves() => _served.AssertCopyIsTheSameAsync("Helpers");

    [Fact]
    public void Is_valid() => _served.AssertIsValid();

    [Fact]
    public void Has_the_helpers_calls_and_no_others() => _served.AssertHasCallsBelow("/helper/");

    [Fact]
    public void Every_call_but_pairing_wants_the_session() =>
        Assert.All(_served.Calls(), call => Assert.Equal(
            call.Path == "/helper/sessions" ? 0 : 1,
            call.Operation["security"]!.AsArray().Count(s => s!.AsObject().ContainsKey("helperSession"))));

    [Fact]
    public void Every_call_answer_and_member_is_explained()
    {
        foreach (var (method, path, operation) in _served.Calls())
        {
            AssertSays(operation, "summary", $"{method} {path}");
            foreach (var (status, answer) in operation["responses"]!.AsObject())
            {
                AssertSays(answer!, "description", $"{method} {path}: {status}");
                Assert.True(status == "204" || answer!["content"] is not null, $"{method} {path}: {status} has no shape.");
            }

            foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
            {
                AssertSays(parameter!, "description", $"{method} {path}: {parameter!["name"]}");
            }
        }

        foreach (var (name, schema) in _served.Schemas().Where(s => s.Key != "ProblemDetails"))
        {
            AssertSays(schema!, "description", name);
            foreach (var (member, shape) in schema!["properties"]?.AsObject() ?? [])
            {
                AssertSays(shape!, "description", $"{name}.{member}");
            }
        }
    }

    /// <summary>docs/card-tasks.http shows each call; what it sends has to be what the document asks for.</summary>
    [Fact]
    public void What_the_examples_send_fits()
    {
        var examples = Examples().ToList();

        Assert.Equal(
            _served.Calls().Select(c => $"{c.Method} {c.Path}").Order(StringComparer.Ordinal),
            examples.Select(e => e.Call).Order(StringComparer.Ordinal));
        foreach (var (call, body) in examples.Where(e => e.Body is not null))
        {
            var operation = _served.Calls().Single(c => $"{c.Method} {c.Path}" == call).Operation;
            var reference = operation["requestBody"]!["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>();
            var schema = _served.Schemas()[reference.Split('/')[^1]]!;
            Assert.All(
                schema["required"]!.AsArray(),
                name => Assert.True(body!.ContainsKey(name!.GetValue<string>()), $"{call} lacks {name}."));
            Assert.All(
                body!,
                member => AssertFits(schema["properties"]![member.Key], member.Value!, $"{call}: {member.Key}"));
        }
    }

    private static void AssertFits(JsonNode? schema, JsonNode value, string what)
    {
        Assert.True(schema is not null, $"{what} is not in the document.");
        if (schema["pattern"] is { } pattern)
        {
            Assert.Matches(new Regex(pattern.GetValue<string>()), value.GetValue<string>());
        }

        if (value.GetValueKind() == System.Text.Json.JsonValueKind.String)
        {
            Assert.InRange(
                value.GetValue<string>().Length,
                schema["minLength"]?.GetValue<int>() ?? 0,
                schema["maxLength"]?.GetValue<int>() ?? int.MaxValue);
        }
        else
        {
            Assert.InRange(value.GetValue<int>(), schema["minimum"]!.GetValue<int>(), schema["maximum"]!.GetValue<int>());
        }
    }

    private static void AssertSays(JsonNode node, string member, string what) =>
        Assert.True(
            node[member]?.GetValue<string>() is { Length: > 3 } words && words[^1] == '.',
            $"{what} is not explained: {node[member]}");

    /// <summary>Each request of the file: its call, as the document names it, and its body.</summary>
    private static IEnumerable<(string Call, JsonObject? Body)> Examples()
    {
        var file = File.ReadAllText(Path.Combine(Repository.Root, "docs", "card-tasks.http"))
            .Replace("{{host}}", "", StringComparison.Ordinal)
            .Replace("{{token}}", new string('0', 64), StringComparison.Ordinal)
            .Replace("{{task}}", "{id}", StringComparison.Ordinal);
        foreach (
            Match request in Regex.Matches(
                file,
                @"^(GET|POST) ([^\s?]+)[^\n]*\n(?:[\w-]+: [^\n]*\n)*(?:\n(\{[^\n]*\}))?",
                RegexOptions.Multiline))
        {
            yield return (
                $"{request.Groups[1]} {request.Groups[2]}",
                request.Groups[3].Success ? JsonNode.Parse(request.Groups[3].Value)!.AsObject() : null);
        }
    }
}
