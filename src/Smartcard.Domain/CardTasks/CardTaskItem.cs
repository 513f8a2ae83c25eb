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
    public int KeyUses => (CardChallenge is null ? 0 : 1) + (ConfirmCardChallenge is null ? 0 : 1) + AnsweredAgain;

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
        : ofCard.Any(task => task.Id != Id && task.IsChangingCard && task.ExpiresAt + Clocks.Tolerance > now)
            ? ChallengeRefusal.AnotherResetIsOpen
        : null;

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
        _ => false,
    };

    /// <summary>The answer of the release, or that of the proof, is given once more.</summary>
    /// <returns>Whether it is the first time.</returns>
    public bool AnswerAgain() => Step is CardTaskStep.Released or CardTaskStep.Confirming
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
