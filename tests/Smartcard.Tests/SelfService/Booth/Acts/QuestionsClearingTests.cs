using Microsoft.Extensions.DependencyInjection;
using Smartcard.CardTasks;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Booth.Acts;
using Smartcard.SelfService.Lockout;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.Booth.Acts;

/// <summary>Clearing the questions takes a way to unlock away, and opens none.</summary>
[OnPostgres]
public sealed class QuestionsClearingTests
{
    [Fact]
    public async Task The_registration_is_withdrawn_the_journey_ends_and_the_holder_is_told()
    {
        await using var bench = await AtTheQuestionsAsync();
        var acts = new ActBench(bench);
        var nia = await acts.Booth.UserAsync("Nia Desk");

        Assert.IsType<BoothActResult.Done>(await acts.DoAsync(nia, JourneyActKind.ClearQuestions));
        await bench.SendMailsAsync();

        Assert.Equal(RegistrationState.Withdrawn, (await bench.RowsAsync<Registration>()).Single().State);
        Assert.Equal(JourneyEnd.Cancelled, (await bench.JourneyAsync()).End);
        Assert.Equal("Your security questions were cleared at the IT booth", bench.Mails.Sent[^1].Subject);
        Assert.Contains("/not-me/", bench.Mails.Sent[^1].Text, StringComparison.Ordinal);
        Assert.Equal(
            ["identity-checked:Staff badge with photograph", "booth-questions-cleared:AnswersForgotten"],
            await acts.AuditOfAsync(nia));
        var act = Assert.Single(await bench.RowsAsync<JourneyAct>());
        Assert.Equal((InPersonBench.Check, "badge 4711"), (act.IdentityCheck, act.Seen));
        Assert.Contains(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.IdentityChecked && e.UserId == nia);
    }

    [Fact]
    public async Task Whoever_has_the_card_and_not_its_passcode_unlocks_nothing_afterwards()
    {
        await using var bench = await AtTheQuestionsAsync();
        var acts = new ActBench(bench);
        await acts.DoAsync(await acts.Booth.UserAsync("Nia Desk"), JourneyActKind.ClearQuestions);

        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        await (await BenchHelper.PairAsync(bench)).IdentifyAsync(bench.Card);
        Assert.Equal(JourneyEnd.Stopped, (await bench.JourneyAsync()).End); // the card is not registered
        Assert.Empty(await bench.RowsAsync<BoothCase>());

        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);
        await helper.ReportAsync(
            (await helper.NextAsync())!.Id,
            new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = bench.Card.State.CardId, Signature = new byte[256] });

        Assert.DoesNotContain(await bench.RowsAsync<EvidenceItem>(), e =>
            e.Kind == EvidenceKind.PasscodeProved && e.JourneyId == new JourneyId(bench.Journey));
        Assert.Equal(RegistrationState.Withdrawn, (await bench.RowsAsync<Registration>()).Single().State);
    }

    [Fact]
    public async Task Who_registers_anew_with_another_address_is_not_unseen_by_the_old_one()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        var acts = new ActBench(bench);
        await acts.DoAsync(await acts.Booth.UserAsync("Nia Desk"), JourneyActKind.ClearQuestions);

        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        await (await BenchHelper.PairAsync(bench)).ProveAsync(bench.Card, "1234");
        await bench.ReplyAsync("save", JourneyBench.AnswerForm(JourneyBench.Answers));
        await bench.ReplyAsync("confirm", ("email", "somebody.else@trust.nhs.uk"));
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        await bench.SendMailsAsync();

        Assert.Contains(bench.Mails.Sent, m =>
            m.To == "amal.hughes@trust.nhs.uk" && m.Subject == "Another email address is now used for your smartcard");
        Assert.Equal(
            [RegistrationState.Superseded, RegistrationState.Active],
            (await bench.RowsAsync<Registration>()).OrderBy(r => r.CreatedAt).Select(r => r.State));
    }

    [Fact]
    public async Task A_reset_in_person_afterwards_is_told_to_the_address_of_before_with_a_link_that_works()
    {
        await using var bench = await AtTheQuestionsAsync();
        var acts = new ActBench(bench);
        var nia = await acts.Booth.UserAsync("Nia Desk");
        await acts.DoAsync(nia, JourneyActKind.ClearQuestions);

        var reset = await acts.Booth.StartAsync(nia);
        Assert.True(await (await acts.Booth.ConnectAsync(reset)).ResetAsync(bench.Card, "b00th-Ok"));
        await bench.SendMailsAsync();

        var mail = bench.Mails.Sent[^1];
        Assert.Equal(("amal.hughes@trust.nhs.uk", "Your smartcard’s passcode was reset at the IT booth"), (mail.To, mail.Subject));
        var act = new NotMeAct(await acts.Booth.CardIdOf(bench.Card), reset, bench.Time.GetUtcNow());
        Assert.Equal(
            NotMeStanding.Open,
            await bench.DoAsync(services => services.GetRequiredService<Lockouts>().StandingOfAsync(act, CancellationToken.None)));
    }

    [Fact]
    public async Task An_identity_that_nobody_checked_clears_nothing()
    {
        await using var bench = await AtTheQuestionsAsync();
        var acts = new ActBench(bench);
        var order = acts.OrderOf(await acts.Booth.UserAsync("Nia Desk"), JourneyActKind.ClearQuestions);

        Assert.Equal(new BoothActResult.Refused(ActRefusal.CheckMissing), await acts.SendAsync(order with { Check = "I know them" }));
        Assert.Equal(new BoothActResult.Refused(ActRefusal.CheckMissing), await acts.SendAsync(order with { Check = null }));
        foreach (var seen in new[] { null, new string('x', 201), "badge\n4711", "badge \u202e4711" })
        {
            Assert.Equal(new BoothActResult.Refused(ActRefusal.SeenTooLong), await acts.SendAsync(order with { Seen = seen }));
        }

        Assert.Equal(RegistrationState.Active, (await bench.RowsAsync<Registration>()).Single().State);
        Assert.Null((await bench.JourneyAsync()).EndedAt);
    }

    [Fact]
    public async Task Where_a_second_person_has_to_confirm_questions_are_not_cleared()
    {
        await using var bench = await JourneyBench.StartAsync(("Booth:SecondPerson", "true"));
        await bench.RegisterAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        var acts = new ActBench(bench);

        Assert.Equal(
            new BoothActResult.Refused(ActRefusal.NeedsSecondPerson),
            await acts.DoAsync(await acts.Booth.UserAsync("Nia Desk"), JourneyActKind.ClearQuestions));
    }

    [Fact]
    public async Task It_counts_against_the_same_limit_as_resets_in_person()
    {
        await using var bench = await JourneyBench.StartAsync(("Booth:ResetsPerHour", "1"));
        await bench.RegisterAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        var acts = new ActBench(bench);
        var nia = await acts.Booth.UserAsync("Nia Desk");
        Assert.IsType<BoothActResult.Done>(await acts.DoAsync(nia, JourneyActKind.ClearQuestions));

        Assert.Equal(new InPersonAct.Refused(InPersonProblem.TooMany), await acts.Booth.TryStartAsync(nia, bench.OtherCard));
        bench.Time.Advance(TimeSpan.FromHours(1));
        Assert.IsType<InPersonAct.Done>(await acts.Booth.TryStartAsync(nia, bench.OtherCard));
    }

    private static async Task<JourneyBench> AtTheQuestionsAsync()
    {
        var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        return bench;
    }
}
