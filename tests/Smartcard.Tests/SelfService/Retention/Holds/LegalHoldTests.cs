using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Retention;
using Smartcard.SelfService.Retention;
using Smartcard.SelfService.Retention.Holds;
using Smartcard.Storage.Conversations;
using Smartcard.Tests.SelfService.Booth;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.Retention.Holds;

/// <summary>Nothing about somebody on legal hold is removed, however old it is; of others it is.</summary>
[OnPostgres]
public sealed class LegalHoldTests
{
    [Fact]
    public async Task Of_somebody_on_hold_all_stays_until_it_is_taken_off()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var card = await booth.CardIdOf(bench.Card);
        await booth.ChangeAsync(database =>
        {
            database.Add(new BoothCase
            {
                Id = BoothCaseId.New(),
                CardId = card,
                JourneyId = null,
                Reason = BoothReason.CodeLimit,
                OpenedAt = bench.Time.GetUtcNow(),
                ClosedAt = bench.Time.GetUtcNow(),
            });
            database.Add(ChatOf(bench, "chat"));
            database.Add(ChatOf(bench, "of-others"));
        });
        var person = (await bench.RowsAsync<Staff>()).Single(s => s.DisplayName == "Amal Hughes").Id;
        Assert.Equal(LegalHoldResult.Done, await DoAsync(bench, holds => holds.PlaceAsync(nia, person, "ICO-1", default)));
        var before = await CountAsync(bench);
        Assert.All(before.Values, count => Assert.NotEqual(0, count));

        bench.Time.Advance(TimeSpan.FromDays(1000));
        await PurgeAsync(bench);

        Assert.Equal(before, await CountAsync(bench));
        Assert.Equal("chat", (await bench.RowsAsync<Conversation>()).Single().Id);

        var hold = (await bench.RowsAsync<LegalHold>()).Single().Id;
        Assert.Equal(LegalHoldResult.Done, await DoAsync(bench, holds => holds.LiftAsync(nia, person, hold, default)));
        await PurgeAsync(bench);
        Assert.Empty(await bench.RowsAsync<Conversation>());
        Assert.All((await CountAsync(bench)).Values, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task A_hold_on_somebody_else_keeps_nothing()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var nia = await new InPersonBench(bench).UserAsync("Nia Desk");
        var other = (await bench.RowsAsync<Staff>()).Single(s => s.DisplayName == "Bethan Okafor").Id;
        await DoAsync(bench, holds => holds.PlaceAsync(nia, other, "ICO-1", default));

        bench.Time.Advance(TimeSpan.FromDays(1000));
        await PurgeAsync(bench);

        Assert.Empty(await bench.RowsAsync<Journey>());
        Assert.Empty(await bench.RowsAsync<OutgoingMail>());
        Assert.Equal(RegistrationState.Active, (await bench.RowsAsync<Registration>()).Single().State);
    }

    private static Conversation ChatOf(JourneyBench bench, string id) => new()
    {
        Id = id,
        BrowserHash = "",
        UserId = "dl_x",
        WishedLanguage = "en",
        CreatedAt = bench.Time.GetUtcNow(),
        LastHeardAt = bench.Time.GetUtcNow(),
    };

    private static async Task<Dictionary<string, int>> CountAsync(JourneyBench bench) => new()
    {
        ["journeys"] = (await bench.RowsAsync<Journey>()).Count,
        ["evidence"] = (await bench.RowsAsync<EvidenceItem>()).Count,
        ["tasks"] = (await bench.RowsAsync<CardTaskItem>()).Count,
        ["codes"] = (await bench.RowsAsync<EmailCode>()).Count,
        ["pairings"] = (await bench.RowsAsync<Pairing>()).Count,
        ["sessions"] = (await bench.RowsAsync<PairedSession>()).Count,
        ["mails"] = (await bench.RowsAsync<OutgoingMail>()).Count,
        ["cases"] = (await bench.RowsAsync<BoothCase>()).Count,
    };

    private static Task<LegalHoldResult> DoAsync(JourneyBench bench, Func<LegalHolds, Task<LegalHoldResult>> act) =>
        bench.DoAsync(services => act(services.GetRequiredService<LegalHolds>()));

    private static Task<int> PurgeAsync(JourneyBench bench) => bench.DoAsync(async services =>
        await services.GetRequiredService<CodePurge>().RunAsync(CancellationToken.None)
        + await services.GetRequiredService<MailPurge>().RunAsync(CancellationToken.None)
        + await services.GetRequiredService<ConversationPurge>().RunAsync(CancellationToken.None)
        + await services.GetRequiredService<JourneyPurge>().RunAsync(CancellationToken.None));
}
