using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Registrations;

namespace Smartcard.Tests.Domain.Evidence;

/// <summary>A PIV card has to show that it is there: for a registration, and for an unlock before any question.</summary>
public sealed class PresenceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);
    private static readonly CardId Card = CardId.New();

    private readonly HelperSessionId _session = HelperSessionId.New();
    private readonly Journey _unlock = JourneyOf(JourneyKind.Unlock);
    private readonly Journey _registering = JourneyOf(JourneyKind.Registration);

    [Fact]
    public void Nothing_is_unlocked_without_it()
    {
        EvidenceItem[] evidence = [.. Evidence(_unlock), Item(_unlock, EvidenceKind.CardPresent, minutesAgo: 10)];

        Assert.Empty(Refusals(CardType.Piv, evidence));
        Assert.Empty(Refusals(CardType.Gids, [.. Evidence(_unlock)]));
        Assert.Equal([ReleaseRefusal.CardNotPresent, ReleaseRefusal.QuestionsNotAnswered], Refusals(CardType.Piv, [.. Evidence(_unlock)]));
    }

    [Fact]
    public void After_the_questions_it_is_too_late() => Assert.Equal(
        [ReleaseRefusal.QuestionsNotAnswered],
        Refusals(CardType.Piv, [.. Evidence(_unlock), Item(_unlock, EvidenceKind.CardPresent, minutesAgo: 1)]));

    [Fact]
    public void Of_another_helper_or_another_card_it_does_not_count()
    {
        Assert.Contains(
            ReleaseRefusal.CardNotPresent,
            Refusals(CardType.Piv, [.. Evidence(_unlock), Item(_unlock, EvidenceKind.CardPresent, 10, session: HelperSessionId.New())]));
        Assert.Contains(
            ReleaseRefusal.CardNotPresent,
            Refusals(CardType.Piv, [.. Evidence(_unlock), Item(_unlock, EvidenceKind.CardPresent, 10, card: CardId.New())]));
    }

    [Fact]
    public void Nobody_is_registered_without_it()
    {
        EvidenceItem[] evidence = [Item(_registering, EvidenceKind.PasscodeProved, 10), Code(_registering)];

        Assert.True(IsRegistered(CardType.Gids, evidence));
        Assert.False(IsRegistered(CardType.Piv, evidence));
        Assert.True(IsRegistered(CardType.Piv, [.. evidence, Item(_registering, EvidenceKind.CardPresent, 10)]));
    }

    private bool IsRegistered(CardType type, EvidenceItem[] evidence) => RegistrationRelease.IsAllowed(
        _registering, evidence, RegistrationOf(_registering, isActive: false), null, isCardInUse: true, type, Now);

    private IReadOnlyList<ReleaseRefusal> Refusals(CardType type, EvidenceItem[] evidence) => ResetRelease.Refusals(
        _unlock, evidence, _session, RegistrationOf(_unlock, isActive: true), null, true, type, areQuestionsRequired: true, Now);

    private IEnumerable<EvidenceItem> Evidence(Journey journey) =>
        [Item(journey, EvidenceKind.CardIdentified, 10), Item(journey, EvidenceKind.QuestionsAnswered, 5), Code(journey)];

    private EvidenceItem Code(Journey journey) => Item(journey, EvidenceKind.CodeConfirmed, 2);

    private EvidenceItem Item(Journey journey, EvidenceKind kind, int minutesAgo, HelperSessionId? session = null, CardId? card = null) =>
        new()
        {
            Id = EvidenceId.New(),
            JourneyId = journey.Id,
            CardId = card ?? Card,
            Kind = kind,
            HelperSessionId = session ?? _session,
            RegistrationId = new RegistrationId(journey.Id.Value),
            Address = "amal@trust.nhs.uk",
            At = Now - TimeSpan.FromMinutes(minutesAgo),
        };

    private static Registration RegistrationOf(Journey journey, bool isActive)
    {
        var registration = new Registration
        {
            Id = new RegistrationId(journey.Id.Value),
            CardId = Card,
            StaffId = StaffId.New(),
            JourneyId = journey.Id,
            Answers = [.. Enumerable.Range(1, 4).Select(i => new RegisteredAnswer(new QuestionId(i), "hash"))],
            CreatedAt = Now,
            Address = EmailAddress.Parse("amal@trust.nhs.uk"),
        };
        if (isActive)
        {
            registration.Complete(Now);
        }

        return registration;
    }

    private static Journey JourneyOf(JourneyKind kind) => new()
    {
        Id = JourneyId.New(),
        Kind = kind,
        Workflow = kind.ToString().ToLowerInvariant(),
        Channel = "webchat",
        Language = "en",
        StartedAt = Now.AddMinutes(-15),
        CardId = Card,
    };
}
