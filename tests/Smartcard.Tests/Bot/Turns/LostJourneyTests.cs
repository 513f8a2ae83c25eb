using Smartcard.Tests.Host;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Smartcard.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Storage;

namespace Smartcard.Tests.Bot.Turns;

/// <summary>
/// A journey that cannot go on, since its record is gone or it was sent nowhere: the chat says so and offers a new start.
/// </summary>
public sealed class LostJourneyTests
{
    private const string CannotCarryOn = "we cannot carry on";
    private const string Again = "What next?";
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("help")]
    [InlineData("cancel")]
    [InlineData("start again")]
    [InlineData("what now")]
    public async Task Words_in_a_chat_without_its_journey_are_answered_with_a_new_start(string typed)
    {
        await using var host = await HostBench.StartAsync();
        var chat = await WithoutJourneyAsync(host);

        using var answer = await chat.TypeAsync(typed);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(await chat.SaidAsync(CannotCarryOn));
        Assert.True(await chat.SaysOnCardAsync(Again));
        await chat.PressAsync("choices", "register");
        Assert.Equal(1, await JourneysAsync(host));
        Assert.Contains("of which there is no record", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_a_lost_journey_is_answered_with_a_new_start_once()
    {
        await using var host = await HostBench.StartAsync();
        var chat = await WithoutJourneyAsync(host);

        await chat.PressAsync(await chat.NonceAsync(), "continue");
        await chat.TypeAsync("help");

        Assert.Single(await chat.ActivitiesAsync(), a => ((string?)a["text"])?.Contains(CannotCarryOn, StringComparison.Ordinal) == true);
        Assert.Equal("choices", await chat.NonceAsync());
    }

    [Fact]
    public async Task What_begins_a_journey_begins_it_at_once()
    {
        await using var host = await HostBench.StartAsync();
        var chat = await WithoutJourneyAsync(host);

        await chat.TypeAsync("this was not me");

        Assert.True(await chat.SaidAsync(CannotCarryOn));
        Assert.Equal(1, await JourneysAsync(host));
    }

    [Fact]
    public async Task A_page_that_is_loaded_again_says_it_too()
    {
        await using var host = await HostBench.StartAsync();
        var chat = await WithoutJourneyAsync(host);

        using var session = await chat.Client.PostAsync(
            "/chat/session", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"), _ct);

        Assert.Equal(HttpStatusCode.OK, session.StatusCode);
        Assert.True(await chat.SaidAsync(CannotCarryOn));
        Assert.True(await chat.SaysOnCardAsync(Again));
    }

    [Fact]
    public async Task An_unlock_that_is_sent_to_a_workflow_of_no_kind_tells_its_person_and_offers_a_new_start()
    {
        await using var host = await HostBench.StartAsync(services =>
            services.Replace(ServiceDescriptor.Singleton<IWorkflowChoice, SendsElsewhere>()));
        var nurse = await HostNurse.AtAsync(host);
        await nurse.RegisterAsync();
        await nurse.Chat.PressAsync("choices", "unlock");
        await nurse.Chat.PressAsync(await nurse.Chat.NonceAsync(), "continue");
        var helper = new CardTaskClient(host.Client(), TimeProvider.System);
        var session = (await helper.PairAsync(await nurse.Chat.BigTextAsync(), CardTaskClient.NewToken(), "1.0", _ct))!;
        var task = (await helper.NextAsync(session, _ct))!;

        var identified = new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = nurse.Card.State.CardId, AttemptsLeft = 0 };
        await helper.ReportResultAsync(session, task.Id, identified, _ct);

        Assert.True(await nurse.Chat.SaidAsync(CannotCarryOn));
        Assert.Equal("choices", await nurse.Chat.NonceAsync());
        Assert.Equal(JourneyEnd.Faulted, (await LastJourneyAsync(host)).End);
    }

    private static async Task<Chat> WithoutJourneyAsync(HostBench host)
    {
        var chat = await host.ChatAsync();
        await chat.PressAsync("choices", "unlock");
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<Journey>().ExecuteDeleteAsync();
        return chat;
    }

    private async Task<int> JourneysAsync(HostBench host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<Journey>().CountAsync(_ct);
    }

    private async Task<Journey> LastJourneyAsync(HostBench host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<Journey>().OrderBy(j => j.Id).LastAsync(_ct);
    }

    private sealed class SendsElsewhere : IWorkflowChoice
    {
        public IReadOnlySet<string> InUse { get; } = new HashSet<string>(StringComparer.Ordinal) { "registration", "unlock", "report" };

        public string For(JourneyKind kind, string channel, string? organisation) =>
            kind == JourneyKind.Unlock && organisation is not null ? "elsewhere" : kind.ToString().ToLowerInvariant();
    }
}
