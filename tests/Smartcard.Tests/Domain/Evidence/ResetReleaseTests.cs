using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Registrations;

namespace Smartcard.Tests.Domain.Evidence;

/// <summary>
/// The release of a reset: each piece of evidence is needed, must be this journey's and this card's, and must be fresh.
/// S7, S10.
/// </summary>
public sealed class ResetReleaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);

    private readonly CardId _card = CardId.New();
    private readonly HelperSessionId _session = HelperSessionId.New();
    private readonly Registration _registration;
    private readonly Journey _journey;

    public ResetReleaseTests()
    {
        _journey = new Journey
        {
            Id = JourneyId.New(),
            Kind = JourneyKind.Unlock,
            CardId = _card,
            Workflow = "unlock",
            Channel = "webchat",
            Language = "en",
            StartedAt = Now.AddMinutes(-10),
        };
        _registration = new Registration
        {
            Id = RegistrationId.New(),
            CardId = _card,
            StaffId = StaffId.New(),
            JourneyId = JourneyId.New(),
            Answers = [],
            CreatedAt = Now.AddDays(-9),
        };
        _registration.Complete(Now.AddDays(-9));
    }

    [Fact]
    public void All_of_it_releases() => Assert.Empty(Refusals(All()));

    [Theory]
    [InlineData(EvidenceKind.CardIdentified, ReleaseRefusal.CardNotIdentified)]
    [InlineData(EvidenceKind.QuestionsAnswered, ReleaseRefusal.QuestionsNotAnswered)]
    [InlineData(EvidenceKind.CodeConfirmed, ReleaseRefusal.CodeNotConfirmed)]
    public void Each_piece_is_needed_fresh_and_of_this_journey_and_card(EvidenceKind kind, ReleaseRefusal refusal)
    {
        Assert.Equal([refusal], Refusals(All().Where(e => e.Kind != kind)));
        Assert.Equal([refusal], Refusals(All(kind, at: Now.AddMinutes(-20).AddSeconds(-1))));
        Assert.Equal([refusal], Refusals(All(kind, at: Now.AddMinutes(1).AddSeconds(1))));
        Assert.Equal([refusal], Refusals(All(kind, journey: JourneyId.New())));
        Assert.Equal([refusal], Refusals(All(kind, card: CardId.New())));
        Assert.Equal([refusal], Refusals(All(kind, epoch: 1))); // of a card whose self-service was stopped and given back
        Assert.Empty(Refusals(All(kind, at: Now.AddMinutes(-20))));
        Assert.Empty(Refusals(All(kind, at: Now.AddMinutes(1)))); // of a host whose clock is ahead
    }

    [Fact]
    public void The_card_must_have_been_read_by_the_very_helper_that_asks() =>
        Assert.Equal([ReleaseRefusal.CardNotIdentified], Refusals(All(EvidenceKind.CardIdentified, session: HelperSessionId.New())));

    [Theory]
    [InlineData(EvidenceKind.QuestionsAnswered, ReleaseRefusal.QuestionsNotAnswered)]
    [InlineData(EvidenceKind.CodeConfirmed, ReleaseRefusal.CodeNotConfirmed)]
    public void Answers_and_code_must_belong_to_the_registration_that_counts_now(EvidenceKind kind, ReleaseRefusal refusal) =>
        Assert.Equal([refusal], Refusals(All(kind, registration: RegistrationId.New())));

    [Fact]
    public void Policy_may_do_without_questions_and_without_nothing_else()
    {
        Assert.Empty(Refusals(All().Where(e => e.Kind != EvidenceKind.QuestionsAnswered), areQuestionsRequired: false));
        Assert.Equal([ReleaseRefusal.CardNotIdentified, ReleaseRefusal.CodeNotConfirmed], Refusals([], areQuestionsRequired: false));
    }

    [Fact]
    public void A_stopped_card_an_ended_journey_a_registration_journey_and_no_registration_release_nothing()
    {
        var lockout = new CardLockout { CardId = _card };
        lockout.Freeze(Now);
        Assert.Equal(
            [ReleaseRefusal.SelfServiceStopped],
            ResetRelease.Refusals(_journey, All(), _session, _registration, lockout, true, CardType.Gids, true, Now));
        Assert.Equal(
            [ReleaseRefusal.NotRegistered],
            ResetRelease.Refusals(_journey, All(), _session, null, null, true, CardType.Gids, true, Now));

        var registering = new Journey
        {
            Id = _journey.Id,
            Kind = JourneyKind.Registration,
            CardId = _card,
            Workflow = "unlock",
            Channel = "webchat",
            Language = "en",
            StartedAt = Now,
        };
        Assert.Equal(
            [ReleaseRefusal.NotAnOpenUnlock],
            ResetRelease.Refusals(registering, All(), _session, _registration, null, true, CardType.Gids, true, Now));

        _registration.Supersede();
        Assert.Equal([ReleaseRefusal.NotRegistered], Refusals(All()));
        _journey.Finish(JourneyEnd.Cancelled, Now);
        Assert.Equal([ReleaseRefusal.NotAnOpenUnlock], Refusals(All()));
    }

    [Fact]
    public void All_the_evidence_releases_nothing_for_a_card_that_is_not_in_use() =>
        Assert.Equal(
            [ReleaseRefusal.CardNotInUse],
            ResetRelease.Refusals(_journey, All(), _session, _registration, null, isCardInUse: false, CardType.Gids, true, Now));

    private IReadOnlyList<ReleaseRefusal> Refusals(IEnumerable<EvidenceItem> evidence, bool areQuestionsRequired = true) =>
        ResetRelease.Refusals(
            _journey, [.. evidence], _session, _registration, null, isCardInUse: true, CardType.Gids, areQuestionsRequired, Now);

    /// <summary>All the evidence there should be, one piece of it changed.</summary>
    private List<EvidenceItem> All(
        EvidenceKind? changed = null,
        DateTimeOffset? at = null,
        JourneyId? journey = null,
        CardId? card = null,
        HelperSessionId? session = null,
        RegistrationId? registration = null,
        int epoch = 0)
    {
        EvidenceItem Item(EvidenceKind kind) => new()
        {
            Id = EvidenceId.New(),
            Kind = kind,
            JourneyId = kind == changed && journey is { } j ? j : _journey.Id,
            CardId = kind == changed && card is { } c ? c : _card,
            HelperSessionId = kind == changed && session is { } s ? s : _session,
            RegistrationId = kind == changed && registration is { } r ? r : _registration.Id,
            LockoutEpoch = kind == changed ? epoch : 0,
            At = kind == changed && at is { } t ? t : Now.AddMinutes(-5),
        };
        return [Item(EvidenceKind.CardIdentified), Item(EvidenceKind.QuestionsAnswered), Item(EvidenceKind.CodeConfirmed)];
    }
}
