namespace Smartcard.Domain.CardTasks;

/// <summary>A short code that connects a journey and a reader helper, once, within ten minutes.</summary>
public sealed class Pairing
{
    public required PairingId Id { get; init; }

    /// <summary>SHA-256 of the code, hexadecimal.</summary>
    public required string CodeHash { get; init; }

    public required JourneyId JourneyId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>A reader helper that was paired with a journey.</summary>
public sealed class PairedSession
{
    /// <summary>Longer than any journey; after it the token opens nothing.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(1);

    public required HelperSessionId Id { get; init; }

    /// <summary>Another one when the journey goes on as another: the person and the helper are the same.</summary>
    public required JourneyId JourneyId { get; set; }

    /// <summary>SHA-256 of the token, hexadecimal.</summary>
    public required string TokenHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>A card task as the host keeps it. Its steps go one way: each can be taken once.</summary>
public sealed class CardTaskItem
{
    /// <summary>The outcome of a task that ended because self-service was stopped for its card, or a stop was lifted.</summary>
    public const string Stopped = "Stopped";

    public required CardTaskId Id { get; init; }

    public required JourneyId JourneyId { get; init; }

    public required HelperSessionId HelperSessionId { get; init; }

    /// <summary><c>Identify</c>, <c>Prove</c> or <c>Reset</c>.</summary>
    public required string Kind { get; init; }

    public CardId? CardId { get; init; }

    /// <summary>The card it must be, 32 hexadecimal digits; null where any card will do.</summary>
    public string? CardIdentifier { get; init; }

    /// <summary>The host's challenge: 32 bytes to sign, or R1 of 16 bytes.</summary>
    public byte[]? Challenge { get; init; }

    public byte[]? CardChallenge { get; private set; }

    public byte[]? ConfirmChallenge { get; private set; }

    public byte[]? ConfirmCardChallenge { get; private set; }

    public CardTaskStep Step { get; private set; }

    public string? Outcome { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Raised at every step, so that two requests for the same step cannot both succeed.</summary>
    public int Version { get; private set; }

    public bool IsOver => Step == CardTaskStep.Over;

    /// <summary>The card's challenge was answered and no end is known yet: the card may be changing at this very moment.</summary>
    public bool IsChangingCard => Step is CardTaskStep.Released or CardTaskStep.CardAnswered or CardTaskStep.Confirming;

    /// <summary>The card's challenge was answered, and nobody saw how it ended: the card is as it was, or has the new passcode.</summary>
    public bool IsUncertain => IsOver && CardChallenge is not null && !SeenEnds.Contains(Outcome);

    /// <summary>Ends at which the helper saw what the card did.</summary>
    private static readonly string?[] SeenEnds = ["Done", "CardRemoved", "WrongCard", "Refused"];

    /// <summary>
    /// Why this reset may not be released for, or confirmed by, a card that gives this challenge; null = it may. A card draws its challenges by
    /// lot. One that equals a challenge of ours comes from somebody without the card, who wants us to make the card's answer. One that was seen
    /// before is a recording.
    /// </summary>
    /// <remarks>A task that has expired goes no step further; by the clock of another host it may do so for a moment longer.</remarks>
    /// <param name="ofCard">All tasks that the card has had, in every journey; this one may be among them.</param>
    public ChallengeRefusal? Refusal(byte[] cardChallenge, IReadOnlyCollection<CardTaskItem> ofCard, DateTimeOffset now) =>
        ofCard.Any(task => task.HasUsed(cardChallenge)) ? ChallengeRefusal.NotTheCards
        : ofCard.Any(task => task.Id != Id && task.IsChangingCard && task.ExpiresAt + Clocks.Tolerance > now) ? ChallengeRefusal.AnotherResetIsOpen
        : null;

    private bool HasUsed(byte[] challenge) =>
        new[] { Challenge, CardChallenge, ConfirmChallenge, ConfirmCardChallenge }.Any(used => used is not null && used.AsSpan().SequenceEqual(challenge));

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

    public void End(string outcome, DateTimeOffset now)
    {
        if (!IsOver)
        {
            Step = CardTaskStep.Over;
            Outcome = outcome;
            EndedAt = now;
            Version++;
        }
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

public enum CardTaskStep
{
    Waiting,

    /// <summary>The card's challenge was answered: the reset is released.</summary>
    Released,

    /// <summary>The card showed that it holds its key.</summary>
    CardAnswered,

    /// <summary>The card's second challenge was answered.</summary>
    Confirming,
    Over,
}

public enum ChallengeRefusal
{
    /// <summary>It is one of ours, or was seen before.</summary>
    NotTheCards,

    /// <summary>The card is being changed for another journey at this moment.</summary>
    AnotherResetIsOpen,
}
