using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Cards;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Booth;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.Cards;

/// <summary>Who suspends, resumes and revokes a card, and who hears of it.</summary>
public sealed class CardStatesTests
{
    [OnPostgres]
    [Fact]
    public async Task The_holder_is_told_by_email_once_for_each_state()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await bench.SendMailsAsync();
        var before = bench.Mails.Sent.Count;

        Assert.Equal(CardStateResult.Done, await bench.SuspendAsync(CardStateReason.Lost));
        Assert.Equal(CardStateResult.Done, await bench.SuspendAsync(CardStateReason.Lost)); // a page sent twice
        Assert.Equal(CardStateResult.Done, await bench.SuspendAsync(CardStateReason.Stolen));
        await bench.RevokeAsync(CardStateReason.Stolen);
        await bench.SendMailsAsync();

        Assert.Equal(
            ["Your smartcard has been suspended", "Your smartcard has been revoked"],
            bench.Mails.Sent.Skip(before).Select(m => m.Subject));
        Assert.All(bench.Mails.Sent.Skip(before), m => Assert.Equal("amal.hughes@trust.nhs.uk", m.To));
        Assert.Contains("If you did not expect this, tell your organisation’s", bench.Mails.Sent[^1].Text, StringComparison.Ordinal);
        Assert.Equal(
            ["card-suspended:Lost", "card-suspended:Stolen", "card-revoked:Stolen"],
            (await bench.EventsAsync()).Where(e => e.StartsWith("card-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_acts_is_in_the_audit()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var nia = await new InPersonBench(bench).UserAsync("Nia Desk");

        await bench.SuspendAsync(CardStateReason.Damaged, nia);
        await bench.ResumeAsync(nia);

        var entries = (await bench.RowsAsync<Smartcard.Domain.Audit.AuditEntry>()).Where(a => a.ActorId == nia).ToArray();
        Assert.Equal(["card-suspended:Damaged", "card-resumed"], entries.OrderBy(a => a.Sequence).Select(a => a.Event));
        Assert.All(entries, a => Assert.NotNull(a.CardId));
    }

    [OnPostgres]
    [Fact]
    public async Task A_card_that_is_resumed_is_unlocked_again_and_its_case_is_closed()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await bench.SuspendAsync();
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        await (await BenchHelper.PairAsync(bench)).IdentifyAsync(bench.Card);
        Assert.Null((await bench.RowsAsync<BoothCase>()).Single().ClosedAt);

        Assert.Equal(CardStateResult.Done, await bench.ResumeAsync());

        Assert.NotNull((await bench.RowsAsync<BoothCase>()).Single().ClosedAt);
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        Assert.True(await helper.ResetAsync(bench.Card, "n3w-Pass"));
    }

    [Fact]
    public async Task A_case_for_another_reason_stays_open_when_the_card_is_resumed()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var card = await bench.CardIdAsync(bench.Card);
        await new InPersonBench(bench).ChangeAsync(database =>
        {
            foreach (var reason in new[] { BoothReason.CardNotInUse, BoothReason.NotMe })
            {
                database.Add(new BoothCase
                {
                    Id = BoothCaseId.New(),
                    CardId = card,
                    JourneyId = null,
                    Reason = reason,
                    OpenedAt = bench.Time.GetUtcNow(),
                });
            }
        });
        await bench.SuspendAsync();

        await bench.ResumeAsync();

        Assert.Equal(BoothReason.NotMe, (await bench.RowsAsync<BoothCase>()).Single(c => c.ClosedAt is null).Reason);
    }

    [OnPostgres]
    [Fact]
    public async Task Somebody_suspends_their_own_card_and_a_colleague_resumes_it()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var desk = new InPersonBench(bench);
        var (own, other) = (await desk.UserAsync("HUGHES, Amal"), await desk.UserAsync("Nia Desk"));

        Assert.Equal(CardStateResult.Done, await bench.SuspendAsync(CardStateReason.Lost, own));
        Assert.Equal(CardStateResult.OwnCard, await bench.ResumeAsync(own));
        Assert.Equal(CardState.Suspended, (await bench.CardAsync()).State);
        Assert.Contains("card-resume-refused:OwnCard", await bench.EventsAsync());

        Assert.Equal(CardStateResult.Done, await bench.ResumeAsync(other));
        Assert.True((await bench.CardAsync()).IsInUse);
    }

    [Fact]
    public async Task Nothing_brings_a_revoked_card_back()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await bench.RevokeAsync();

        Assert.Equal(CardStateResult.Revoked, await bench.ResumeAsync());
        Assert.Equal(CardStateResult.Revoked, await bench.SuspendAsync());
        Assert.Equal(CardState.Revoked, (await bench.CardAsync()).State);
    }

    [Fact]
    public async Task What_was_suspended_anew_meanwhile_is_not_resumed_unseen()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await bench.SuspendAsync(CardStateReason.Lost);
        var seen = (await bench.CardAsync()).StateSince;
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await bench.SuspendAsync(CardStateReason.Stolen);
        var card = await bench.CardIdAsync(bench.Card);

        var result = await bench.DoAsync(services =>
            services.GetRequiredService<CardStates>().ResumeAsync(card, actor: null, seen, CancellationToken.None));

        Assert.Equal(CardStateResult.ChangedMeanwhile, result);
        Assert.Equal(CardState.Suspended, (await bench.CardAsync()).State);
    }

    [Fact]
    public async Task A_card_that_is_not_there_is_unknown()
    {
        await using var bench = await JourneyBench.StartAsync();

        Assert.Equal(
            CardStateResult.Unknown,
            await bench.DoAsync(services => services.GetRequiredService<CardStates>()
                .RevokeAsync(CardId.New(), CardStateReason.Other, actor: null, CancellationToken.None)));
    }

    [Fact]
    public async Task A_call_is_part_of_the_turn_around_it_and_lost_with_it()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var card = await bench.CardIdAsync(bench.Card);

        await Assert.ThrowsAsync<InvalidOperationException>(() => bench.TurnAsync<bool>(async (services, ct) =>
        {
            await services.GetRequiredService<CardStates>().SuspendAsync(card, CardStateReason.Lost, actor: null, ct);
            Assert.False(await services.GetRequiredService<SmartcardDbContext>().Locks.Hold(card).IsInUseAsync(ct));
            throw new InvalidOperationException("The import went wrong.");
        }));

        Assert.True((await bench.CardAsync()).IsInUse);
    }

    [OnPostgres]
    [Fact]
    public async Task A_reset_in_person_is_refused_and_one_under_way_ends()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var id = await booth.StartAsync(nia);

        await bench.SuspendAsync();

        Assert.Equal(JourneyEnd.Stopped, (await bench.RowsAsync<Journey>()).Single(j => j.Id == id).End);
        Assert.Equal(InPersonProblem.CardNotInUse, Assert.IsType<InPersonAct.Refused>(await booth.TryStartAsync(nia)).Problem);
        Assert.Contains("in-person-refused:CardNotInUse", await bench.EventsAsync());
    }

    [OnPostgres]
    [Fact]
    public async Task A_reset_in_person_that_was_begun_before_is_not_released_either()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var booth = new InPersonBench(bench);
        var id = await booth.StartAsync(await booth.UserAsync("Nia Desk"));
        var helper = await booth.ConnectAsync(id);
        await bench.SuspendRowAsync();

        Assert.False(await helper.ResetAsync(bench.Card, "b00th-Ok"));

        Assert.Contains("reset-refused:CardNotInUse", await bench.EventsAsync());
        Assert.Equal(InPersonProblem.CardNotInUse, (await booth.StandingAsync(id)).Refusal);
    }
}
