using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Smartcard.Tests.SelfService.Policy;

namespace Smartcard.Tests.Host;

/// <summary>Somebody at Elsa Studio, with the bodies that it sends.</summary>
internal sealed class StudioUser(BackOfficeBrowser browser)
{
    public const string Api = "/backoffice/elsa/api";

    public BackOfficeBrowser Browser => browser;

    /// <summary>The sentences of the last refusal.</summary>
    public IReadOnlyList<string> Refusals =>
        [.. JsonNode.Parse(browser.Html)!["errors"]!.AsObject().SelectMany(e => e.Value!.AsArray().Select(m => (string)m!))];

    public Task SendAsync(HttpMethod method, string path, string? body)
    {
        var request = new HttpRequestMessage(method, "http://localhost" + Api + path);
        request.Headers.Add("Accept", "application/json");
        request.Headers.Add("Origin", "http://localhost");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return browser.SendAsync(request);
    }

    public Task PostAsync(string path, JsonNode? body = null) =>
        SendAsync(HttpMethod.Post, path, (body ?? new JsonObject()).ToJsonString());

    public async Task<JsonObject> WholeAsync(string definitionId, string versionOptions = "Latest")
    {
        await browser.OpenAsync($"{Api}/workflow-definitions/by-definition-id/{definitionId}?versionOptions={versionOptions}");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        return (JsonObject)JsonNode.Parse(browser.Html)!;
    }

    public async Task<int> PublishedAsync(string definitionId) => (int)(await WholeAsync(definitionId, "Published"))["version"]!;

    public static JsonObject Save(JsonObject model, bool publish) => new() { ["model"] = model.DeepClone(), ["publish"] = publish };

    /// <summary>The workflow with another first heading, saved as the draft.</summary>
    public Task<JsonObject> DraftAsync(string definitionId, string heading) =>
        DraftAsync(Drawing.Of(definitionId).Set("welcome", "heading", Drawing.Literal(heading)));

    public async Task<JsonObject> DraftAsync(Drawing drawing)
    {
        var model = await WholeAsync((string)drawing.Json["definitionId"]!);
        model["root"] = drawing.Json["root"]!.DeepClone();
        await PostAsync("/workflow-definitions", Save(model, publish: false));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        return (JsonObject)JsonNode.Parse(browser.Html)!["workflowDefinition"]!;
    }

    public Task PublishAsync(string definitionId) => PostAsync($"/workflow-definitions/{definitionId}/publish");
}
