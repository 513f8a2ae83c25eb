using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.PublicEndpoints.StaffApi;

/// <summary>The OpenAPI document of the calls of other systems: what it holds, and that docs/ has it as it is.</summary>
public sealed class StaffApiDocumentTests : IAsyncLifetime
{
    private static readonly string Recorded = Path.Combine(Repository.Root, "docs", "api.openapi.json");

    private HostBench _host = null!;
    private string _served = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        using var client = _host.Client();
        _served = await client.GetStringAsync("/openapi/api.json", Ct);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_copy_in_the_documents_is_what_a_host_serves()
    {
        var recorded = File.Exists(Recorded) ? await File.ReadAllTextAsync(Recorded, Ct) : "";
        if (recorded != _served)
        {
            var received = Path.Combine(AppContext.BaseDirectory, "api.openapi.json");
            await File.WriteAllTextAsync(received, _served, Ct);
            Assert.Fail(
                $"The API has changed. If that is meant: cp {received} {Recorded}. "
                + "Systems that were written for the last release must still be able to use it.");
        }
    }

    [Fact]
    public void Is_valid()
    {
        var read = OpenApiDocument.Parse(_served, "json");

        Assert.Empty(read.Diagnostic!.Errors.Select(e => $"{e.Pointer}: {e.Message}"));
        Assert.Empty(read.Diagnostic.Warnings.Select(e => $"{e.Pointer}: {e.Message}"));
    }

    [Fact]
    public void Has_the_calls_of_other_systems_and_no_others()
    {
        var mapped = _host
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Select(e => (
                Path: "/" + e.RoutePattern.RawText!.Trim('/'),
                Methods: e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods))
            .Where(e => e.Path.StartsWith("/api/v1/", StringComparison.Ordinal))
            .Select(e => $"{e.Methods![0]} {e.Path.Replace(":guid", "", StringComparison.Ordinal)}");

        Assert.Equal(mapped.Order(StringComparer.Ordinal), Calls().Select(c => c.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_call_wants_a_token_and_says_what_it_does_and_every_member_is_explained()
    {
        Assert.All(Calls(), call =>
        {
            Assert.True(call.Operation["security"]![0]!.AsObject().ContainsKey("apiToken"), call.Name);
            Assert.False(string.IsNullOrEmpty((string?)call.Operation["summary"]), call.Name);
        });
        foreach (var (type, schema) in JsonNode.Parse(_served)!["components"]!["schemas"]!.AsObject())
        {
            foreach (var (member, said) in schema!["properties"]!.AsObject().Where(_ => type != "ProblemDetails"))
            {
                var isSaid = said!["description"] is not null || said["$ref"] is not null;
                Assert.True(isSaid, $"{type}.{member} is not explained.");
            }
        }
    }

    private IEnumerable<(string Name, JsonNode Operation)> Calls() =>
        from path in JsonNode.Parse(_served)!["paths"]!.AsObject()
        from call in path.Value!.AsObject()
        select ($"{call.Key.ToUpperInvariant()} {path.Key}", call.Value!);
}
