using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.PublicEndpoints;

/// <summary>An OpenAPI document as a host serves it, beside its copy in docs/.</summary>
/// <param name="name">Of the copy.</param>
internal sealed class ServedDocument(HostBench host, string json, string name) : IAsyncDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ServedDocument> ReadAsync(string address, string name)
    {
        var host = await HostBench.StartAsync();
        using var client = host.Client();
        return new ServedDocument(host, await client.GetStringAsync(address, Ct), name);
    }

    public JsonObject Schemas() => JsonNode.Parse(json)!["components"]!["schemas"]!.AsObject();

    public IEnumerable<(string Method, string Path, JsonNode Operation)> Calls() =>
        JsonNode.Parse(json)!["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(call => (call.Key.ToUpperInvariant(), path.Key, call.Value!)));

    /// <param name="whose">For whom the API is, for example <c>Helpers</c>.</param>
    public async Task AssertCopyIsTheSameAsync(string whose)
    {
        var copy = Path.Combine(Repository.Root, "docs", name);
        if (!File.Exists(copy) || await File.ReadAllTextAsync(copy, Ct) != json)
        {
            var received = Path.Combine(AppContext.BaseDirectory, name);
            await File.WriteAllTextAsync(received, json, Ct);
            Assert.Fail(
                $"The API has changed. If that is meant: cp {received} {copy}. "
                + $"{whose} of the last release must still be able to use it.");
        }
    }

    public void AssertIsValid()
    {
        var read = OpenApiDocument.Parse(json, "json");

        Assert.Empty(read.Diagnostic!.Errors.Select(e => $"{e.Pointer}: {e.Message}"));
        Assert.Empty(read.Diagnostic.Warnings.Select(e => $"{e.Pointer}: {e.Message}"));
    }

    /// <summary>It has the calls that the host answers below this path, and no others.</summary>
    public void AssertHasCallsBelow(string path)
    {
        var mapped = host
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Select(e => (
                Path: "/" + e.RoutePattern.RawText!.Trim('/'),
                Method: e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0]))
            .Where(e => e.Path.StartsWith(path, StringComparison.Ordinal))
            .Select(e => $"{e.Method} {e.Path.Replace(":guid", "", StringComparison.Ordinal)}");

        Assert.Equal(mapped.Order(StringComparer.Ordinal), Calls().Select(c => $"{c.Method} {c.Path}").Order(StringComparer.Ordinal));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
