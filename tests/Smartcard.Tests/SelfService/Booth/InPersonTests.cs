using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Booth;
using Smartcard.Tests.SelfService.Lockout;

namespace Smartcard.Tests.SelfService.Booth;

/// <summary>The reset in person at the IT booth, with the real rules, database and card. P-U6, S14.</summary>
public sealed class InPersonTests
{
    private const string NewPasscode = "b00th-Ok";

    [OnPostgres]
    [Fact]
    public async Task Somebody_locked_out_leaves_with_a_working_card_and_uses_self_service_again()
    {
        await using var bench = await LockedOutAsync();
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");

        var id = await booth.StartAsync(nia);
        Assert.Equal(InPersonStep.WaitsForHelper, (await booth.StandingAsync(id)).Step);
        var helper = await booth.ConnectAsync(id);
        Assert.Equal(InPersonStep.WithHelper, (await booth.StandingAsync(id)).Step);
        Assert.True(await helper.ResetAsync(bench.Card, NewPasscode));

        Assert.Equal("b00th-Ok"u8.ToArray(), bench.Card.State.Passcode);
        Assert.Equal(InPersonStep.Completed, (await booth.StandingAsync(id)).Step);
        Assert.False((await bench.RowsAsync<CardLockout>()).Single().IsStopped);
        Assert.All(await bench.RowsAsync<BoothCase>(), c => Assert.NotNull(c.ClosedAt));
        await bench.SendMailsAsync();
        Assert.Equal("Your smartcard’s passcode was reset at the IT booth", bench.Mails.Sent[^1].Subject);
        Assert.Contains(bench.Told, t => t is ("chat", { Text.Key: "booth.reset" }));
        var audit = (await bench.RowsAsync<AuditEntry>()).Where(a => a.JourneyId == id).ToDictionary(a => a.Event, a => a.ActorId);
        Assert.Equal(nia, audit[$"identity-checked:{InPersonBench.Check}"]);
        Assert.Equal(nia, audit["reset-released"]);
        Assert.Equal(nia, audit["reset-in-person"]);
        Assert.Contains("journey-ended:Completed", audit.Keys);

        await TestCards.BlockAsync(bench.Card);
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        var own = await BenchHelper.PairAsync(bench);
        await own.IdentifyAsync(bench.Card);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        Assert.True(await own.ResetAsync(bench.Card, "n3w-Pass"));
    }

    [OnPostgres]
    [Fact]
    public async Task It_works_for_somebody_who_never_registered_and_tells_nobody_by_mail()
    {
        await using var bench = await JourneyBench.StartAsync();
        await TestCards.BlockAsync(bench.Card);
        var booth = new InPersonBench(bench);

        var helper = await booth.ConnectAsync(await booth.StartAsync(await booth.UserAsync("Nia Desk")));

        Assert.True(await helper.ResetAsync(bench.Card, NewPasscode));
        Assert.Empty(await bench.RowsAsync<OutgoingMail>());
    }

    [OnPostgres]
    [Fact]
    public async Task A_card_that_is_not_in_the_booths_reader_is_not_reset()
    {
        await using var bench = await JourneyBench.StartAsync();
        var booth = new InPersonBench(bench);
        var id = await booth.StartAsync(await booth.UserAsync("Nia Desk"));
        var helper = await booth.ConnectAsync(id);

        Assert.False(await helper.ResetAsync(bench.OtherCard, NewPasscode)); // of somebody else

        Assert.DoesNotContain(await bench.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
        Assert.Equal("2468"u8.ToArray(), bench.OtherCard.State.Passcode);
    }

    [OnPostgres]
    [Theory]
    [InlineData("Amal Hughes", null)]
    [InlineData("HUGHES, Amal", null)]
    [InlineData("Amál  Hughes", null)]
    [InlineData("Nia Desk", "amal.hughes@trust.nhs.uk")]
    public async Task Nobody_resets_the_card_that_has_their_name_or_whose_mails_they_get(string name, string? address)
    {
        await using var bench = await LockedOutAsync();
        var booth = new InPersonBench(bench);

        var refused = await booth.TryStartAsync(await booth.UserAsync(name, address));

        Assert.Equal(new InPersonAct.Refused(InPersonProblem.OwnCard), refused);
        Assert.Contains(await bench.RowsAsync<AuditEntry>(), a => a.Event == "in-person-refused:OwnCard");
        Assert.Empty(await bench.RowsAsync<InPersonReset>());
    }

    [OnPostgres]
    [Fact]
    public async Task Nobody_resets_the_card_that_an_administrator_said_is_theirs()
    {
        await using var bench = await LockedOutAsync();
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var id = await booth.StartAsync(nia);
        var helper = await booth.ConnectAsync(id);
        var holder = (await bench.RowsAsync<Smartcard.Domain.Cards.Staff>()).Single(s => s.DisplayName == "Amal Hughes").Id;

        await booth.ChangeAsync(database => database.Users.Single(u => u.Id == nia.Value).StaffId = holder); // meanwhile

        Assert.False(await helper.ResetAsync(bench.Card, NewPasscode));
        Assert.Equal(InPersonStep.Refused, (await booth.StandingAsync(id)).Step);
    }

    [OnPostgres]
    [Fact]
    public async Task Where_a_second_person_is_required_nothing_is_released_before_they_confirm()
    {
        await using var bench = await LockedOutAsync(("Booth:SecondPerson", "true"));
        var booth = new InPersonBench(bench);
        var (nia, tom) = (await booth.UserAsync("Nia Desk"), await booth.UserAsync("Tom Second"));
        var id = await booth.StartAsync(nia);
        Assert.Equal(InPersonStep.WaitsForSecond, (await booth.StandingAsync(id)).Step);
        var helper = await booth.ConnectAsync(id);
        Assert.Null(await helper.NextAsync());

        Assert.Equal(
            new InPersonAct.Refused(InPersonProblem.SamePerson),
            await booth.DoAsync(resets => resets.ConfirmAsync(nia, id, CancellationToken.None)));
        Assert.Equal(
            new InPersonAct.Refused(InPersonProblem.OwnCard),
            await ConfirmAsync(booth, await booth.UserAsync("Amal Hughes"), id));
        Assert.Equal(
            new InPersonAct.Refused(InPersonProblem.NotConfirmed),
            await booth.DoAsync(resets => resets.CompleteElsewhereAsync(nia, id, CancellationToken.None)));
        Assert.IsType<InPersonAct.Done>(await ConfirmAsync(booth, tom, id));

        Assert.True(await helper.ResetAsync(bench.Card, NewPasscode));
        Assert.Equal("Tom Second", (await booth.StandingAsync(id)).ConfirmedBy);
        Assert.Contains(await bench.RowsAsync<AuditEntry>(), a => a.Event == "identity-confirmed" && a.ActorId == tom);
    }

    [OnPostgres]
    [Fact]
    public async Task One_user_resets_so_many_cards_within_an_hour_and_the_next_is_refused_and_told()
    {
        await using var bench = await JourneyBench.StartAsync(("Booth:ResetsPerHour", "1"));
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var helper = await booth.ConnectAsync(await booth.StartAsync(nia));
        Assert.True(await helper.ResetAsync(bench.Card, NewPasscode));

        Assert.Equal(new InPersonAct.Refused(InPersonProblem.TooMany), await booth.TryStartAsync(nia, bench.OtherCard));
        Assert.Contains(await bench.RowsAsync<AuditEntry>(), a => a.Event == "in-person-refused:TooMany" && a.ActorId == nia);
        Assert.Contains(bench.Log.Lines, line => line.Contains("wanted to reset another card in person", StringComparison.Ordinal));
        bench.Time.Advance(TimeSpan.FromHours(1));
        await booth.StartAsync(nia, bench.OtherCard);
    }

    [OnPostgres]
    [Fact]
    public async Task Two_at_one_desk_get_one_reset_and_only_one_of_them_acts()
    {
        await using var bench = await LockedOutAsync();
        var booth = new InPersonBench(bench);
        var (nia, tom) = (await booth.UserAsync("Nia Desk"), await booth.UserAsync("Tom Second"));
        var id = await booth.StartAsync(nia);

        Assert.Equal(id, await booth.StartAsync(tom));
        Assert.Equal(
            new InPersonAct.Refused(InPersonProblem.AnotherHelps),
            await booth.DoAsync(resets => resets.OfferHelperAsync(tom, id, CancellationToken.None)));
        Assert.IsType<InPersonAct.Done>(await booth.DoAsync(resets => resets.CancelAsync(tom, id, CancellationToken.None)));
        Assert.Equal(
            new InPersonAct.Refused(InPersonProblem.IsOver),
            await booth.DoAsync(resets => resets.OfferHelperAsync(nia, id, CancellationToken.None)));
        Assert.NotEqual(id, await booth.StartAsync(tom));
        Assert.True((await bench.RowsAsync<CardLockout>()).Single().IsStopped); // nothing was lifted
    }

    [Theory]
    [InlineData("Known to me", "", InPersonProblem.CheckMissing)]
    [InlineData("", "", InPersonProblem.CheckMissing)]
    [InlineData(InPersonBench.Check, "line\nbreak", InPersonProblem.SeenTooLong)]
    [InlineData(InPersonBench.Check, "badge \u202E4711", InPersonProblem.SeenTooLong)]
    public async Task An_identity_check_is_one_of_the_list_and_what_was_seen_is_a_line(string check, string seen, InPersonProblem problem)
    {
        await using var bench = await JourneyBench.StartAsync();
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");

        Assert.Equal(new InPersonAct.Refused(problem), await booth.TryStartAsync(nia, check: check, seen: seen));
        Assert.Equal(
            new InPersonAct.Refused(InPersonProblem.SeenTooLong),
            await booth.TryStartAsync(nia, seen: new string('x', InPersonReset.MaxSeenLength + 1)));
        Assert.Empty(await bench.RowsAsync<InPersonReset>());
    }

    [OnPostgres]
    [Fact]
    public async Task A_stop_by_the_holder_meanwhile_ends_what_was_checked()
    {
        await using var bench = await LockedOutAsync();
        var booth = new InPersonBench(bench);
        var id = await booth.StartAsync(await booth.UserAsync("Nia Desk"));
        var helper = await booth.ConnectAsync(id);
        await EvidenceAfterStopTests.StopAsync(bench);

        Assert.Equal(InPersonStep.Refused, (await booth.StandingAsync(id)).Step);
        Assert.Null(await helper.NextAsync());
    }

    [OnPostgres]
    [Fact]
    public async Task A_stop_said_again_meanwhile_ends_it_too()
    {
        await using var bench = await LockedOutAsync();
        await EvidenceAfterStopTests.StopAsync(bench); // the usual state of a card at the booth
        var booth = new InPersonBench(bench);
        var id = await booth.StartAsync(await booth.UserAsync("Nia Desk"));
        var helper = await booth.ConnectAsync(id);
        await EvidenceAfterStopTests.StopAsync(bench);

        Assert.Equal(InPersonStep.Refused, (await booth.StandingAsync(id)).Step);
        Assert.Null(await helper.NextAsync());
        Assert.Single(await bench.RowsAsync<BoothCase>(), c => c.Reason == BoothReason.NotMe);
    }

    [OnPostgres]
    [Fact]
    public async Task What_another_tool_reset_opens_self_service_by_the_same_rules()
    {
        await using var bench = await LockedOutAsync();
        var booth = new InPersonBench(bench);
        var nia = await booth.UserAsync("Nia Desk");
        var id = await booth.StartAsync(nia);

        Assert.IsType<InPersonAct.Done>(
            await booth.DoAsync(resets => resets.CompleteElsewhereAsync(nia, id, CancellationToken.None)));

        Assert.False((await bench.RowsAsync<CardLockout>()).Single().IsStopped);
        Assert.Contains(await bench.RowsAsync<AuditEntry>(), a => a.Event == "reset-in-person-elsewhere" && a.ActorId == nia);
    }

    [OnPostgres]
    [Fact]
    public async Task The_pairing_code_is_protected_in_the_database_and_gone_once_it_is_used()
    {
        await using var bench = await JourneyBench.StartAsync();
        var booth = new InPersonBench(bench);
        var id = await booth.StartAsync(await booth.UserAsync("Nia Desk"));
        var code = (await booth.StandingAsync(id)).Code!.Code;
        var sealedCode = (await bench.RowsAsync<InPersonReset>()).Single().SealedPairing!;
        Assert.DoesNotContain(code, System.Text.Encoding.Latin1.GetString(sealedCode), StringComparison.Ordinal);

        await booth.ConnectAsync(id);

        Assert.Null((await bench.RowsAsync<InPersonReset>()).Single().SealedPairing);
        Assert.Null(await BenchHelper.TryPairAsync(bench, code));
    }

    /// <summary>A registered card, locked, whose self-service three wrong answers have stopped.</summary>
    internal static async Task<JourneyBench> LockedOutAsync(params (string Key, string Value)[] settings)
    {
        var bench = await JourneyBench.StartAsync(settings);
        await bench.RegisterAsync();
        await TestCards.BlockAsync(bench.Card);
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        await (await BenchHelper.PairAsync(bench)).IdentifyAsync(bench.Card);
        for (var wrong = 0; wrong < CardLockout.MaxWrongAttempts; wrong++)
        {
            await bench.AnswerWronglyAsync();
        }

        return bench;
    }

    private static Task<InPersonAct> ConfirmAsync(InPersonBench booth, UserId user, JourneyId id) =>
        booth.DoAsync(resets => resets.ConfirmAsync(user, id, CancellationToken.None));
}
