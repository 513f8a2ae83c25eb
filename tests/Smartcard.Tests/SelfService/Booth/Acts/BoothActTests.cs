using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Booth.Acts;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Unlock;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Booth.Acts;

/// <summary>What booth staff do for a journey under way: once, for a reason, told to its person and on record.</summary>
[OnPostgres]
public sealed class BoothActTests
{
    [Fact]
    public async Task A_message_is_said_in_the_chat_and_is_on_record_with_who_said_what()
    {
        await using var bench = await StalledAsync();
        var acts = new ActBench(bench);
        var nia = await acts.Booth.UserAsync("Nia Desk");

        Assert.IsType<BoothActResult.Done>(
            await acts.DoAsync(nia, JourneyActKind.Message, nameof(BoothSentence.ComeToBooth)));

        Assert.Equal(["booth.says.ComeToBooth", "booth.where"], acts.Said.TakeLast(2));
        Assert.Equal(["booth-message:ComeToBooth"], await acts.AuditOfAsync(nia));
        var act = Assert.Single(await bench.RowsAsync<JourneyAct>());
        Assert.Equal((JourneyActKind.Message, nia), (act.Kind, act.ActorId));
        Assert.Null((await bench.JourneyAsync()).EndedAt);
    }

    [Fact]
    public async Task A_page_sent_twice_is_one_act_and_a_colleague_has_to_wait_a_minute()
    {
        await using var bench = await StalledAsync();
        var acts = new ActBench(bench);
        var (nia, tom) = (await acts.Booth.UserAsync("Nia Desk"), await acts.Booth.UserAsync("Tom Second"));
        var order = acts.OrderOf(nia, JourneyActKind.Message);

        Assert.IsType<BoothActResult.Done>(await acts.SendAsync(order));
        Assert.IsType<BoothActResult.Done>(await acts.SendAsync(order));
        Assert.Equal(new BoothActResult.Refused(ActRefusal.TooSoon), await acts.DoAsync(tom, JourneyActKind.Message));
        Assert.Single(acts.Said, "booth.says.WeAreLooking");

        bench.Time.Advance(JourneyActRules.Pause);
        Assert.IsType<BoothActResult.Done>(await acts.DoAsync(tom, JourneyActKind.Message));
        Assert.Equal(2, acts.Said.Count(key => key == "booth.says.WeAreLooking"));
    }

    [Fact]
    public async Task What_was_sent_for_one_act_does_no_other_and_what_is_not_in_the_list_is_not_done()
    {
        await using var bench = await StalledAsync();
        var acts = new ActBench(bench);
        var nia = await acts.Booth.UserAsync("Nia Desk");
        var order = acts.OrderOf(nia, JourneyActKind.Message);
        await acts.SendAsync(order);

        Assert.IsType<BoothActResult.Unknown>(
            await acts.SendAsync(acts.OrderOf(nia, JourneyActKind.End) with { Id = order.Id }));
        Assert.IsType<BoothActResult.Unknown>(
            await acts.SendAsync(acts.OrderOf(nia, JourneyActKind.End) with { JourneyId = JourneyId.New() }));
        foreach (var choice in new[] { "", "0", "askedAtBooth", nameof(ActReason.AnswersKnown), "any words" })
        {
            Assert.Equal(
                new BoothActResult.Refused(ActRefusal.ChoiceMissing),
                await acts.DoAsync(nia, JourneyActKind.End, choice));
        }

        Assert.Null((await bench.JourneyAsync()).EndedAt);
        Assert.Single(await bench.RowsAsync<JourneyAct>());
    }

    [Fact]
    public async Task A_journey_is_ended_once_and_then_nothing_more_is_done_for_it()
    {
        await using var bench = await StalledAsync();
        var acts = new ActBench(bench);
        var (nia, tom) = (await acts.Booth.UserAsync("Nia Desk"), await acts.Booth.UserAsync("Tom Second"));

        Assert.IsType<BoothActResult.Done>(
            await acts.DoAsync(nia, JourneyActKind.End, nameof(ActReason.AskedByTelephone)));

        Assert.Equal(WorkflowStatus.Cancelled, bench.Status);
        Assert.Equal(JourneyEnd.Cancelled, (await bench.JourneyAsync()).End);
        Assert.Equal(["booth-journey-ended:AskedByTelephone"], await acts.AuditOfAsync(nia));
        foreach (var kind in Enum.GetValues<JourneyActKind>())
        {
            Assert.Equal(new BoothActResult.Refused(ActRefusal.IsOver), await acts.DoAsync(tom, kind));
        }

        Assert.Empty(await acts.AuditOfAsync(tom));
    }

    [Fact]
    public async Task A_card_that_is_being_changed_is_not_left()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        await helper.ReleaseAsync(bench.Card, (await helper.NextAsync())!);
        var acts = new ActBench(bench);
        var nia = await acts.Booth.UserAsync("Nia Desk");

        Assert.Equal(new BoothActResult.Refused(ActRefusal.CardIsChanging), await acts.DoAsync(nia, JourneyActKind.End));
        Assert.Equal(new BoothActResult.Refused(ActRefusal.CardIsChanging), await acts.DoAsync(nia, JourneyActKind.ClearQuestions));

        Assert.Null((await bench.JourneyAsync()).EndedAt);
        Assert.Empty(await bench.RowsAsync<JourneyAct>());
    }

    [Fact]
    public async Task A_late_mail_is_tried_at_once_with_the_same_code()
    {
        await using var bench = await AtTheCodeAsync();
        var acts = new ActBench(bench);
        var nia = await acts.Booth.UserAsync("Nia Desk");
        await ChangeMailAsync(bench, mail => mail.Retry(bench.Time.GetUtcNow() + TimeSpan.FromHours(1))); // its server is busy
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        var sent = bench.Mails.Sent.Count;

        Assert.IsType<BoothActResult.Done>(await acts.DoAsync(nia, JourneyActKind.SendMail));
        var code = await bench.ReadCodeAsync();

        Assert.Equal(sent + 1, bench.Mails.Sent.Count);
        Assert.Equal("booth.mailSent", acts.Said.Last());
        Assert.Equal(["booth-mail-sent:AskedAtBooth"], await acts.AuditOfAsync(nia));
        Assert.Single(await bench.RowsAsync<EmailCode>(), c => c.JourneyId == new JourneyId(bench.Journey));
        await bench.ReplyAsync("send", ("code", code));
        Assert.Contains("code.right", acts.Said);
        Assert.Equal(new BoothActResult.Refused(ActRefusal.TooSoon), await acts.DoAsync(nia, JourneyActKind.SendMail));
    }

    [Fact]
    public async Task A_code_whose_mail_was_accepted_or_that_has_run_out_is_not_sent_again()
    {
        await using var bench = await AtTheCodeAsync();
        var acts = new ActBench(bench);
        var nia = await acts.Booth.UserAsync("Nia Desk");
        await bench.SendMailsAsync();
        bench.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(new BoothActResult.Refused(ActRefusal.NoMailToSend), await acts.DoAsync(nia, JourneyActKind.SendMail));
        bench.Time.Advance(EmailCode.Lifetime);
        Assert.Equal(new BoothActResult.Refused(ActRefusal.NoMailToSend), await acts.DoAsync(nia, JourneyActKind.SendMail));
    }

    [Fact]
    public async Task One_more_code_is_allowed_once_and_ends_well()
    {
        await using var bench = await AtTheCodeAsync();
        var acts = new ActBench(bench);
        var nia = await acts.Booth.UserAsync("Nia Desk");
        Assert.Equal(new BoothActResult.Refused(ActRefusal.CodesAreLeft), await acts.DoAsync(nia, JourneyActKind.AllowCode));
        await bench.ReplyAsync("newCode");
        await bench.ReplyAsync("newCode");

        Assert.IsType<BoothActResult.Done>(await acts.DoAsync(nia, JourneyActKind.AllowCode));
        Assert.Equal("booth.codeAllowed", acts.Said.Last());
        Assert.Equal(new BoothActResult.Refused(ActRefusal.CodeWasAllowed), await acts.DoAsync(nia, JourneyActKind.AllowCode));
        await bench.ReplyAsync("newCode");

        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        Assert.Contains("code.right", acts.Said);
        Assert.Equal(["booth-code-allowed:AskedAtBooth"], await acts.AuditOfAsync(nia));
    }

    [Fact]
    public async Task After_the_one_more_code_there_is_none()
    {
        await using var bench = await AtTheCodeAsync();
        var acts = new ActBench(bench);
        await bench.ReplyAsync("newCode");
        await bench.ReplyAsync("newCode");
        await acts.DoAsync(await acts.Booth.UserAsync("Nia Desk"), JourneyActKind.AllowCode);
        await bench.ReplyAsync("newCode");

        await bench.ReplyAsync("newCode");

        Assert.Equal(JourneyEnd.Referred, (await bench.JourneyAsync()).End);
        Assert.Equal(
            EmailCode.MaxPerJourney + 1,
            (await bench.RowsAsync<EmailCode>()).Count(c => c.JourneyId == new JourneyId(bench.Journey)));
    }

    [Fact]
    public async Task For_their_own_card_nobody_sends_a_mail_allows_a_code_or_clears_questions()
    {
        await using var bench = await AtTheCodeAsync();
        var acts = new ActBench(bench);
        var amal = await acts.Booth.UserAsync("Hughes, Amal");

        foreach (var kind in new[] { JourneyActKind.SendMail, JourneyActKind.AllowCode, JourneyActKind.ClearQuestions })
        {
            Assert.Equal(new BoothActResult.Refused(ActRefusal.OwnCard), await acts.DoAsync(amal, kind));
        }

        Assert.Equal(Enumerable.Repeat("booth-act-refused:OwnCard", 3), await acts.AuditOfAsync(amal));
        Assert.IsType<BoothActResult.Done>(await acts.DoAsync(amal, JourneyActKind.Message));
    }

    [Fact]
    public async Task A_reset_in_person_is_no_journey_of_a_chat()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var acts = new ActBench(bench);
        var nia = await acts.Booth.UserAsync("Nia Desk");
        var reset = await acts.Booth.StartAsync(nia);

        Assert.IsType<BoothActResult.Unknown>(
            await acts.SendAsync(acts.OrderOf(nia, JourneyActKind.End) with { JourneyId = reset }));
    }

    private static async Task<JourneyBench> StalledAsync()
    {
        var bench = await JourneyBench.StartAsync();
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        return bench;
    }

    private static async Task<JourneyBench> AtTheCodeAsync()
    {
        var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        bench.Time.Advance(EmailCode.CountedFor); // the codes of the registration count no longer
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        return bench;
    }

    private static Task<int> ChangeMailAsync(JourneyBench bench, Action<OutgoingMail> change) => bench.DoAsync(async services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        change(database.Set<OutgoingMail>().OrderByDescending(m => m.CreatedAt).First());
        return await database.SaveChangesAsync();
    });
}
