using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Designer.ElsaApi;

/// <summary>
/// Numbers and words that nobody means, wherever a route could read one: a refusal, or as if they were not there, and
/// never a 500.
/// </summary>
public sealed class StrangeNumbersTests
{
    private static readonly string[] Names =
    [
        "version",
        "versions",
        "page",
        "pageSize",
        "PageSize",
        "skip",
        "take",
        "wait",
        "days",
        "count",
        "from",
        "status",
        "subStatus",
        "statuses",
        "subStatuses",
        "versionOptions",
        "orderBy",
        "orderDirection",
        "language",
        "do",
        "fill",
        "incidentStrategyType",
        "hasIncidents",
        "definitionId",
        "definitionVersionId",
        "workflowInstanceId",
        "ids",
        "correlationId",
        "timestampFilters",
        "kind",
        "to",
        "because",
    ];

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("2147483647", Traits = ["database", "postgres"])]
    [InlineData("-2147483648")]
    [InlineData("99999999999999999999", Traits = ["database", "postgres"])]
    [InlineData("1e308")]
    [InlineData("Zebedee", Traits = ["database", "postgres"])]
    [InlineData("a\u0000b", Traits = ["database", "postgres"])]
    public async Task Are_no_fault_of_ours(string value)
    {
        await using var host = await HostBench.StartAsync();
        using var browser = await host.SignInAsync(BackOfficeRoles.RaAdmin | BackOfficeRoles.Booth | BackOfficeRoles.Auditor);
        var chat = await host.ChatAsync();
        await chat.TypeAsync("my card is locked");
        var query = string.Join('&', Names.Select(name => $"{name}={Uri.EscapeDataString(value)}"));
        var number = Regex.IsMatch(value, "^-?[0-9e]+$") ? value : $"\"{value.Replace("\0", "\\u0000", StringComparison.Ordinal)}\"";
        var body = "{" + string.Join(',', Names.DistinctBy(n => n.ToUpperInvariant()).Select(name => $"\"{name}\":{number}")) + "}";
        var listed = body.Replace($":{number}", $":[{number}]", StringComparison.Ordinal);
        var faults = new List<string>();
        foreach (var endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var raw = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            if (raw.Contains("/sign-out", StringComparison.Ordinal) || raw.Contains("/jobs", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (
                var path in new[]
                {
                    Regex.Replace(raw, @"\{[^}]*:guid\}|\{[^}]*\}", Guid.CreateVersion7().ToString()),
                    Regex.Replace(raw, @"\{[^}]*\}", Uri.EscapeDataString(value)),
                    raw.Replace("{definitionId}", "unlock", StringComparison.Ordinal),
                })
            {
                if (path.Contains("%00", StringComparison.Ordinal))
                {
                    continue; // the server refuses such a path by itself
                }

                foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                {
                    foreach (var sent in method is "POST" or "PUT" ? new string?[] { body, listed } : [null])
                    {
                        using var request = new HttpRequestMessage(
                            new HttpMethod(method),
                            $"http://localhost{path}?{query}"
                        )
                        {
                            Content = sent is null ? null : new StringContent(sent, Encoding.UTF8, "application/json"),
                        };
                        request.Headers.Add("Origin", "http://localhost");
                        await browser.SendAsync(request);
                        if ((int)browser.Status >= 500)
                        {
                            faults.Add($"{method} {path} {sent?[..2]}: {browser.Status}");
                        }
                    }
                }
            }
        }

        Assert.Empty(faults);
    }
}
