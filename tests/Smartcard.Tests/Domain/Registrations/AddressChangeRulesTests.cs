using Smartcard.Domain;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Registrations;

namespace Smartcard.Tests.Domain.Registrations;

/// <summary>When the RA desk may change an address: decided by recorded evidence alone.</summary>
public sealed class AddressChangeRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly CardId Card = CardId.New();
    private static readonly UserId Nia = UserId.New();
    private static readonly UserId Tom = UserId.New();

    private static readonly Registration Registered = new()
    {
        Id = RegistrationId.New(),
        CardId = Card,
        StaffId = StaffId.New(),
        JourneyId = JourneyId.New(),
        Answers = [],
        CreatedAt = Now,
    };

    private static readonly Journey Journey = new()
    {
        Id = JourneyId.New(),
        Kind = JourneyKind.AddressChange,
        Workflow = "",
        Channel = "ra-desk",
        Language = "en",
        CardId = Card,
        RegistrationId = Registered.Id,
        StartedAt = Now,
    };

    private static readonly AddressChangeCard GoodCard = new(
        HasHolderLeft: false,
        IsInUse: true,
        IsChanging: false,
        Registered,
        IsStopped: false,
        IsOwn: false,
        ChangedBefore: 0,
        MostPerHour: 20);

    private static readonly AddressChangeFacts Good = new(
        new AddressChange
        {
            Id = Journey.Id,
            CardId = Card,
            HelpedBy = Nia,
            Reason = AddressChangeReason.NoAccess,
            IdentityCheck = "Passport",
            Seen = "",
        },
        Journey,
        GoodCard,
        [Evidence(EvidenceKind.IdentityChecked, Nia)],
        Lockout: null,
        MayChange: true,
        NeedsSecondPerson: false,
        Now);

    [Fact]
    public void After_a_check_of_identity_it_may_be_changed() => Assert.Empty(AddressChangeRules.Refusals(Good));

    [Fact]
    public void Each_state_of_the_card_refuses_it()
    {
        Assert.Equal(AddressChangeRefusal.HolderLeft, AddressChangeRules.RefusalOf(GoodCard with { HasHolderLeft = true }));
        Assert.Equal(AddressChangeRefusal.CardNotInUse, AddressChangeRules.RefusalOf(GoodCard with { IsInUse = false }));
        Assert.Equal(AddressChangeRefusal.CardIsChanging, AddressChangeRules.RefusalOf(GoodCard with { IsChanging = true }));
        Assert.Equal(AddressChangeRefusal.NotRegistered, AddressChangeRules.RefusalOf(GoodCard with { Registration = null }));
        Assert.Equal(AddressChangeRefusal.SelfServiceStopped, AddressChangeRules.RefusalOf(GoodCard with { IsStopped = true }));
        Assert.Equal(AddressChangeRefusal.OwnCard, AddressChangeRules.RefusalOf(GoodCard with { IsOwn = true }));
        Assert.Equal(AddressChangeRefusal.TooMany, AddressChangeRules.RefusalOf(GoodCard with { ChangedBefore = 20 }));
    }

    [Fact]
    public void What_somebody_else_checked_or_long_ago_or_before_a_stop_does_not_count()
    {
        Assert.Equal([AddressChangeRefusal.TooOld], With(Evidence(EvidenceKind.IdentityChecked, Tom)));
        Assert.Equal([AddressChangeRefusal.TooOld], With(Evidence(EvidenceKind.IdentityChecked, Nia, Now.AddMinutes(-21))));
        var lockout = new CardLockout { CardId = Card };
        lockout.Freeze(Now);
        Assert.Equal([AddressChangeRefusal.TooOld], AddressChangeRules.Refusals(Good with { Lockout = lockout }));
    }

    [Fact]
    public void A_second_person_is_somebody_else()
    {
        var asked = Good with { NeedsSecondPerson = true };
        var first = Good.Evidence[0];

        Assert.Equal([AddressChangeRefusal.NotConfirmed], AddressChangeRules.Refusals(asked));
        Assert.Equal(
            [AddressChangeRefusal.NotConfirmed],
            AddressChangeRules.Refusals(asked with { Evidence = [first, Evidence(EvidenceKind.IdentityConfirmed, Nia)] }));
        Assert.Empty(AddressChangeRules.Refusals(asked with { Evidence = [first, Evidence(EvidenceKind.IdentityConfirmed, Tom)] }));
    }

    [Fact]
    public void Whoever_may_not_any_more_or_a_registration_that_came_since_refuses_it()
    {
        Assert.Equal([AddressChangeRefusal.MayNotChange], AddressChangeRules.Refusals(Good with { MayChange = false }));
        var anew = new Registration
        {
            Id = RegistrationId.New(),
            CardId = Card,
            StaffId = Registered.StaffId,
            JourneyId = JourneyId.New(),
            Answers = [],
            CreatedAt = Now,
        };
        Assert.Equal(
            [AddressChangeRefusal.RegisteredAnew],
            AddressChangeRules.Refusals(Good with { Card = GoodCard with { Registration = anew } }));
    }

    [Theory]
    [InlineData(JourneyKind.Unlock)]
    [InlineData(JourneyKind.InPerson)]
    public void No_other_kind_of_journey_gets_it(JourneyKind kind)
    {
        var other = new Journey
        {
            Id = Journey.Id,
            Kind = kind,
            Workflow = "",
            Channel = "webchat",
            Language = "en",
            CardId = Card,
            RegistrationId = Registered.Id,
            StartedAt = Now,
        };

        Assert.Equal([AddressChangeRefusal.IsOver], AddressChangeRules.Refusals(Good with { Journey = other }));
        Assert.Null(JourneyKinds.Of("addresschange"));
    }

    private static IReadOnlyList<AddressChangeRefusal> With(EvidenceItem item) =>
        AddressChangeRules.Refusals(Good with { Evidence = [item] });

    private static EvidenceItem Evidence(EvidenceKind kind, UserId user, DateTimeOffset? at = null) => new()
    {
        Id = EvidenceId.New(),
        JourneyId = Journey.Id,
        CardId = Card,
        Kind = kind,
        UserId = user,
        At = at ?? Now,
    };
}
