using Microsoft.Extensions.DependencyInjection;
using Smartcard.CardTasks;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Lockout;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.Lockout;

/// <summary>
/// What was proved before self-service was stopped, or before the booth lifted the stop, counts no longer: whatever the
/// clocks of the hosts say. S4, S6, S7.
/// </summary>
[OnPostgres]
public sealed class EvidenceAfterStopTests
{
    private static readonly UserId Booth = new(Guid.CreateVersion7());

    [Fact]
    public async Task Complete_evidence_releases_nothing_after_a_stop_and_its_lifting()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await WithEvidenceAsync(bench);
        await StopAsync(bench);
        await LiftAsync(bench);

        await helper.ReleaseAsync(bench.Card, task);

        Assert.DoesNotContain(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
    }

    [Fact]
    public async Task The_booths_reset_alone_voids_it_too()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await WithEvidenceAsync(bench);
        await LiftAsync(bench);

        await helper.ReleaseAsync(bench.Card, task);

        Assert.DoesNotContain(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
    }

    [Fact]
    public async Task An_open_task_ends_and_the_chat_goes_on_to_the_booth_by_itself()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await WithEvidenceAsync(bench);

        await StopAsync(bench);
        var ended = (await bench.RowsAsync<CardTaskItem>()).Single(t => t.Id.Value == task.Id);
        Assert.Equal((CardTaskStep.Over, CardTaskEnd.Stopped), (ended.Step, ended.Outcome));
        Assert.Equal(ReportVerdict.Conflict, await helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Refused)));
        await bench.PassAsync(TimeSpan.FromSeconds(20));

        Assert.Contains(bench.Said.OfType<Message>(), m => m.Text.Key == "card.outcome.Refused");
    }

    [Fact]
    public async Task After_the_booth_has_helped_the_card_is_unlocked_by_self_service_again()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await WithEvidenceAsync(bench);
        await StopAsync(bench);
        await LiftAsync(bench);

        var (helper, _) = await WithEvidenceAsync(bench);

        Assert.True(await helper.ResetAsync(bench.Card, "n3w-Pass"));
        Assert.Equal(JourneyEnd.Completed, (await bench.JourneyAsync()).End);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_was_lost_is_not_given_again_after_a_stop(bool isLifted)
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var (helper, task) = await WithEvidenceAsync(bench);
        var request = new AuthoriseRequest(bench.Card.State.CardId, new byte[16]);
        Assert.NotNull(await helper.AnswerAsync((calls, on, ct) => calls.AuthoriseAsync(on, task.Id, request, ct)));

        await StopAsync(bench);
        if (isLifted)
        {
            await LiftAsync(bench);
        }

        Assert.Null(await helper.AnswerAsync((calls, on, ct) => calls.AuthoriseAsync(on, task.Id, request, ct)));
        Assert.Contains(await bench.RowsAsync<AuditEntry>(), e => e.Event == "reset-refused:ReleasedBefore");
    }

    [Fact]
    public async Task Wrong_answers_in_another_journey_void_nothing_before_the_booth_has_looked()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerWronglyAsync();

        await bench.AnswerAsync();

        Assert.All(await bench.RowsAsync<EvidenceItem>(), e => Assert.Equal(0, e.LockoutEpoch));
        Assert.Equal(0, Assert.Single(await bench.RowsAsync<CardLockout>()).Epoch);
    }

    [Fact]
    public async Task A_registration_begun_before_a_stop_does_not_count_after_it()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        await (await BenchHelper.PairAsync(bench)).ProveAsync(bench.Card, "1234");
        await bench.ReplyAsync("save", JourneyBench.AnswerForm(JourneyBench.Answers));
        await bench.ReplyAsync("confirm", ("email", "amal.hughes@trust.nhs.uk"));
        await StopAsync(bench);
        await LiftAsync(bench);

        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));

        Assert.DoesNotContain(
            await bench.RowsAsync<Registration>(),
            r => r.State == RegistrationState.Active);
    }

    [Fact]
    public async Task A_holder_who_tries_again_waits_for_the_booth_once()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        for (var wrong = 0; wrong < CardLockout.MaxWrongAttempts; wrong++)
        {
            await bench.AnswerWronglyAsync();
        }

        for (var again = 0; again < 3; again++)
        {
            await bench.BeginAsync("unlock");
            await bench.ReplyAsync("continue");
            await (await BenchHelper.PairAsync(bench)).IdentifyAsync(bench.Card);
        }

        Assert.Equal(BoothReason.QuestionsLockedOut, Assert.Single(await bench.RowsAsync<BoothCase>()).Reason);
    }

    private static async Task<(BenchHelper Helper, CardTask Task)> WithEvidenceAsync(JourneyBench bench)
    {
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        return (helper, await helper.NextAsync() ?? throw new InvalidOperationException("There is no card task."));
    }

    internal static Task StopAsync(JourneyBench bench) => OnCardAsync(bench, (lockouts, card, ct) => lockouts.FreezeAsync(card, null, ct));

    private static Task LiftAsync(JourneyBench bench) => OnCardAsync(bench, (lockouts, card, ct) => lockouts.LiftAsync(card, Booth, ct));

    private static async Task OnCardAsync(JourneyBench bench, Func<Lockouts, HeldCard, CancellationToken, Task> act)
    {
        var card = (await bench.RowsAsync<Smartcard.Domain.Cards.Card>()).Single(c => c.Identifier.Value == bench.Card.State.CardId).Id;
        await bench.TurnAsync(async (services, ct) =>
        {
            await act(services.GetRequiredService<Lockouts>(), services.GetRequiredService<SmartcardDbContext>().Locks.Hold(card), ct);
            return true;
        });
    }
}
