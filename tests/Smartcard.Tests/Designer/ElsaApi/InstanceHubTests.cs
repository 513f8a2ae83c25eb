using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Users;
using Smartcard.Tests.BackOffice.Booth;
using Smartcard.Tests.BackOffice.People;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Designer.ElsaApi;

/// <summary>Who is told that a journey has moved.</summary>
public sealed class InstanceHubTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private HostBench _host = null!;
    private BackOfficeBrowser _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _admin = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_watches_a_journey_is_told_of_its_turns_and_of_no_other()
    {
        var (chat, id) = await _host.BegunAsync("register");
        var (other, _) = await _host.BegunAsync("register");
        var told = Channel.CreateUnbounded<string>();
        await using var hub = HubOf(_admin);
        hub.On<JsonObject>(
            "ActivityExecutionLogUpdatedAsync",
            stats => told.Writer.TryWrite($"stats {((JsonArray)stats["stats"]!).Count > 0}"));
        hub.On<JsonObject>("WorkflowExecutionLogUpdatedAsync", _ => told.Writer.TryWrite("journal"));
        hub.On<JsonObject>("WorkflowInstanceUpdatedAsync", instance => told.Writer.TryWrite($"instance {instance["workflowInstanceId"]}"));
        await hub.StartAsync(Ct);
        await hub.InvokeAsync("ObserveInstanceAsync", id.ToString(), Ct);
        await hub.InvokeAsync("ObserveInstanceAsync", "no instance at all", Ct);

        await other.PressAsync(await other.NonceAsync(), "continue");
        await chat.PressAsync(await chat.NonceAsync(), "continue");

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Assert.Equal("stats True", await told.Reader.ReadAsync(patience.Token));
        Assert.Equal("journal", await told.Reader.ReadAsync(patience.Token));
        Assert.Equal($"instance {id}", await told.Reader.ReadAsync(patience.Token));
        Assert.False(told.Reader.TryRead(out _));
    }

    [Theory]
    [InlineData("Example Trust")]
    [InlineData("Another Trust")]
    public async Task Whoever_is_limited_is_told_no_more_once_the_card_is_known_as_somebody_elses(string organisation)
    {
        var (chat, id) = await _host.BegunAsync("register");
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        await _host.ChangeAsync(user.Id, u => u.Organisation = "Example Trust");
        using var browser = await _host.SignInAsync(user);
        var told = Channel.CreateUnbounded<string>();
        await using var limited = HubOf(browser);
        await using var everybodys = HubOf(_admin);
        foreach (var (hub, name) in new[] { (limited, "limited"), (everybodys, "all") })
        {
            hub.On<JsonObject>("WorkflowInstanceUpdatedAsync", _ => told.Writer.TryWrite(name));
            await hub.StartAsync(Ct);
            await hub.InvokeAsync("ObserveInstanceAsync", id.ToString(), Ct);
        }

        var card = await _host.WaitsAsync("Carys Jones", TimeSpan.FromMinutes(1), organisation: organisation);
        await _host.InAsync(database => database.Set<Journey>()
            .Where(j => j.Id == new JourneyId(id))
            .ExecuteUpdateAsync(row => row.SetProperty(j => j.CardId, (CardId?)card), Ct));
        await chat.PressAsync(await chat.NonceAsync(), "continue");

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var heard = new List<string> { await told.Reader.ReadAsync(patience.Token) };
        if (organisation == "Example Trust")
        {
            heard.Add(await told.Reader.ReadAsync(patience.Token));
        }

        await limited.InvokeAsync("ObserveInstanceAsync", "no instance at all", Ct); // whatever was sent to it has come
        Assert.False(told.Reader.TryRead(out _));
        Assert.Equal(organisation == "Example Trust" ? ["all", "limited"] : ["all"], heard.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nobody_watches_who_is_not_signed_in_or_comes_from_another_site()
    {
        using var anonymous = new BackOfficeBrowser(_host);
        await using var unknown = HubOf(anonymous);
        await Assert.ThrowsAnyAsync<Exception>(() => unknown.StartAsync(Ct));

        await using var foreign = HubOf(_admin, origin: "https://elsewhere.example");
        var refusal = await Assert.ThrowsAnyAsync<HttpRequestException>(() => foreign.StartAsync(Ct));
        Assert.Equal(HttpStatusCode.Forbidden, refusal.StatusCode);
    }

    private HubConnection HubOf(BackOfficeBrowser browser, string origin = "http://localhost") => new HubConnectionBuilder()
        .WithUrl("http://localhost/backoffice/elsa/hubs/workflow-instance", connection =>
        {
            connection.Transports = HttpTransportType.LongPolling;
            connection.HttpMessageHandlerFactory = _ => _host.Handler();
            connection.Headers["Cookie"] = browser.Cookies.GetCookieHeader(new Uri("http://localhost/backoffice"));
            connection.Headers["Origin"] = origin;
        })
        .Build();
}
