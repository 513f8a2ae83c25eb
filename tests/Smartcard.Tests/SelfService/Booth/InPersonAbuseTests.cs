using Microsoft.Extensions.DependencyInjection;
using Smartcard.CardTasks;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Lockout;
using Smartcard.Tests.SelfService.Lockout;

namespace Smartcard.Tests.SelfService.Booth;

/// <summary>Booth staff, holders and forms that do what they should not, in a reset in person. P-U6, S13, S14.</summary>
[OnPostgres]
public sealed class InPersonAbuseTests
{
    private const string NewPasscode = "b00th-Ok";

    [Theory]
    [InlineData(true, BackOfficeRoles.Booth)]
    [InlineData(false, BackOfficeRoles.Auditor)]
    public async Task Whoever_may_no_longer_work_at_the_booth_resets_nothing_that_they_began(bool isDisabled, BackOfficeRoles roles)
    {
        await using var bench = await InPersonTests.LockedOutAsync();
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var id = await booth.StartAsync(nia);
        var helper = await booth.ConnectAsync(id);

        await SetAsync(bench, booth, nia, isDisabled, roles);

        Assert.IsType<InPersonAct.Refused>(
            await booth.DoAsync(resets => resets.CompleteElsewhereAsync(nia, id, CancellationToken.None)));
        Assert.False(await helper.ResetAsync(bench.Card, NewPasscode));
        Assert.Equal(InPersonStep.Refused, (await booth.StandingAsync(id)).Step);
        Assert.True((await bench.RowsAsync<CardLockout>()).Single().IsStopped);
    }

    [Fact]
    public async Task A_confirmation_counts_no_longer_once_its_user_is_disabled()
    {
        await using var bench = await InPersonTests.LockedOutAsync(("Booth:SecondPerson", "true"));
        var booth = new InPersonBench(bench);
        var tom = await booth.UserAsync("Tom Second");
        var id = await booth.StartAsync(await booth.UserAsync("Nia Desk"));
        var helper = await booth.ConnectAsync(id);
        Assert.IsType<InPersonAct.Done>(await booth.DoAsync(resets => resets.ConfirmAsync(tom, id, CancellationToken.None)));

        await SetAsync(bench, booth, tom, isDisabled: true, BackOfficeRoles.Booth);

        Assert.False(await helper.ResetAsync(bench.Card, NewPasscode));
        Assert.Equal(InPersonStep.WaitsForSecond, (await booth.StandingAsync(id)).Step);
    }

    [Theory]
    [InlineData("Desk, Nia", false)]
    [InlineData("Night Shift", true)]
    public async Task Nobody_confirms_with_a_second_account_what_they_checked(string name, bool isSameStaff)
    {
        await using var bench = await InPersonTests.LockedOutAsync(("Booth:SecondPerson", "true"));
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var again = await booth.UserAsync(name);
        if (isSameStaff)
        {
            var staff = StaffId.New();
            await booth.ChangeAsync(database =>
            {
                foreach (var user in database.Users.Where(u => u.Id == nia.Value || u.Id == again.Value))
                {
                    user.StaffId = staff;
                }
            });
        }

        var id = await booth.StartAsync(nia);

        Assert.Equal(
            new InPersonAct.Refused(InPersonProblem.SamePerson),
            await booth.DoAsync(resets => resets.ConfirmAsync(again, id, CancellationToken.None)));
        Assert.Equal(InPersonStep.WaitsForSecond, (await booth.StandingAsync(id)).Step);
    }

    [Fact]
    public async Task Nobody_resets_a_second_card_of_theirs_that_is_not_registered()
    {
        await using var bench = await InPersonTests.LockedOutAsync();
        var booth = new InPersonBench(bench);
        var holder = (await bench.RowsAsync<Staff>()).Single(s => s.DisplayName == "Amal Hughes").Id;
        var second = CardId.New();
        await booth.ChangeAsync(database => database.Add(new Card
        {
            Id = second,
            Identifier = CardIdentifier.Parse(new string('7', 32)),
            StaffId = holder,
            PublicKey = [1],
            EnrolledAt = bench.Time.GetUtcNow(),
        }));
        var nia = await booth.UserAsync("Nia Desk", "amal.hughes@trust.nhs.uk");

        Assert.Equal(
            new InPersonAct.Refused(InPersonProblem.OwnCard),
            await booth.DoAsync(resets => resets.StartAsync(nia, second, InPersonBench.Check, "", CancellationToken.None)));
    }

    [Fact]
    public async Task A_stop_while_the_card_is_changed_stays_and_its_case_too()
    {
        await using var bench = await InPersonTests.LockedOutAsync();
        var booth = new InPersonBench(bench);
        var id = await booth.StartAsync(await booth.UserAsync("Nia Desk"));
        var helper = await booth.ConnectAsync(id);

        Assert.True(await helper.ResetAsync(bench.Card, NewPasscode, () => EvidenceAfterStopTests.StopAsync(bench)));

        Assert.Equal(InPersonStep.Completed, (await booth.StandingAsync(id)).Step);
        Assert.NotNull((await bench.RowsAsync<CardLockout>()).Single().FrozenAt);
        Assert.Contains(await bench.RowsAsync<BoothCase>(), c => c is { Reason: BoothReason.NotMe, ClosedAt: null });
        Assert.Empty(bench.Told);
        Assert.Contains(await bench.RowsAsync<OutgoingMail>(), m => m.Kind == MailKind.Unlocked && m.JourneyId == id);
        Assert.DoesNotContain(await bench.RowsAsync<OutgoingMail>(), m => m.Kind == MailKind.ResetInPerson);
    }

    [Fact]
    public async Task What_is_sent_twice_takes_no_task_from_the_helper()
    {
        await using var bench = await InPersonTests.LockedOutAsync();
        var booth = new InPersonBench(bench);
        var (nia, tom) = (await booth.UserAsync("Nia Desk"), await booth.UserAsync("Tom Second"));
        var id = await booth.StartAsync(nia);
        var helper = await booth.ConnectAsync(id);
        var task = (await helper.NextAsync())!.Id;

        await booth.DoAsync(resets => resets.TryAgainAsync(nia, id, CancellationToken.None));
        await booth.DoAsync(resets => resets.ConfirmAsync(tom, id, CancellationToken.None));
        await booth.DoAsync(resets => resets.ConfirmAsync(tom, id, CancellationToken.None));

        Assert.Equal(task, (await helper.NextAsync())!.Id);
        Assert.Single(await bench.RowsAsync<AuditEntry>(), a => a.Event == "identity-confirmed");
    }

    [Fact]
    public async Task Trying_again_too_late_is_refused_with_that_reason()
    {
        await using var bench = await InPersonTests.LockedOutAsync();
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var id = await booth.StartAsync(nia);
        bench.Time.Advance(TimeSpan.FromMinutes(9));
        await booth.ConnectAsync(id);
        await EvidenceAfterStopTests.StopAsync(bench);

        Assert.Equal(
            new InPersonAct.Refused(InPersonProblem.TooOld),
            await booth.DoAsync(resets => resets.TryAgainAsync(nia, id, CancellationToken.None)));
    }

    [Fact]
    public async Task Resets_begun_beside_each_other_do_not_get_round_the_limit_and_each_refusal_is_on_record()
    {
        await using var bench = await JourneyBench.StartAsync(("Booth:ResetsPerHour", "1"));
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var (one, two) = (await booth.StartAsync(nia), await booth.StartAsync(nia, bench.OtherCard));
        var helper = await booth.ConnectAsync(two);
        Assert.IsType<InPersonAct.Done>(
            await booth.DoAsync(resets => resets.CompleteElsewhereAsync(nia, one, CancellationToken.None)));

        Assert.False(await helper.ResetAsync(bench.OtherCard, NewPasscode));
        Assert.Contains(await bench.RowsAsync<AuditEntry>(), a => a.Event == "reset-refused:TooMany" && a.ActorId == nia);
        Assert.Single(bench.Log.Lines, line => line.Contains("wanted to reset another card in person", StringComparison.Ordinal));
        Assert.Equal(
            new InPersonAct.Refused(InPersonProblem.TooMany),
            await booth.DoAsync(resets => resets.CompleteElsewhereAsync(nia, two, CancellationToken.None)));
        Assert.Contains(
            await bench.RowsAsync<AuditEntry>(), a => a.Event == "in-person-refused:TooMany" && a.JourneyId == two && a.ActorId == nia);
    }

    [Fact]
    public async Task Several_tries_of_one_reset_count_once_in_the_limit()
    {
        await using var bench = await JourneyBench.StartAsync(("Booth:ResetsPerHour", "2"));
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var id = await booth.StartAsync(nia);
        var helper = await booth.ConnectAsync(id);
        for (var tries = 0; tries < 3; tries++)
        {
            var task = (await helper.NextAsync())!;
            await helper.ReleaseAsync(bench.Card, task);
            await helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.CardRemoved));
            Assert.IsType<InPersonAct.Done>(await booth.DoAsync(resets => resets.TryAgainAsync(nia, id, CancellationToken.None)));
        }

        Assert.True(await helper.ResetAsync(bench.Card, NewPasscode));
        var second = await booth.ConnectAsync(await booth.StartAsync(nia, bench.OtherCard));
        Assert.True(await second.ResetAsync(bench.OtherCard, NewPasscode));
    }

    [Fact]
    public async Task Another_tool_keeps_no_mail_back_about_a_reset_that_the_helper_was_released_for()
    {
        await using var bench = await InPersonTests.LockedOutAsync();
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var id = await booth.StartAsync(nia);
        var helper = await booth.ConnectAsync(id);
        var task = (await helper.NextAsync())!;
        await helper.ReleaseAsync(bench.Card, task);
        await helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.CardRemoved));

        Assert.IsType<InPersonAct.Done>(await booth.DoAsync(resets => resets.CompleteElsewhereAsync(nia, id, CancellationToken.None)));

        var mails = (await bench.RowsAsync<OutgoingMail>()).Where(m => m.JourneyId == id).ToList();
        Assert.Contains(mails, m => m.Kind == MailKind.PasscodeMayBeSet && m.DueAt <= bench.Time.GetUtcNow());
        Assert.Contains(mails, m => m.Kind == MailKind.ResetInPerson);
        Assert.Single(await bench.RowsAsync<AuditEntry>(), a => a.Event == "reset-left-uncertain" && a.JourneyId == id);
    }

    [Fact]
    public async Task A_confirmation_counts_no_longer_once_the_card_is_known_to_be_that_users_own()
    {
        await using var bench = await InPersonTests.LockedOutAsync(("Booth:SecondPerson", "true"));
        var booth = new InPersonBench(bench);
        var tom = await booth.UserAsync("Tom Second");
        var id = await booth.StartAsync(await booth.UserAsync("Nia Desk"));
        var helper = await booth.ConnectAsync(id);
        Assert.IsType<InPersonAct.Done>(await booth.DoAsync(resets => resets.ConfirmAsync(tom, id, CancellationToken.None)));
        var holder = (await bench.RowsAsync<Staff>()).Single(s => s.DisplayName == "Amal Hughes").Id;

        await booth.ChangeAsync(database => database.Users.Single(u => u.Id == tom.Value).StaffId = holder);

        Assert.False(await helper.ResetAsync(bench.Card, NewPasscode));
        Assert.Equal(InPersonStep.WaitsForSecond, (await booth.StandingAsync(id)).Step);
    }

    [Fact]
    public async Task An_identity_that_was_checked_more_than_20_minutes_ago_counts_no_longer()
    {
        await using var bench = await InPersonTests.LockedOutAsync();
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var id = await booth.StartAsync(nia);
        bench.Time.Advance(TimeSpan.FromMinutes(9));
        var helper = await booth.ConnectAsync(id);

        bench.Time.Advance(TimeSpan.FromMinutes(11) + TimeSpan.FromSeconds(1));

        Assert.Null(await helper.NextAsync());
        Assert.Equal(
            new InPersonAct.Refused(InPersonProblem.TooOld),
            await booth.DoAsync(resets => resets.CompleteElsewhereAsync(nia, id, CancellationToken.None)));
        var standing = await booth.StandingAsync(id);
        Assert.Equal((InPersonStep.Refused, InPersonProblem.TooOld), (standing.Step, standing.Refusal));
    }

    [Fact]
    public async Task A_chat_that_was_not_sent_to_the_booth_is_told_nothing()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync(); // by whoever it was
        var booth = new InPersonBench(bench);
        var act = new NotMeAct(await booth.CardIdOf(bench.Card), new JourneyId(bench.Journey), bench.Time.GetUtcNow());
        Assert.Equal(
            NotMeStanding.Open,
            await bench.TurnAsync((services, ct) => services.GetRequiredService<Lockouts>().StopAsync(act, ct)));

        var helper = await booth.ConnectAsync(await booth.StartAsync(await booth.UserAsync("Nia Desk")));
        Assert.True(await helper.ResetAsync(bench.Card, NewPasscode));

        Assert.False((await bench.RowsAsync<CardLockout>()).Single().IsStopped);
        Assert.Empty(bench.Told);
    }

    [Fact]
    public async Task A_reset_that_has_ended_keeps_no_code()
    {
        await using var bench = await JourneyBench.StartAsync();
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var id = await booth.StartAsync(nia);
        var code = (await booth.StandingAsync(id)).Code!.Code;

        await booth.DoAsync(resets => resets.CancelAsync(nia, id, CancellationToken.None));

        Assert.Null((await bench.RowsAsync<InPersonReset>()).Single().SealedPairing);
        Assert.Null(await BenchHelper.TryPairAsync(bench, code));
    }

    private static Task SetAsync(JourneyBench bench, InPersonBench booth, UserId id, bool isDisabled, BackOfficeRoles roles) =>
        booth.ChangeAsync(database =>
        {
            var user = database.Users.Single(u => u.Id == id.Value);
            user.DisabledAt = isDisabled ? bench.Time.GetUtcNow() : null;
            user.Roles = roles;
        });
}
