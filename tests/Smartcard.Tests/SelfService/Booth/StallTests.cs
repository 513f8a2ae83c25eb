using Microsoft.Extensions.DependencyInjection;
using Smartcard.CardTasks;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.CardTasks;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.Booth;

/// <summary>Each cause is brought about by the real rules, named rightly, and gone once it is mended.</summary>
[OnPostgres]
public sealed class StallTests
{
    [Fact]
    public async Task A_helper_that_nobody_connects()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");

        await AssertAsync(bench, null);
        bench.Time.Advance(TimeSpan.FromMinutes(3));
        await AssertAsync(bench, StallCause.HelperNotConnected);
        await BenchHelper.PairAsync(bench);
        await AssertAsync(bench, null);
    }

    [Fact]
    public async Task A_helper_that_is_too_old()
    {
        await using var bench = await JourneyBench.StartAsync(("Helper:OldestVersion", "0.2.0"));
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await BenchHelper.AskAsync(bench, bench.Open.BigText!, CardTaskClient.NewToken(), "0.1.0");

        await AssertAsync(bench, null);
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await AssertAsync(bench, StallCause.HelperOutdated);
        for (var minutes = 0; minutes < 12; minutes++)
        {
            await bench.PassAsync(TimeSpan.FromMinutes(1)); // the chat shows a new code, and nobody has used it
        }

        await AssertAsync(bench, StallCause.HelperOutdated);
        Assert.IsType<PairingResult.Paired>(
            await BenchHelper.AskAsync(bench, bench.Open.BigText!, CardTaskClient.NewToken(), "0.2.0"));
        await AssertAsync(bench, null);
    }

    [Fact]
    public async Task A_host_that_was_killed_while_it_sent_the_code()
    {
        await using var bench = await AtTheCodeAsync();
        await NoteAsync(bench, mail => mail.Claim(bench.Time.GetUtcNow() + OutgoingMail.ClaimedFor, "a"));
        bench.Hosts.Silence = new() { ["a"] = TimeSpan.Zero, ["b"] = TimeSpan.Zero };
        bench.Time.Advance(TimeSpan.FromSeconds(45));

        await AssertAsync(bench, null);
        bench.Hosts.Silence["a"] = TimeSpan.FromSeconds(29);
        await AssertAsync(bench, null);
        bench.Hosts.Silence["a"] = TimeSpan.FromSeconds(30);
        await AssertAsync(bench, StallCause.HostGone);
        bench.Hosts.Silence.Remove("a");
        await AssertAsync(bench, StallCause.HostGone);
        bench.Time.Advance(TimeSpan.FromSeconds(15)); // any host may take it now
        await AssertAsync(bench, StallCause.MailWaiting);
        await NoteAsync(bench, mail => mail.Claim(bench.Time.GetUtcNow() + OutgoingMail.ClaimedFor, "b"));
        await AssertAsync(bench, StallCause.MailWaiting);
        await NoteAsync(bench, mail => mail.End(MailState.Sent, bench.Time.GetUtcNow()));
        await AssertAsync(bench, null);
    }

    [Fact]
    public async Task No_host_that_does_background_work()
    {
        await using var bench = await AtTheCodeAsync();
        bench.Hosts.Silence = new() { ["a"] = TimeSpan.FromSeconds(30), ["b"] = TimeSpan.FromMinutes(2) };
        bench.Time.Advance(TimeSpan.FromSeconds(59));

        await AssertAsync(bench, null);
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await AssertAsync(bench, StallCause.NoHostAtWork);
        bench.Hosts.Silence["b"] = TimeSpan.Zero;
        await AssertAsync(bench, StallCause.MailWaiting);
        bench.Hosts.Silence = null; // nobody can tell
        await AssertAsync(bench, StallCause.MailWaiting);
    }

    [Theory]
    [InlineData(CardTaskState.WaitingForReader, StallCause.NoReader)]
    [InlineData(CardTaskState.WaitingForCard, StallCause.NoCard)]
    [InlineData(CardTaskState.WrongCard, StallCause.WrongCard)]
    [InlineData(CardTaskState.CardRemoved, StallCause.CardRemoved)]
    [InlineData(CardTaskState.CardInUse, StallCause.CardInUse)]
    [InlineData(CardTaskState.WaitingForPasscode, StallCause.PasscodeNotTyped)]
    [InlineData(CardTaskState.WrongPasscode, StallCause.PasscodeNotTyped)]
    [InlineData(CardTaskState.Working, StallCause.HelperStuck)]
    public async Task What_the_helper_waits_for(CardTaskState state, StallCause cause)
    {
        await using var bench = await JourneyBench.StartAsync();
        var helper = await AtTheCardAsync(bench);
        var task = (await helper.NextAsync())!.Id;
        await helper.ProgressAsync(task, state);

        await PassAsync(bench, helper, TimeSpan.FromMinutes(2));
        await AssertAsync(bench, cause);
        await helper.ProgressAsync(task, CardTaskState.Working); // a sign of the card
        await AssertAsync(bench, null);
    }

    [Fact]
    public async Task A_helper_that_has_gone()
    {
        await using var bench = await JourneyBench.StartAsync();
        await AtTheCardAsync(bench);

        bench.Time.Advance(CardTaskInbox.HelperSilence);

        await AssertAsync(bench, StallCause.HelperLost);
    }

    [Fact]
    public async Task A_code_whose_mail_waits_comes_back_is_given_up_or_runs_out()
    {
        await using var bench = await AtTheCodeAsync();
        await AssertAsync(bench, null);
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await AssertAsync(bench, StallCause.MailWaiting);

        await bench.SendMailsAsync();
        await AssertAsync(bench, null);
        bench.Time.Advance(TimeSpan.FromMinutes(4));
        await AssertAsync(bench, StallCause.CodeNotEntered);
        await NoteAsync(bench, mail => mail.Note(MailDelivery.Deferred, null, bench.Time.GetUtcNow(), bench.Time.GetUtcNow()));
        await AssertAsync(bench, StallCause.MailDeferred);
        await NoteAsync(bench, mail => mail.Note(MailDelivery.Delivered, null, bench.Time.GetUtcNow(), bench.Time.GetUtcNow()));
        bench.Time.Advance(TimeSpan.FromMinutes(10));
        await AssertAsync(bench, StallCause.CodeExpired);
        await NoteAsync(bench, mail => mail.Note(MailDelivery.Bounced, "5.1.1", bench.Time.GetUtcNow(), bench.Time.GetUtcNow()));
        await AssertAsync(bench, StallCause.MailCameBack);
    }

    [Fact]
    public async Task A_mail_that_was_given_up()
    {
        await using var bench = await AtTheCodeAsync();
        bench.Time.Advance(TimeSpan.FromMinutes(1));

        await NoteAsync(bench, mail => mail.End(MailState.Failed, bench.Time.GetUtcNow()));

        await AssertAsync(bench, StallCause.MailFailed);
    }

    [Fact]
    public async Task A_person_who_says_nothing()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.BeginAsync("registration");

        bench.Time.Advance(TimeSpan.FromMinutes(9));
        await AssertAsync(bench, null);
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await AssertAsync(bench, StallCause.PersonSilent);
        await bench.ReplyAsync("continue");
        await AssertAsync(bench, null);
    }

    [Fact]
    public async Task A_timer_that_is_late()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue"); // a hint is due in a minute, and nobody looks after timers

        bench.Time.Advance(TimeSpan.FromMinutes(2));

        await AssertAsync(bench, StallCause.LateTimer, withTimers: true);
        bench.Hosts.Silence = new() { ["a"] = TimeSpan.Zero };
        await AssertAsync(bench, StallCause.LateTimer, withTimers: true); // somebody is there, and does not do it
        bench.Hosts.Silence = [];
        await AssertAsync(bench, StallCause.NoHostAtWork, withTimers: true);
    }

    [Fact]
    public async Task A_card_that_was_being_changed_when_nothing_more_was_heard()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        await helper.ReleaseAsync(bench.Card, (await helper.NextAsync())!);

        for (var minutes = 0; minutes < 10; minutes++)
        {
            await bench.PassAsync(TimeSpan.FromSeconds(60)); // timers go off, and one of them ends the task
            await helper.NextAsync();
        }

        await AssertAsync(bench, StallCause.ResultUnknown);
    }

    [Fact]
    public async Task Thresholds_are_the_installations()
    {
        await using var bench = await JourneyBench.StartAsync(("Booth:Stalled:Person", "00:01:00"));
        await bench.BeginAsync("registration");

        bench.Time.Advance(TimeSpan.FromMinutes(1));

        await AssertAsync(bench, StallCause.PersonSilent);
    }

    [Fact]
    public async Task A_good_journey_raises_none()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();
        await AssertAsync(bench, null);
        bench.Time.Advance(TimeSpan.FromHours(1)); // it has ended
        await AssertAsync(bench, null);
    }

    private static async Task<BenchHelper> AtTheCardAsync(JourneyBench bench)
    {
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        return await BenchHelper.PairAsync(bench);
    }

    private static async Task<JourneyBench> AtTheCodeAsync()
    {
        var bench = await JourneyBench.StartAsync();
        var helper = await AtTheCardAsync(bench);
        await helper.ProveAsync(bench.Card, "1234");
        await bench.ReplyAsync("save", JourneyBench.AnswerForm(JourneyBench.Answers));
        await bench.ReplyAsync("confirm", ("email", "amal.hughes@trust.nhs.uk"));
        return bench;
    }

    /// <summary>Time passes, and the helper asks for work as it does.</summary>
    private static async Task PassAsync(JourneyBench bench, BenchHelper helper, TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += TimeSpan.FromSeconds(20))
        {
            bench.Time.Advance(TimeSpan.FromSeconds(20));
            await helper.NextAsync();
        }
    }

    private static Task<int> NoteAsync(JourneyBench bench, Action<OutgoingMail> note) => bench.DoAsync(async services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        note(database.Set<OutgoingMail>().OrderByDescending(m => m.CreatedAt).First());
        return await database.SaveChangesAsync();
    });

    /// <param name="withTimers">False = those that are due go off first, as they do on a host that runs.</param>
    private static async Task AssertAsync(JourneyBench bench, StallCause? cause, bool withTimers = false)
    {
        if (!withTimers)
        {
            await bench.PassAsync(TimeSpan.Zero);
        }

        var (stalls, isWhole) = await bench.DoAsync(services =>
            services.GetRequiredService<StallFinder>().FindAsync(OrganisationScope.Everybody, CancellationToken.None));
        Assert.True(isWhole);
        Assert.Equal(cause is { } named ? [named] : [], stalls.Select(s => s.Cause));
        Assert.All(stalls, s => Assert.Equal(new JourneyId(bench.Journey), s.Journey.Id));
    }
}
