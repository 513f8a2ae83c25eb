using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.CardTasks;
using Smartcard.Domain.Users;
using Smartcard.SelfService.CardTasks;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Policy;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Journeys;

/// <summary>A workflow that gives its instance another correlation id: its chat, its helper and its person go on as before.</summary>
[OnPostgres]
public sealed class CorrelatedJourneyTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_chat_hears_what_follows_and_can_be_cancelled()
    {
        var chat = await _host.ChatAsync();
        await UseAsync("'ward-7'");

        await chat.PressAsync("choices", "unlock");
        await chat.PressAsync(await chat.NonceAsync(), "continue");
        Assert.True(await chat.SaysOnCardAsync("reader helper"));
        await chat.TypeAsync("cancel");

        Assert.True(await chat.SaidAsync("We will not do anything else with your card."));
        Assert.Equal(
            "ward-7",
            await ReadAsync(database =>
                database.Set<WorkflowInstanceRow>().Select(i => i.CorrelationId).SingleAsync(Ct)));
    }

    [Fact]
    public async Task The_helpers_calls_are_about_the_same_chat()
    {
        var chat = await _host.ChatAsync();
        await UseAsync("'ward-7'");
        await chat.PressAsync("choices", "unlock");
        await chat.PressAsync(await chat.NonceAsync(), "continue");
        var helper = await ConnectedAsync(await chat.BigTextAsync());

        Assert.Equal(TurnScope.OfConversation(chat.Id), helper.Scope);
    }

    private async Task<ConnectedHelper> ConnectedAsync(string code)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var helpers = scope.ServiceProvider.GetRequiredService<HelperSessions>();
        var token = RandomNumberGenerator.GetHexString(HelperSessionRequest.TokenLength);
        await helpers.PairAsync(code, token, new HelperSaid("", ReadsCards: false), Ct);
        return (await helpers.FindAsync(token, Ct))!;
    }

    [Fact]
    public async Task A_failed_step_is_tried_again_in_the_same_chat()
    {
        OutOfOrder.IsBroken = true;
        _host.Services.GetRequiredService<ActivityRegistry>().Register<OutOfOrder>();
        var chat = await _host.ChatAsync();
        await UseAsync("'ward-7'", d => d.Add("broken", "Tests.OutOfOrder").Insert("name", "Done", "broken"));
        await chat.PressAsync("choices", "unlock");
        using var admin = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        var id = await ReadAsync(database => database.Set<WorkflowInstanceRow>().Select(i => i.Id).SingleAsync(Ct));

        OutOfOrder.IsBroken = false;
        await admin.OpenAsync($"/backoffice/instances/{id}/retry");
        await admin.SubmitAsync($"/backoffice/instances/{id}/retry");

        Assert.True(await chat.SaidAsync("We have fixed the problem."));
        await chat.PressAsync(await chat.NonceAsync(), "continue");
        Assert.True(await chat.SaysOnCardAsync("reader helper"));
    }

    /// <summary>
    /// A text that the database could not keep would fail the turn again and again, and the person would hear nothing
    /// of it.
    /// </summary>
    [Theory]
    [InlineData("'x'.repeat(5000)")]
    [InlineData("'a\\u0000b'")]
    [InlineData("'a\\ud800'")]
    public async Task An_id_that_is_none_is_a_fault_that_the_person_is_told_of(string script)
    {
        var chat = await _host.ChatAsync();
        await UseAsync(script);

        await chat.PressAsync("choices", "unlock");

        Assert.True(await chat.SaidAsync("something went wrong on our side"));
    }

    private Task<int> UseAsync(string correlationId, Action<Drawing>? edit = null)
    {
        var drawing = Drawing
            .Of("unlock")
            .Add("name", "Elsa.Correlate", ("correlationId", Drawing.Script(correlationId)))
            .Insert("start", "Done", "name");
        edit?.Invoke(drawing);
        return ReadAsync(database =>
            database
                .Set<WorkflowDefinitionRow>()
                .Where(d => d.DefinitionId == "unlock")
                .ExecuteUpdateAsync(row => row.SetProperty(d => d.Json, drawing.Json.ToJsonString()), Ct));
    }

    private async Task<T> ReadAsync<T>(Func<SmartcardDbContext, Task<T>> read)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<SmartcardDbContext>());
    }

    [ActivityType("Tests.OutOfOrder")]
    private sealed class OutOfOrder : Activity
    {
        public static bool IsBroken { get; set; }

        protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
            ValueTask.FromResult(IsBroken ? Fault("It is out of order.") : Done());
    }
}
