using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Booth;
using Smartcard.Storage.Users;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.Booth;

/// <summary>Two of the booth and one case: whoever is first has it, the other is told by whom, and it ends with the case.</summary>
[OnPostgres]
public sealed class BoothClaimTests
{
    [Fact]
    public async Task Of_two_who_take_it_at_once_one_has_it_and_the_other_hears_who()
    {
        await using var desk = await DeskAsync();

        var acts = await Task.WhenAll(desk.TakeAsync(desk.Nia), desk.TakeAsync(desk.Tom));

        var claim = (await desk.MatterAsync()).Claim!;
        Assert.Single(acts.OfType<ClaimAct.Done>());
        Assert.Equal(new ClaimAct.Refused(ClaimProblem.TakenByAnother, claim.Name), Assert.Single(acts.OfType<ClaimAct.Refused>()));
        Assert.Equal(["booth-case-taken"], await desk.AuditAsync());
        Assert.IsType<ClaimAct.Done>(await desk.TakeAsync(claim.UserId)); // a page sent twice
        Assert.Equal(["booth-case-taken"], await desk.AuditAsync());
    }

    [Fact]
    public async Task It_is_handed_over_taken_over_and_given_back_and_each_is_in_the_audit()
    {
        await using var desk = await DeskAsync();
        await desk.TakeAsync(desk.Nia);

        Assert.IsType<ClaimAct.Done>(await desk.DoAsync(c => c.HandOverAsync(desk.Nia, desk.Matter, desk.Tom, default)));
        Assert.Equal("Tom Desk", (await desk.MatterAsync()).Claim?.Name);
        Assert.IsType<ClaimAct.Done>(await desk.DoAsync(c => c.TakeOverAsync(desk.Nia, desk.Matter, desk.Tom, default)));
        Assert.Equal("Nia Desk", (await desk.MatterAsync()).Claim?.Name);
        Assert.IsType<ClaimAct.Refused>(await desk.DoAsync(c => c.GiveBackAsync(desk.Tom, desk.Matter, default)));
        Assert.IsType<ClaimAct.Done>(await desk.DoAsync(c => c.GiveBackAsync(desk.Nia, desk.Matter, default)));

        Assert.Null((await desk.MatterAsync()).Claim);
        Assert.Equal(
            ["booth-case-taken", "booth-case-handed-over", "booth-case-taken-over", "booth-case-given-back"], await desk.AuditAsync());
        var entries = (await desk.Bench.RowsAsync<AuditEntry>()).Where(a => a.Event.StartsWith("booth-case", StringComparison.Ordinal));
        Assert.Equal([null, desk.Tom, desk.Tom, null], entries.OrderBy(a => a.Sequence).Select(a => a.SubjectId));
    }

    [Fact]
    public async Task Whoever_was_disabled_has_nothing_and_is_handed_nothing()
    {
        await using var desk = await DeskAsync();
        await desk.TakeAsync(desk.Nia);
        Assert.Equal(
            new ClaimAct.Refused(ClaimProblem.ColleagueMissing, "Nia Desk"),
            await desk.DoAsync(c => c.HandOverAsync(desk.Nia, desk.Matter, colleague: null, default)));
        await desk.DisableAsync(desk.Nia);

        Assert.Null((await desk.MatterAsync()).Claim);
        Assert.IsType<ClaimAct.Done>(await desk.TakeAsync(desk.Tom));
        Assert.Equal(
            new ClaimAct.Refused(ClaimProblem.ColleagueMissing, "Tom Desk"),
            await desk.DoAsync(c => c.HandOverAsync(desk.Tom, desk.Matter, desk.Nia, default)));
        Assert.Equal("Tom Desk", (await desk.MatterAsync()).Claim?.Name);
    }

    [Fact]
    public async Task Whoever_may_see_its_holder_no_longer_has_nothing()
    {
        await using var desk = await DeskAsync();
        await desk.TakeAsync(desk.Nia);
        await desk.LimitAsync(desk.Nia, "Bench");
        Assert.Equal("Nia Desk", (await desk.MatterAsync()).Claim?.Name);

        await desk.LimitAsync(desk.Nia, "Another Trust");

        Assert.Null((await desk.MatterAsync()).Claim);
        Assert.IsType<ClaimAct.Done>(await desk.TakeAsync(desk.Tom));
        Assert.Equal("Tom Desk", (await desk.MatterAsync()).Claim?.Name);
    }

    [Fact]
    public async Task Who_begins_a_reset_in_person_has_it_if_nobody_had_and_it_ends_with_the_case()
    {
        await using var desk = await DeskAsync();
        var id = await desk.Booth.StartAsync(desk.Nia);
        Assert.Equal("Nia Desk", (await desk.MatterAsync()).Claim?.Name);

        await desk.Booth.DoAsync(resets => resets.CompleteElsewhereAsync(desk.Nia, id, default));

        Assert.Empty(await desk.Bench.RowsAsync<BoothClaim>());
        Assert.Equal(new ClaimAct.Refused(ClaimProblem.IsOver, null), await desk.TakeAsync(desk.Tom));
        Assert.Equal(["booth-case-taken"], await desk.AuditAsync());
    }

    [Fact]
    public async Task A_colleague_who_has_it_keeps_it_while_another_helps()
    {
        await using var desk = await DeskAsync();
        await desk.TakeAsync(desk.Tom);

        await desk.Booth.StartAsync(desk.Nia);

        Assert.Equal("Tom Desk", (await desk.MatterAsync()).Claim?.Name);
    }

    [Fact]
    public async Task A_case_without_a_card_is_taken_too()
    {
        await using var desk = await DeskAsync();
        var single = CaseOf(card: null, desk.Bench.Time.GetUtcNow());
        await desk.Booth.ChangeAsync(database => database.Add(single));
        var matter = MatterId.Of(null, single.Id);

        Assert.IsType<ClaimAct.Done>(await desk.DoAsync(c => c.TakeAsync(desk.Nia, matter, default)));

        var queue = await desk.QueueAsync();
        Assert.Equal("Nia Desk", queue.Single(m => m.Id == matter).Claim?.Name);
        Assert.Null(queue.Single(m => m.Id == desk.Matter).Claim);
    }

    [Fact]
    public async Task Nobody_takes_or_is_handed_what_is_about_their_own_card_and_it_is_in_the_audit()
    {
        await using var desk = await DeskAsync();
        var amal = await desk.Booth.UserAsync("HUGHES, Amal");
        var own = new ClaimAct.Refused(ClaimProblem.OwnCard, "Nia Desk");
        await desk.TakeAsync(desk.Nia);

        Assert.Equal(own, await desk.TakeAsync(amal));
        Assert.Equal(own, await desk.DoAsync(c => c.TakeOverAsync(amal, desk.Matter, desk.Nia, default)));
        Assert.Equal(
            new ClaimAct.Refused(ClaimProblem.ColleaguesCard, "Nia Desk"),
            await desk.DoAsync(c => c.HandOverAsync(desk.Nia, desk.Matter, amal, default)));

        Assert.Equal("Nia Desk", (await desk.MatterAsync()).Claim?.Name);
        var refused = (await desk.Bench.RowsAsync<AuditEntry>()).Where(a => a.ActorId == amal).Select(a => a.Event);
        Assert.Equal(["booth-act-refused:OwnCard", "booth-act-refused:OwnCard"], refused);
    }

    [Fact]
    public async Task What_is_left_of_cases_that_another_version_closed_is_nobodys()
    {
        await using var desk = await DeskAsync();
        await desk.TakeAsync(desk.Nia);
        desk.Bench.Time.Advance(TimeSpan.FromMinutes(5));
        await desk.Booth.ChangeAsync(database =>
        {
            foreach (var old in database.Set<BoothCase>())
            {
                old.ClosedAt = desk.Bench.Time.GetUtcNow();
            }

            database.Add(CaseOf(new CardId(desk.Matter.Value), desk.Bench.Time.GetUtcNow()));
        });

        Assert.Null((await desk.MatterAsync()).Claim);
        Assert.IsType<ClaimAct.Done>(await desk.TakeAsync(desk.Tom));
        Assert.Equal("Tom Desk", (await desk.MatterAsync()).Claim?.Name);
        Assert.Single(await desk.Bench.RowsAsync<BoothClaim>());
    }

    private static BoothCase CaseOf(CardId? card, DateTimeOffset at) => new()
    {
        Id = BoothCaseId.New(),
        CardId = card,
        JourneyId = null,
        Reason = BoothReason.SetAside,
        OpenedAt = at,
    };

    private static async Task<Desk> DeskAsync()
    {
        var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        for (var wrong = 0; wrong < 3; wrong++)
        {
            await bench.AnswerWronglyAsync();
        }

        var booth = new InPersonBench(bench);
        return new Desk(
            bench,
            booth,
            MatterId.Of(await booth.CardIdOf(bench.Card)),
            await booth.UserAsync("Nia Desk"),
            await booth.UserAsync("Tom Desk"));
    }

    /// <summary>Two of booth staff, and a card that is locked out.</summary>
    private sealed record Desk(JourneyBench Bench, InPersonBench Booth, MatterId Matter, UserId Nia, UserId Tom) : IAsyncDisposable
    {
        public Task<ClaimAct> DoAsync(Func<BoothClaims, Task<ClaimAct>> act) =>
            Bench.DoAsync(services => act(services.GetRequiredService<BoothClaims>()));

        public Task<ClaimAct> TakeAsync(UserId user) => DoAsync(claims => claims.TakeAsync(user, Matter, default));

        public Task<IReadOnlyList<QueuedMatter>> QueueAsync() => Bench.DoAsync(async services =>
            (await services.GetRequiredService<BoothQueueQuery>().ReadAsync(OrganisationScope.Everybody, CancellationToken.None)).Waiting);

        public async Task<QueuedMatter> MatterAsync()
        {
            var matter = await Bench.DoAsync(services =>
                services.GetRequiredService<BoothQueueQuery>().ReadAsync(Matter, OrganisationScope.Everybody, CancellationToken.None));
            Assert.Equal((await QueueAsync()).Single().Claim, matter!.Claim);
            return matter;
        }

        public Task LimitAsync(UserId user, string organisation) => Booth.ChangeAsync(database =>
            database.Set<BackOfficeUser>().Single(u => u.Id == user.Value).Organisation = organisation);

        public Task DisableAsync(UserId user) => Booth.ChangeAsync(database =>
            database.Set<BackOfficeUser>().Single(u => u.Id == user.Value).DisabledAt = Bench.Time.GetUtcNow());

        public async Task<string[]> AuditAsync() =>
            [
                .. (await Bench.RowsAsync<AuditEntry>())
                    .OrderBy(a => a.Sequence)
                    .Select(a => a.Event)
                    .Where(e => e.StartsWith("booth-case", StringComparison.Ordinal)),
            ];

        public ValueTask DisposeAsync() => Bench.DisposeAsync();
    }
}
