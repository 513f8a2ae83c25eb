using System.Linq.Expressions;

namespace Smartcard.Domain.CardTasks;

/// <summary>A card task as the host keeps it. Its steps go one way: each can be taken once.</summary>
public sealed class CardTaskItem
{
    /// <summary>As <see cref="IsChangingCard"/>, for the database.</summary>
    public static Expression<Func<CardTaskItem, bool>> ThatChangesCard { get; } =
        task => task.Step == CardTaskStep.Released || task.Step == CardTaskStep.CardAnswered || task.Step == CardTaskStep.Confirming;

    /// <summary>How often the answer of one round may be asked for again. A helper asks six times, within 20 seconds.</summary>
    public const int MostAgainInARound = 10;

    private static readonly Func<CardTaskItem, bool> ChangesCard = ThatChangesCard.Compile();

    public required CardTaskId Id { get; init; }

    public required JourneyId JourneyId { get; init; }

    public required HelperSessionId HelperSessionId { get; init; }

    public required CardWork Kind { get; init; }

    public CardId? CardId { get; init; }

    /// <summary>The card it must be, 32 hexadecimal digits; null where any card will do.</summary>
    public string? CardIdentifier { get; init; }

    /// <summary>The host's challenge: 32 bytes to sign, or R1 of 16 bytes.</summary>
    public byte[]? Challenge { get; init; }

    public byte[]? CardChallenge { get; private set; }

    public byte[]? ConfirmChallenge { get; private set; }

    public byte[]? ConfirmCardChallenge { get; private set; }

    /// <summary>Reset of a PIV card: the PUK that the helper has now, or that the card took; null = it was given none.</summary>
    public int? PukVersion { get; private set; }

    /// <summary>The PUK that the card has refused in this task; null = none.</summary>
    public int? WrongPukVersion { get; private set; }

    /// <summary>The PUK that the card is to be given; null before the card took one.</summary>
    public int? NextPukVersion { get; private set; }

    /// <summary>How often an answer to the card was asked for again and given, because it was lost on its way.</summary>
    public int AnsweredAgain { get; private set; }

    public CardTaskStep Step { get; private set; }

    public CardTaskEnd? Outcome { get; private set; }

    /// <summary>Where the helper is with it; null before it said anything.</summary>
    public CardTaskPlace? Place { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Raised at every step, so that two requests for the same step cannot both succeed.</summary>
    public int Version { get; private set; }

    public bool IsOver => Step == CardTaskStep.Over;

    /// <summary>How often the vault was let answer the card with its key.</summary>
    public int KeyUses =>
        (CardChallenge is null ? 0 : 1) + (ConfirmCardChallenge is null ? 0 : 1) + AnsweredAgain
        + (PukVersion is null ? 0 : 1) + (HasSecondPuk ? 1 : 0) + (NextPukVersion is null ? 0 : 1);

    /// <summary>Whether anything was ever released for the card in it: a GIDS card's challenge was answered, or a PUK was given.</summary>
    public bool WasReleased => CardChallenge is not null || PukVersion is not null;

    /// <summary>The card has refused one PUK, and the helper was given the only other one.</summary>
    private bool HasSecondPuk => WrongPukVersion is { } wrong && wrong != PukVersion;

    /// <summary>Whether a use of the key may be later than this moment.</summary>
    public bool MayHaveUsedKeySince(DateTimeOffset moment) => (EndedAt ?? ExpiresAt) > moment;

    /// <summary>The card's challenge was answered and no end is known yet: the card may be changing at this very moment.</summary>
    public bool IsChangingCard => ChangesCard(this);

    /// <summary>
    /// Why this reset may not be released for, or confirmed by, a card that gives this challenge; null = it may. A card
    /// draws its challenges by lot. One that equals a challenge of ours comes from somebody without the card, who wants
    /// us to make the card's answer. One that was seen before is a recording.
    /// </summary>
    /// <remarks>A task that has expired goes no step further; by the clock of another host it may do so for a moment longer.</remarks>
    /// <param name="ofCard">All tasks that the card has had, in every journey; this one may be among them.</param>
    public ChallengeRefusal? Refusal(byte[] cardChallenge, IReadOnlyCollection<CardTaskItem> ofCard, DateTimeOffset now) =>
        ofCard.Any(task => task.HasUsed(cardChallenge)) ? ChallengeRefusal.NotTheCards
        : IsOpenElsewhere(ofCard, now) ? ChallengeRefusal.AnotherResetIsOpen
        : null;

    /// <summary>Whether the card is being changed in another task.</summary>
    public bool IsOpenElsewhere(IReadOnlyCollection<CardTaskItem> ofCard, DateTimeOffset now) =>
        ofCard.Any(task => task.Id != Id && task.IsChangingCard && task.ExpiresAt + Clocks.Tolerance > now);

    private bool HasUsed(byte[] challenge) =>
        new[] { Challenge, CardChallenge, ConfirmChallenge, ConfirmCardChallenge }.Any(used =>
            used is not null && used.AsSpan().SequenceEqual(challenge));

    /// <summary>
    /// Whether this is the challenge that the task was released for, and the card has not answered since: then its
    /// answer may be asked for again.
    /// </summary>
    public bool IsReleasedFor(byte[] cardChallenge) => Step == CardTaskStep.Released && CardChallenge.AsSpan().SequenceEqual(cardChallenge);

    /// <summary>As <see cref="IsReleasedFor"/>, of the second round.</summary>
    public bool IsConfirmingFor(byte[] cardChallenge) =>
        Step == CardTaskStep.Confirming && ConfirmCardChallenge.AsSpan().SequenceEqual(cardChallenge);

    /// <summary>What the first round used of it leaves the second all of its own: a passcode that is set can be proved.</summary>
    public bool MayBeAnsweredAgain => Step switch
    {
        CardTaskStep.Released => AnsweredAgain < MostAgainInARound,
        CardTaskStep.Confirming => AnsweredAgain < 2 * MostAgainInARound,
        CardTaskStep.CardAnswered when PukVersion is not null => AnsweredAgain < 2 * MostAgainInARound,
        _ => false,
    };

    /// <summary>The answer of the release, or that of the proof, is given once more.</summary>
    /// <returns>Whether it is the first time.</returns>
    public bool AnswerAgain() => Step is CardTaskStep.Released or CardTaskStep.Confirming
        || (Step == CardTaskStep.CardAnswered && PukVersion is not null)
        ? ++AnsweredAgain == 1
        : throw new InvalidOperationException($"Card task {Id} is at {Step}, so it is not answered again.");

    public void Release(byte[] cardChallenge)
    {
        Go(CardTaskStep.Waiting, CardTaskStep.Released);
        CardChallenge = cardChallenge;
    }

    public void CardAnswered(byte[] confirmChallenge)
    {
        Go(CardTaskStep.Released, CardTaskStep.CardAnswered);
        ConfirmChallenge = confirmChallenge;
    }

    public void Confirming(byte[] confirmCardChallenge)
    {
        Go(CardTaskStep.CardAnswered, CardTaskStep.Confirming);
        ConfirmCardChallenge = confirmCardChallenge;
    }

    /// <summary>
    /// Whether the card may show now that it has its new passcode. A PIV card may do so without a word that it took its PUK: that may
    /// have been lost on its way.
    /// </summary>
    public bool MayBeProved => Step switch
    {
        CardTaskStep.Confirming => true,
        CardTaskStep.CardAnswered => PukVersion is not null,
        CardTaskStep.Released => PukVersion is not null && PukVersion != WrongPukVersion,
        _ => false,
    };

    /// <summary>Whether the card may have refused this PUK in it: it was given last, and nothing says that the card took it.</summary>
    public bool MayHaveRefused(int version) =>
        PukVersion == version && NextPukVersion is null && Outcome != CardTaskEnd.Done;

    /// <summary>Releases the reset of a PIV card.</summary>
    /// <param name="confirmChallenge">What the card signs after the reset.</param>
    public void ReleasePuk(int version, byte[] confirmChallenge)
    {
        Go(CardTaskStep.Waiting, CardTaskStep.Released);
        (PukVersion, ConfirmChallenge) = (version, confirmChallenge);
    }

    /// <summary>The vault had no PUK after all, so the helper got none.</summary>
    /// <returns>False when it may have got one: an answer was asked for again, or the card has said something.</returns>
    public bool PukWasNotGiven()
    {
        if (Step != CardTaskStep.Released || AnsweredAgain > 0 || WrongPukVersion is not null)
        {
            return false;
        }

        PukVersion = null;
        Version++;
        return true;
    }

    /// <summary>The card has another PUK.</summary>
    /// <param name="other">The only other one that it may have, which the helper is given now; null = there is none.</param>
    public void PukWasWrong(int? other)
    {
        if (Step != CardTaskStep.Released || PukVersion is null || WrongPukVersion is not null)
        {
            throw new InvalidOperationException($"Card task {Id} is at {Step}, so no PUK was wrong in it.");
        }

        (WrongPukVersion, PukVersion) = (PukVersion, other ?? PukVersion);
        Version++;
    }

    /// <summary>The card took the PUK, and has the new passcode.</summary>
    public void PukWasAccepted(int next)
    {
        Go(CardTaskStep.Released, CardTaskStep.CardAnswered);
        NextPukVersion = next;
    }

    /// <summary>Ends the task, once.</summary>
    /// <returns>False when it had ended before: that end stays.</returns>
    public bool End(CardTaskEnd outcome, DateTimeOffset now)
    {
        if (IsOver)
        {
            return false;
        }

        Step = CardTaskStep.Over;
        Outcome = outcome;
        EndedAt = now;
        Version++;
        return true;
    }

    private void Go(CardTaskStep from, CardTaskStep to)
    {
        if (Step != from)
        {
            throw new InvalidOperationException($"Card task {Id} is at {Step}, so it cannot go to {to}.");
        }

        Step = to;
        Version++;
    }
}
