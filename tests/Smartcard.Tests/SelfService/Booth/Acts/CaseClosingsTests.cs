using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Lockouts;
using Smartcard.SelfService.Booth.Acts;
using Smartcard.SelfService.Lockout;
using Smartcard.Tests.SelfService.Lockout;

namespace Smartcard.Tests.SelfService.Booth.Acts;

/// <summary>Cases that need nothing more are closed, for a reason; a stop of self-service stays.</summary>
[OnPostgres]
public sealed class CaseClosingsTests
{
    [Fact]
    public async Task All_cases_of_the_card_are_closed_the_person_is_told_and_the_stop_stays()
    {
        await using var bench = await InPersonTests.LockedOutAsync();
        var acts = new ActBench(bench);
        var nia = await acts.Booth.UserAsync("Nia Desk");
        var open = (await bench.RowsAsync<BoothCase>()).Single();

        Assert.IsType<CaseClosingResult.Closed>(await acts.CloseAsync(nia, open.Id));

        Assert.NotNull((await bench.RowsAsync<BoothCase>()).Single().ClosedAt);
        Assert.True((await bench.RowsAsync<CardLockout>()).Single().IsStopped);
        Assert.Equal(("chat", "booth.caseClosedStopped"), (bench.Told.Single().Chat, bench.Told.Single().Message.Text.Key));
        Assert.Equal(["booth-case-closed:SolvedElsewhere"], await acts.AuditOfAsync(nia));
        Assert.Equal(new CaseClosingResult.Refused(CaseRefusal.IsClosed), await acts.CloseAsync(nia, open.Id));
        Assert.Single(bench.Told);
    }

    [Fact]
    public async Task What_came_while_the_page_was_read_is_not_closed_unread()
    {
        await using var bench = await InPersonTests.LockedOutAsync();
        var acts = new ActBench(bench);
        var nia = await acts.Booth.UserAsync("Nia Desk");
        var seen = (await bench.RowsAsync<BoothCase>()).Single().Id;
        await EvidenceAfterStopTests.StopAsync(bench); // "this was not me"

        Assert.Equal(
            new CaseClosingResult.Refused(CaseRefusal.SomethingNew),
            await acts.CloseAsync(nia, seen, nameof(CaseReason.OpenedByMistake), [seen]));

        Assert.All(await bench.RowsAsync<BoothCase>(), c => Assert.Null(c.ClosedAt));
    }

    [Fact]
    public async Task Whoever_says_again_that_it_was_not_them_reaches_the_booth_though_their_case_was_closed()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();
        var acts = new ActBench(bench);
        var nia = await acts.Booth.UserAsync("Nia Desk");
        var act = new NotMeAct(await acts.Booth.CardIdOf(bench.Card), new JourneyId(bench.Journey), bench.Time.GetUtcNow());
        await SayAsync(NotMeStanding.Open);
        await SayAsync(NotMeStanding.Stopped);
        Assert.IsType<CaseClosingResult.Closed>(await acts.CloseAsync(nia, Assert.Single(await bench.RowsAsync<BoothCase>()).Id));

        await SayAsync(NotMeStanding.Stopped);

        Assert.Single(await bench.RowsAsync<BoothCase>(), c => c is { Reason: BoothReason.NotMe, ClosedAt: null });

        async Task SayAsync(NotMeStanding found) => Assert.Equal(
            found, await bench.TurnAsync((services, ct) => services.GetRequiredService<Lockouts>().StopAsync(act, ct)));
    }

    [Fact]
    public async Task A_case_without_a_card_is_closed_alone_whatever_else_is_under_way()
    {
        await using var bench = await InPersonTests.LockedOutAsync();
        var acts = new ActBench(bench);
        var (nia, tom) = (await acts.Booth.UserAsync("Nia Desk"), await acts.Booth.UserAsync("Tom Desk"));
        var ofCard = (await bench.RowsAsync<BoothCase>()).Single().Id;
        var single = new BoothCase
        {
            Id = BoothCaseId.New(),
            CardId = null,
            JourneyId = null,
            Reason = BoothReason.SetAside,
            OpenedAt = bench.Time.GetUtcNow(),
        };
        await acts.Booth.ChangeAsync(database => database.Add(single));
        await acts.Booth.StartAsync(tom); // a reset of another's card

        Assert.Equal(
            new CaseClosingResult.Refused(CaseRefusal.SomethingNew), await acts.CloseAsync(nia, single.Id, seen: [BoothCaseId.New()]));
        Assert.IsType<CaseClosingResult.Closed>(await acts.CloseAsync(nia, single.Id, nameof(CaseReason.OpenedByMistake)));

        var cases = await bench.RowsAsync<BoothCase>();
        Assert.NotNull(cases.Single(c => c.Id == single.Id).ClosedAt);
        Assert.Null(cases.Single(c => c.Id == ofCard).ClosedAt);
        Assert.Equal(["booth-case-closed:OpenedByMistake"], await acts.AuditOfAsync(nia));
        Assert.Empty(bench.Told);
        Assert.Equal(new CaseClosingResult.Refused(CaseRefusal.IsClosed), await acts.CloseAsync(nia, single.Id));
    }

    [Fact]
    public async Task A_case_is_not_closed_without_a_reason_of_the_list_of_ones_own_card_or_beside_a_reset()
    {
        await using var bench = await InPersonTests.LockedOutAsync();
        var acts = new ActBench(bench);
        var (nia, amal) = (await acts.Booth.UserAsync("Nia Desk"), await acts.Booth.UserAsync("Amal Hughes"));
        var open = (await bench.RowsAsync<BoothCase>()).Single().Id;

        Assert.Equal(new CaseClosingResult.Refused(CaseRefusal.ReasonMissing), await acts.CloseAsync(nia, open, "because"));
        Assert.Equal(new CaseClosingResult.Refused(CaseRefusal.OwnCard), await acts.CloseAsync(amal, open));
        Assert.Equal(["booth-act-refused:OwnCard"], await acts.AuditOfAsync(amal));
        await acts.Booth.StartAsync(nia);
        Assert.Equal(new CaseClosingResult.Refused(CaseRefusal.IsBeingHelped), await acts.CloseAsync(nia, open));

        Assert.IsType<CaseClosingResult.Unknown>(await acts.CloseAsync(nia, BoothCaseId.New()));
        Assert.Null((await bench.RowsAsync<BoothCase>()).Single().ClosedAt);
    }
}
