using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Smartcard.Domain.Users;
using Smartcard.Look.Access;
using Smartcard.SelfService.People;

namespace Smartcard.Designer.ElsaApi;

/// <summary>
/// Where Elsa Studio's viewer says which instance it shows, to be told when that one moves on; the method's name is
/// Elsa's.
/// </summary>
[Authorize(Policies.SeeWorkflows)]
internal sealed class InstanceHub(InstanceWatchers watchers, PeopleScopes scopes) : Hub
{
    public const string Path = Policies.BackOffice + "/elsa/hubs/workflow-instance";

    public static void Map(WebApplication app) =>
        app.MapHub<InstanceHub>(Path, connection => connection.CloseOnAuthenticationExpiration = true).ShowsTheirPeople().Add(endpoint =>
        {
            // Filters are not run for a hub.
            var connect = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http =>
            {
                if (FromOurPages.IsWanted(http.Request))
                {
                    return connect(http);
                }

                http.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            };
        });

    public async Task ObserveInstanceAsync(string instanceId)
    {
        if (Guid.TryParse(instanceId, out var id)
            && Policies.IdOf(Context.User!) is { } user
            && await scopes.IncludesAsync(
                await scopes.OfAsync(user, Context.ConnectionAborted), ScopedThing.Instance, id, Context.ConnectionAborted))
        {
            watchers.Add(Context.ConnectionId, id, user);
        }
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        watchers.Remove(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }
}
