using Smartcard.Domain.Cards;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Users;

namespace Smartcard.Tests.Domain.Booth;

/// <summary>What a reset in person needs, one thing left out at a time. S14.</summary>
public sealed class InPersonReleaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);
    private static readonly CardId Card = CardId.New();
    private static readonly UserId Helper = UserId.New();
    private static readonly HelperSessionId Session = HelperSessionId.New();

    private readonly Journey _journey = new()
    {
        Id = JourneyId.New(),
        Kind = JourneyKind.InPerson,
        Workflow = "",
        Channel = "booth",
        Language = "en",
        CardId = Card,
        StartedAt = Now,
        LastHeardAt = Now,
    };

    private readonly CardLockout _lockout = new() { CardId = Card };

    [Fact]
    public void A_checked_identity_and_the_card_in_the_booths_reader_are_enough() => Assert.Empty(Refusals());

    [Fact]
    public void A_stop_does_not_hinder_it()
    {
        for (var wrong = 0; wrong < CardLockout.MaxWrongAttempts; wrong++)
        {
            _lockout.Record(isRight: false, Now);
        }

        Assert.True(_lockout.IsStopped);
        Assert.Empty(Refusals());
    }

    [Fact]
    public void Nothing_is_released_without_a_checked_identity() =>
        Assert.Equal([InPersonRefusal.IdentityNotChecked], Refusals(e => e.Kind != EvidenceKind.IdentityChecked));

    [Fact]
    public void A_check_by_somebody_else_is_not_the_helpers() => Assert.Equal(
        [InPersonRefusal.IdentityNotChecked],
        Refusals([Evidence(EvidenceKind.IdentityChecked, UserId.New()), Evidence(EvidenceKind.CardIdentified, session: Session)]));

    [Fact]
    public void A_card_that_another_helper_read_is_not_in_the_booths_reader() => Assert.Equal(
        [InPersonRefusal.CardNotIdentified],
        Refusals([
            Evidence(EvidenceKind.IdentityChecked, Helper), Evidence(EvidenceKind.CardIdentified, session: HelperSessionId.New()),
        ]));

    [Fact]
    public void Nobody_resets_their_own_card() => Assert.Equal([InPersonRefusal.OwnCard], Refusals(isOwnCard: true));

    [Fact]
    public void Whoever_may_not_work_at_the_booth_resets_nothing() =>
        Assert.Equal([InPersonRefusal.MayNotHelp], Refusals(mayHelp: false));

    [Fact]
    public void The_second_person_is_asked_for_where_the_organisation_wants_it()
    {
        Assert.Equal([InPersonRefusal.NotConfirmed], Refusals(needsSecond: true));
        Assert.Equal(
            [InPersonRefusal.NotConfirmed],
            Refusals([.. Complete(), Evidence(EvidenceKind.IdentityConfirmed, Helper)], needsSecond: true)); // the same person twice
        Assert.Empty(Refusals([.. Complete(), Evidence(EvidenceKind.IdentityConfirmed, UserId.New())], needsSecond: true));
    }

    [Fact]
    public void One_user_makes_so_many_within_an_hour_and_no_more()
    {
        Assert.Empty(Refusals(releasedBefore: 4));
        Assert.Equal([InPersonRefusal.TooMany], Refusals(releasedBefore: 5));
    }

    [Fact]
    public void What_was_checked_too_long_ago_or_before_a_stop_counts_no_longer()
    {
        Assert.Equal(
            [InPersonRefusal.IdentityNotChecked, InPersonRefusal.CardNotIdentified],
            Refusals(now: Now + EvidenceItem.Freshness + TimeSpan.FromSeconds(1)));
        _lockout.Freeze(Now);
        Assert.Equal([InPersonRefusal.IdentityNotChecked, InPersonRefusal.CardNotIdentified], Refusals());
    }

    [Theory]
    [InlineData(JourneyKind.Unlock)]
    [InlineData(JourneyKind.Registration)]
    [InlineData(JourneyKind.Report)]
    public void No_other_kind_of_journey_gets_it(JourneyKind kind)
    {
        var other = new Journey
        {
            Id = _journey.Id,
            Kind = kind,
            Workflow = "unlock",
            Channel = "webchat",
            Language = "en",
            CardId = Card,
            StartedAt = Now,
        };

        Assert.Equal([InPersonRefusal.NotAnOpenReset], Refusals(Complete(), journey: other));
    }

    [Fact]
    public void Whoever_is_limited_helps_people_of_their_organisation_alone()
    {
        Assert.Empty(Refusals(scope: OrganisationScope.Of("Example Trust")));
        Assert.Equal([InPersonRefusal.OtherOrganisation], Refusals(scope: OrganisationScope.Of("Another Trust")));
        Assert.Equal([InPersonRefusal.OtherOrganisation], Refusals(scope: OrganisationScope.Of("Example Trust"), organisation: null));
        Assert.Equal([InPersonRefusal.OtherOrganisation], Refusals(scope: OrganisationScope.Nobody));
    }

    [Fact]
    public void One_that_has_ended_gets_it_no_more()
    {
        _journey.Finish(JourneyEnd.Cancelled, Now);

        Assert.Equal([InPersonRefusal.NotAnOpenReset], Refusals());
    }

    [Fact]
    public void A_card_that_is_not_in_use_is_reset_by_nobody() =>
        Assert.Equal([InPersonRefusal.CardNotInUse], Refusals(isCardInUse: false));

    [Fact]
    public void No_workflow_serves_it() => Assert.All(["inperson", "inperson-x", "InPerson"], id => Assert.Null(JourneyKinds.Of(id)));

    private IReadOnlyList<InPersonRefusal> Refusals(Func<EvidenceItem, bool> kept) => Refusals([.. Complete().Where(kept)]);

    private IReadOnlyList<InPersonRefusal> Refusals(
        IReadOnlyList<EvidenceItem>? evidence = null,
        bool needsSecond = false,
        bool isCardInUse = true,
        bool mayHelp = true,
        OrganisationScope? scope = null,
        string? organisation = "Example Trust",
        bool isOwnCard = false,
        int releasedBefore = 0,
        DateTimeOffset? now = null,
        Journey? journey = null,
        CardType type = CardType.Gids) =>
        InPersonRelease.Refusals(
            new InPersonReset { Id = _journey.Id, CardId = Card, HelpedBy = Helper, IdentityCheck = "Badge", Seen = "" },
            journey ?? _journey,
            evidence ?? Complete(),
            Session,
            _lockout,
            isCardInUse,
            type,
            new InPersonRules(needsSecond, MostPerHour: 5),
            mayHelp,
            scope ?? OrganisationScope.Everybody,
            organisation,
            isOwnCard,
            releasedBefore,
            now ?? Now);

    private EvidenceItem[] Complete() =>
        [Evidence(EvidenceKind.IdentityChecked, Helper), Evidence(EvidenceKind.CardIdentified, session: Session)];

    private EvidenceItem Evidence(EvidenceKind kind, UserId? user = null, HelperSessionId? session = null) => new()
    {
        Id = EvidenceId.New(),
        JourneyId = _journey.Id,
        CardId = Card,
        Kind = kind,
        UserId = user,
        HelperSessionId = session,
        At = Now,
    };
}
