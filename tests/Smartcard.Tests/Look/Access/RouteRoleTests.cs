using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Users;
using Smartcard.Look.Access;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Look.Access;

/// <summary>
/// Every route of the running host stands once in <c>docs/routes.md</c>, with who may use it and what somebody gets of it who may see
/// the people of one organisation; and so it is.
/// </summary>
public sealed partial class RouteRoleTests : IAsyncLifetime
{
    private const string Everybody = "everybody";

    /// <summary>To the back office, whatever the role.</summary>
    private const string SignedIn = "signed in";

    private static readonly BackOfficeRoles[] Roles = [.. Enum.GetValues<BackOfficeRoles>().Where(r => r != BackOfficeRoles.None)];

    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_route_stands_in_the_table_with_who_may_use_it()
    {
        var running = new List<string>();
        foreach (var endpoint in _host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var who = await WhoAsync(endpoint);
            var limited = LimitedOf(endpoint, who);
            running.AddRange(MethodsOf(endpoint).Select(method => $"| `{method} {PathOf(endpoint)}` | {who} | {limited} |"));
        }

        var told = ToldRoutes().Select(r => $"| `{r.Method} {r.Path}` | {r.Who} | {r.Limited} |").ToList();
        Assert.Equal(told.Count, told.Distinct(StringComparer.Ordinal).Count());
        Assert.True(!running.Except(told).Any(), "docs/routes.md has no such line:\n" + string.Join('\n', running.Except(told)));
        Assert.True(!told.Except(running).Any(), "The host has no such route:\n" + string.Join('\n', told.Except(running)));
    }

    [Fact]
    public async Task Each_role_gets_into_what_the_table_says_and_into_nothing_else()
    {
        var limited = ToldRoutes().Where(r => r.Who is not (Everybody or SignedIn)).ToList();
        Assert.True(limited.Count > 80);
        foreach (var role in Roles)
        {
            using var browser = await _host.SignInAsync(role);
            await browser.OpenAsync("/backoffice/account");
            var token = BackOfficeBrowser.FormTokenOf(browser.Html);
            foreach (var route in limited)
            {
                var mayEnter = route.Who.Split(", ").Contains(role.ToString());
                if (mayEnter && route.Method != "GET")
                {
                    continue; // it would do what it does; tests of its own say that it does
                }

                await browser.SendAsync(RequestFor(route.Method, route.Path, token));
                Assert.True(
                    mayEnter == (browser.Status != HttpStatusCode.Forbidden),
                    $"{role} at {route.Method} {route.Path} was answered {browser.Status}");
            }
        }
    }

    private static IReadOnlyList<(string Method, string Path, string Who, string Limited)> ToldRoutes() =>
    [
        .. TableLine()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "routes.md")))
            .Select(line => (line.Groups[1].Value, line.Groups[2].Value, line.Groups[3].Value, line.Groups[4].Value)),
    ];

    private static HttpRequestMessage RequestFor(string method, string path, string token)
    {
        var request = new HttpRequestMessage(
            new HttpMethod(method), "http://localhost" + Regex.Replace(path, @"\{[^}]*\}", Guid.CreateVersion7().ToString()));
        request.Headers.Add("Origin", "http://localhost");
        if (method == "POST")
        {
            request.Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
        }

        return request;
    }

    private async Task<string> WhoAsync(RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return Everybody;
        }

        var provider = _host.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        var said = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
        var policies = endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>();
        var allowed = new HashSet<string>(Roles.Select(r => r.ToString()), StringComparer.Ordinal);
        var combined = await AuthorizationPolicy.CombineAsync(provider, said, policies);
        var demands = combined?.Requirements.OfType<RolesAuthorizationRequirement>().ToList() ?? [];
        foreach (var demand in demands)
        {
            allowed.IntersectWith(demand.AllowedRoles);
        }

        return demands.Count > 0 ? string.Join(", ", Roles.Select(r => r.ToString()).Where(allowed.Contains))
            : PathOf(endpoint).StartsWith("/backoffice", StringComparison.Ordinal) || said.Count > 0 ? SignedIn
            : Everybody;
    }

    /// <summary>What somebody gets who may see the people of one organisation alone.</summary>
    private static string LimitedOf(RouteEndpoint endpoint, string who) =>
        who == Everybody || !PathOf(endpoint).StartsWith("/backoffice", StringComparison.Ordinal) ? "–"
        : endpoint.Metadata.GetMetadata<OrganisationMark>() switch
        {
            null => "refused",
            { Reach: OrganisationReach.NamesNobody } => "names nobody",
            _ => "their people",
        };

    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["*"];

    private static string PathOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');

    [GeneratedRegex(@"^\| `(\S+) (\S+)` \| ([^|]+) \| ([^|]+) \|\r?$", RegexOptions.Multiline)]
    private static partial Regex TableLine();
}
