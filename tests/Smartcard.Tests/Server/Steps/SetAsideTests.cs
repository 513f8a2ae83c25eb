using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;
using Smartcard.Workflows;

namespace Smartcard.Tests.Server.Steps;

/// <summary>
/// A timer or a message that ended hosts is set aside by the host that starts next: its person is told, and all others
/// go on.
/// </summary>
[OnPostgres]
public sealed class SetAsideTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_timer_that_ended_two_hosts_becomes_an_incident_and_a_case_for_the_booth()
    {
        await using var first = await HostBench.StartAsync();
        var (stuck, other) = (await ConnectingAsync(first), await ConnectingAsync(first));
        var card = await first.LockedCardAsync();
        var (journey, timer) = await InAsync(first, async database =>
        {
            var oldest = await database.Set<Journey>().OrderBy(j => j.Id).FirstAsync(_ct);
            oldest.CardId = card;
            await database.SaveChangesAsync(_ct);
            var timers = database.Set<WorkflowBookmarkRow>().Where(b => b.InstanceId == oldest.Id.Value && b.DueAt != null);
            return (oldest.Id, await timers.Select(b => b.Id).SingleAsync(_ct));
        });
        StepFiles.Leave(first.Folder, StepId.Of("timer", timer.ToString()));
        StepFiles.Leave(first.Folder, StepId.Of("timer", timer.ToString()));

        await using var host = await HostBench.StartBesideAsync(first);
        host.Time.Advance(TimeSpan.FromMinutes(1.5));
        await UntilAsync(host, "the other chat's timer", () => other.On(host).SaidAsync("No reader helper has connected yet."));
        await UntilAsync(host, "the incident", () => InAsync(host, database => database.Set<WorkflowIncidentRow>().AnyAsync(_ct)));

        Assert.True(await stuck.On(host).SaidAsync("Then start again, or go to the IT booth."));
        var incident = await InAsync(host, database => database.Set<WorkflowIncidentRow>().SingleAsync(_ct));
        Assert.Equal(journey.Value, incident.InstanceId);
        Assert.Contains("was set aside", incident.Message, StringComparison.Ordinal);
        var opened = await InAsync(host, database => database.Set<BoothCase>().SingleAsync(c => c.Reason == BoothReason.SetAside, _ct));
        Assert.Equal((card, journey), (opened.CardId, opened.JourneyId));
        Assert.Equal(["journey-set-aside", "journey-ended:Faulted"], (await host.AuditAsync())[^2..]);
        Assert.Single(Critical(host), line => line.Contains($"{journey.Value} was set aside", StringComparison.Ordinal));
        using var booth = await host.SignInAsync(BackOfficeRoles.Booth);
        await booth.OpenAsync("/backoffice");
        Assert.Contains("We stopped the journey because of a fault on our side", booth.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_ended_two_hosts_is_answered_with_what_to_do_and_the_chat_goes_on()
    {
        await using var host = await HostBench.StartAsync();
        var chat = await host.ChatAsync();
        StepFiles.Count(host.Folder, StepId.Of("message", chat.Id, "first"));

        var ids = new[] { await TypeAsync(chat, "register", "first"), await TypeAsync(chat, "register", "first") };

        Assert.Equal(ids[0], ids[1]); // a further copy gets the same answer
        Assert.True(await chat.SaidAsync("Type *start again*"));
        Assert.Single(Critical(host), line => line.Contains("was set aside", StringComparison.Ordinal));
        Assert.Equal(0, await InAsync(host, database => database.Set<Journey>().CountAsync(_ct)));

        // The person starts again. Of a form, the journey is set aside at once.
        await TypeAsync(chat, "start again", "second");
        await chat.PressAsync("choices", "register");
        var nonce = await chat.NonceAsync();
        StepFiles.Count(host.Folder, StepId.Of("message", chat.Id, "sent"));
        StepFiles.Count(host.Folder, StepId.Of("resume", Prompt.BookmarkName, nonce));
        await chat.PressAsync(nonce, "continue", "sent");

        Assert.True(await chat.SaidAsync("Then start again, or go to the IT booth."));
        Assert.Equal(JourneyEnd.Faulted, (await InAsync(host, database => database.Set<Journey>().SingleAsync(_ct))).End);
        Assert.Contains("journey-set-aside", await host.AuditAsync());
        Assert.False(await InAsync(host, database => database.Set<BoothCase>().AnyAsync(_ct))); // no card is known: whose would it be?
        await chat.PressAsync("choices", "register");
        Assert.Equal(2, await InAsync(host, database => database.Set<Journey>().CountAsync(_ct)));
    }

    private Task UntilAsync(HostBench host, string what, Func<Task<bool>> isSo) => Patience.UntilAsync(what, async () =>
    {
        host.Time.Advance(TimeSpan.FromSeconds(1)); // what looked just before time passed looks again
        return (await isSo(), null);
    }, _ct);

    private static async Task<string> TypeAsync(Chat chat, string text, string id)
    {
        using var response = await chat.TypeAsync(text, id);
        response.EnsureSuccessStatusCode();
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!;
    }

    private static IEnumerable<string> Critical(HostBench host) =>
        host.Log.Lines.Where(line => line.StartsWith("Critical", StringComparison.Ordinal));

    /// <summary>A journey that waits for a reader helper, and reminds its person of it after a minute.</summary>
    private static async Task<Chat> ConnectingAsync(HostBench host)
    {
        var chat = await host.ChatAsync();
        await chat.PressAsync("choices", "register");
        await chat.PressAsync(await chat.NonceAsync(), "continue");
        return chat;
    }

    private static async Task<T> InAsync<T>(HostBench host, Func<SmartcardDbContext, Task<T>> action)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await action(scope.ServiceProvider.GetRequiredService<SmartcardDbContext>());
    }
}
