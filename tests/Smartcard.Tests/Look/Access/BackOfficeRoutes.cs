using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Users;
using Smartcard.Look.Access;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Look.Access;

/// <summary>The routes of the running host's back office.</summary>
internal static class BackOfficeRoutes
{
    /// <summary>Those that somebody has to be signed in for.</summary>
    public static List<RouteEndpoint> Routes(this HostBench host) =>
    [
        .. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Path().StartsWith("/backoffice", StringComparison.Ordinal))
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null),
    ];

    public static string Path(this RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');

    public static IEnumerable<string> Methods(this RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET"];

    public static bool IsForPrograms(this RouteEndpoint endpoint) => endpoint.Path().Contains("/elsa/", StringComparison.Ordinal);
}

/// <summary>Somebody whom every route can be asked about.</summary>
internal sealed record AskedAbout(
    string Find, string Organisation, StaffId Person, CardId Card, JourneyId Journey, JourneyId Reset, MailId Mail)
{
    /// <summary>About the person of the other organisation, in every way that some route understands.</summary>
    public HttpRequestMessage RequestFor(RouteEndpoint endpoint, string method, string token)
    {
        var thing = endpoint.Metadata.GetMetadata<OrganisationMark>()?.Thing;
        var id = thing switch
        {
            ScopedThing.Person => Person.Value,
            ScopedThing.Card or ScopedThing.Matter => Card.Value,
            ScopedThing.Mail => Mail.Value,
            ScopedThing.Journey when endpoint.Path().Contains("in-person", StringComparison.Ordinal) => Reset.Value,
            _ => Journey.Value,
        };
        var execution = $"{Journey.Value:N}-1";
        var path = Regex.Replace(
            endpoint.Path(), @"\{[^}]*\}", endpoint.Path().Contains("call-stack", StringComparison.Ordinal) ? execution : $"{id}");
        var query = endpoint.Path().EndsWith("by-id", StringComparison.Ordinal)
            ? $"?id={execution}"
            : $"?WorkflowInstanceId={Journey.Value}&find={Find}&site={Uri.EscapeDataString(Organisation)}&days=7"
                + $"&organisation={Uri.EscapeDataString(Organisation)}";
        var request = new HttpRequestMessage(new HttpMethod(method), "http://localhost" + path + query);
        request.Headers.Add("Origin", "http://localhost");
        if (method != "GET")
        {
            request.Content = endpoint.IsForPrograms()
                ? new StringContent(
                    $$"""{"workflowInstanceId":"{{Journey.Value}}","ids":["{{Journey.Value}}"]}""", Encoding.UTF8, "application/json")
                : new FormUrlEncodedContent(
                [
                    new("__RequestVerificationToken", token),
                    new("find", Find),
                    new("organisation", Organisation),
                    new("check", "Staff badge with photograph"),
                    new("note", "Seen"),
                    new("choice", "End"),
                    new("act", Guid.CreateVersion7().ToString()),
                ]);
        }

        return request;
    }
}
