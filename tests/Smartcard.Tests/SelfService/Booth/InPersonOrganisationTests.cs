using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Lockouts;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Booth.Acts;

namespace Smartcard.Tests.SelfService.Booth;

/// <summary>Whoever may see the people of one organisation alone resets, confirms and does nothing for others. Cards: of Bench.</summary>
public sealed class InPersonOrganisationTests
{
    private const string NewPasscode = "b00th-Ok";

    [Fact]
    [OnPostgres]
    public async Task A_reset_is_begun_confirmed_and_ended_by_those_alone_who_may_see_its_holder()
    {
        await using var bench = await InPersonTests.LockedOutAsync(("Booth:SecondPerson", "true"));
        var booth = new InPersonBench(bench);
        var (ours, theirs) = (await booth.UserAsync("Nia Desk"), await booth.UserAsync("Tom Second"));
        await LimitAsync(booth, ours, "Bench");
        await LimitAsync(booth, theirs, "Another Trust");
        Assert.Equal(InPersonProblem.OtherOrganisation, RefusalOf(await booth.TryStartAsync(theirs)));
        Assert.Equal(InPersonProblem.OtherOrganisation, RefusalOf(await booth.TryStartAsync(UserId.New())));
        var id = await booth.StartAsync(ours);

        foreach (var act in new Func<InPersonResets, Task<InPersonAct>>[]
        {
            resets => resets.ConfirmAsync(theirs, id, CancellationToken.None),
            resets => resets.CancelAsync(theirs, id, CancellationToken.None),
            resets => resets.OfferHelperAsync(theirs, id, CancellationToken.None),
            resets => resets.TryAgainAsync(theirs, id, CancellationToken.None),
            resets => resets.CompleteElsewhereAsync(theirs, id, CancellationToken.None),
        })
        {
            Assert.Equal(InPersonProblem.OtherOrganisation, RefusalOf(await booth.DoAsync(act)));
        }

        Assert.Equal(InPersonStep.WaitsForSecond, (await booth.StandingAsync(id)).Step);
        Assert.Equal(7, (await bench.RowsAsync<AuditEntry>()).Count(e => e.Event == "in-person-refused:OtherOrganisation"));
        await LimitAsync(booth, theirs, "Bench");
        Assert.IsType<InPersonAct.Done>(await booth.DoAsync(resets => resets.ConfirmAsync(theirs, id, CancellationToken.None)));
        Assert.NotEqual(InPersonStep.WaitsForSecond, (await booth.StandingAsync(id)).Step);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_limit_that_is_made_meanwhile_stops_the_release_and_takes_a_confirmation_back(bool isOfHelper)
    {
        await using var bench = await InPersonTests.LockedOutAsync(("Booth:SecondPerson", "true"));
        var booth = new InPersonBench(bench);
        var (nia, tom) = (await booth.UserAsync("Nia Desk"), await booth.UserAsync("Tom Second"));
        var id = await booth.StartAsync(nia);
        var helper = await booth.ConnectAsync(id);
        Assert.IsType<InPersonAct.Done>(await booth.DoAsync(resets => resets.ConfirmAsync(tom, id, CancellationToken.None)));

        await LimitAsync(booth, isOfHelper ? nia : tom, "Another Trust");

        Assert.False(await helper.ResetAsync(bench.Card, NewPasscode));
        var standing = await booth.StandingAsync(id);
        Assert.Equal(isOfHelper ? InPersonStep.Refused : InPersonStep.WaitsForSecond, standing.Step);
        Assert.Equal(isOfHelper ? InPersonProblem.OtherOrganisation : null, standing.Refusal);
        Assert.True((await bench.RowsAsync<CardLockout>()).Single().IsStopped);
        await LimitAsync(booth, isOfHelper ? nia : tom, "Bench");
        Assert.Equal(InPersonStep.WithHelper, (await booth.StandingAsync(id)).Step);
    }

    [Fact]
    public async Task Cases_notes_and_journeys_are_left_alone_by_the_use_cases_themselves()
    {
        await using var bench = await InPersonTests.LockedOutAsync();
        var booth = new InPersonBench(bench);
        var tom = await booth.UserAsync("Tom Second");
        await LimitAsync(booth, tom, "Another Trust");
        var card = await booth.CardIdOf(bench.Card);
        var matter = MatterId.Of(card);
        var seen = (await bench.RowsAsync<BoothCase>()).Select(c => c.Id).ToList();

        Assert.Equal(ClaimProblem.OtherOrganisation, Assert.IsType<ClaimAct.Refused>(await bench.DoAsync(services =>
            services.GetRequiredService<BoothClaims>().TakeAsync(tom, matter, CancellationToken.None))).Problem);
        Assert.Equal(NoteAct.OtherOrganisation, await bench.DoAsync(services =>
            services.GetRequiredService<BoothNotes>().AddAsync(tom, matter, "Seen", CancellationToken.None)));
        Assert.Equal(CaseRefusal.OtherOrganisation, Assert.IsType<CaseClosingResult.Refused>(await bench.DoAsync(services =>
            services.GetRequiredService<CaseClosings>().CloseAsync(
                matter, tom, nameof(CaseReason.SolvedElsewhere), seen, CancellationToken.None))).Refusal);
        var journey = (await bench.RowsAsync<Smartcard.Domain.Journeys.Journey>()).First(j => j.CardId == card).Id;
        var order = new BoothActOrder(JourneyActId.New(), JourneyActKind.End, journey, tom, nameof(ActReason.StandsStill));
        Assert.Equal(ActRefusal.OtherOrganisation, Assert.IsType<BoothActResult.Refused>(await bench.DoAsync(services =>
            services.GetRequiredService<BoothActs>().DoAsync(order, CancellationToken.None))).Refusal);

        Assert.Equal(4, (await bench.RowsAsync<AuditEntry>()).Count(e => e.Event == "booth-act-refused:OtherOrganisation"));
        Assert.Empty(await bench.RowsAsync<BoothNote>());
        Assert.Empty(await bench.RowsAsync<BoothClaim>());
        Assert.Contains(await bench.RowsAsync<BoothCase>(), c => c.ClosedAt is null);
    }

    private static InPersonProblem RefusalOf(InPersonAct act) => Assert.IsType<InPersonAct.Refused>(act).Problem;

    private static Task LimitAsync(InPersonBench booth, UserId user, string? organisation) =>
        booth.ChangeAsync(database => database.Users.Single(u => u.Id == user.Value).Organisation = organisation);
}
