using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Booth;

namespace Smartcard.Tests.SelfService.Booth;

/// <summary>However much a large organisation has in the queue, a small one sees all that is its own.</summary>
public sealed class BoothQueueOrganisationTests
{
    private static readonly OrganisationScope Small = OrganisationScope.Of("Small Trust");

    [Fact]
    [OnPostgres]
    public async Task Silent_journeys_and_the_newest_of_others_leave_none_of_theirs_out()
    {
        await using var bench = await JourneyBench.StartAsync();
        var now = bench.Time.GetUtcNow();
        var (ours, theirs) = (PersonOf("Small Trust"), PersonOf("Large Trust"));
        var (one, unknown) = (
            JourneyOf(ours.Card.Id, now.AddHours(-4), now.AddHours(-1)), JourneyOf(card: null, now.AddHours(-4), now.AddHours(-1)));
        await new InPersonBench(bench).ChangeAsync(database =>
        {
            database.AddRange(ours.Staff, ours.Card, theirs.Staff, theirs.Card, one, unknown);
            for (var number = 0; number < 505; number++)
            {
                database.Add(JourneyOf(theirs.Card.Id, now.AddHours(-3), now.AddHours(-2)));
            }
        });

        var (all, limited) = (await LookAsync(bench, OrganisationScope.Everybody), await LookAsync(bench, Small));

        Assert.False(all.AreStallsWhole);
        Assert.DoesNotContain(all.Stalls, s => s.Journey.Id == one.Id);
        Assert.True(limited.AreStallsWhole);
        JourneyId[] seen = [.. new[] { one.Id, unknown.Id }.OrderBy(id => id.Value)];
        Assert.Equal(seen, limited.Stalls.Select(s => s.Journey.Id).OrderBy(id => id.Value));
        Assert.Equal(seen, limited.Journeys.Select(j => j.Journey.Id).OrderBy(id => id.Value));
        Assert.Equal(50, all.Journeys.Count);
        Assert.DoesNotContain(all.Journeys, j => j.Journey.Id == one.Id);
    }

    [Fact]
    public async Task Cases_of_others_leave_none_of_theirs_out()
    {
        await using var bench = await JourneyBench.StartAsync();
        var now = bench.Time.GetUtcNow();
        var ours = PersonOf("Small Trust");
        await new InPersonBench(bench).ChangeAsync(database =>
        {
            database.AddRange(ours.Staff, ours.Card, CaseOf(ours.Card.Id, now), CaseOf(card: null, now));
            for (var number = 0; number < BoothQueueQuery.MostCases; number++)
            {
                database.Add(CaseOf(CardId.New(), now.AddHours(-1)));
            }
        });

        var (all, limited) = (await LookAsync(bench, OrganisationScope.Everybody), await LookAsync(bench, Small));

        Assert.False(all.IsWhole);
        Assert.DoesNotContain(all.Waiting, m => m.CardId == ours.Card.Id);
        Assert.True(limited.IsWhole);
        Assert.Equal(2, limited.Waiting.Count);
        Assert.Contains(limited.Waiting, m => m.CardId == ours.Card.Id);
        Assert.Contains(limited.Waiting, m => m.CardId is null);
    }

    [Fact]
    public async Task Each_organisation_is_read_once_for_all_of_its_own_and_forgotten_when_nobody_asks()
    {
        await using var bench = await JourneyBench.StartAsync();
        var queue = await bench.DoAsync(services => Task.FromResult(services.GetRequiredService<BoothQueue>()));
        var looks = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => LookAsync(bench, OrganisationScope.Of("Small Trust"))));
        Assert.All(looks, look => Assert.Same(looks[0], look));
        Assert.NotSame(looks[0], await LookAsync(bench, OrganisationScope.Of("Large Trust")));
        Assert.NotSame(looks[0], await LookAsync(bench, OrganisationScope.Everybody));
        Assert.Equal(3, queue.Count);

        bench.Time.Advance(BoothQueue.Kept * 2);
        await LookAsync(bench, Small);

        Assert.Equal(1, queue.Count);
    }

    private static (Staff Staff, Card Card) PersonOf(string organisation)
    {
        var staff = new Staff { Id = StaffId.New(), DisplayName = "Anwen Jones", Organisation = organisation };
        return (staff, new Card
        {
            Id = CardId.New(),
            Identifier = CardIdentifier.Parse(Guid.CreateVersion7().ToString("N")),
            StaffId = staff.Id,
            PublicKey = [1],
            EnrolledAt = DateTimeOffset.UnixEpoch,
        });
    }

    private static Journey JourneyOf(CardId? card, DateTimeOffset started, DateTimeOffset heard) => new()
    {
        Id = new JourneyId(Guid.CreateVersion7(started)),
        Kind = JourneyKind.Unlock,
        Workflow = "unlock",
        Channel = "webchat",
        Language = "en",
        CardId = card,
        StartedAt = started,
        LastHeardAt = heard,
    };

    private static BoothCase CaseOf(CardId? card, DateTimeOffset at) => new()
    {
        Id = BoothCaseId.New(),
        CardId = card,
        JourneyId = null,
        Reason = BoothReason.CodeLimit,
        OpenedAt = at,
    };

    private static Task<BoothSnapshot> LookAsync(JourneyBench bench, OrganisationScope scope) =>
        bench.DoAsync(services => services.GetRequiredService<BoothQueue>().ReadAsync(scope, CancellationToken.None));
}
