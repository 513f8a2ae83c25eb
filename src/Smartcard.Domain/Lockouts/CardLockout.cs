namespace Smartcard.Domain.Lockouts;

/// <summary>
/// What wrong answers did to a card's self-service. It belongs to the card, survives every journey, and only the booth
/// lifts it. P-U6, S4.
/// </summary>
public sealed class CardLockout
{
    /// <summary>Policy: never more.</summary>
    public const int MaxWrongAttempts = 3;

    public required CardId CardId { get; init; }

    /// <summary>Wrong submissions since the last right one or the booth's reset, across all journeys.</summary>
    public int WrongAttempts { get; private set; }

    public DateTimeOffset? LockedAt { get; private set; }

    /// <summary>The holder said "this was not me" (S6).</summary>
    public DateTimeOffset? FrozenAt { get; private set; }

    /// <summary>
    /// Raised when the holder stops self-service and when the booth lifts it: what was proved before counts no longer,
    /// whatever the clocks say.
    /// </summary>
    public int Epoch { get; private set; }

    /// <summary>Raised at every change, so that two wrong answers at once count as two.</summary>
    public int Version { get; private set; }

    public bool IsStopped => LockedAt is not null || FrozenAt is not null;

    /// <summary>Counts one submission of the questions form (S1). A stopped card stays stopped, whatever was answered.</summary>
    public AnswerAttempt Record(bool isRight, DateTimeOffset now)
    {
        if (IsStopped)
        {
            return new AnswerAttempt.Locked();
        }

        Version++;
        if (isRight)
        {
            WrongAttempts = 0;
            return new AnswerAttempt.Right();
        }

        WrongAttempts++;
        if (WrongAttempts < MaxWrongAttempts)
        {
            return new AnswerAttempt.Wrong(MaxWrongAttempts - WrongAttempts);
        }

        LockedAt = now;
        return new AnswerAttempt.Locked();
    }

    /// <summary>Said again, it counts against what was proved since the first time, for example at the booth.</summary>
    public void Freeze(DateTimeOffset now)
    {
        FrozenAt ??= now;
        Epoch++;
        Version++;
    }

    /// <summary>The booth has reset the passcode in person.</summary>
    public void Lift()
    {
        WrongAttempts = 0;
        LockedAt = null;
        FrozenAt = null;
        Epoch++;
        Version++;
    }
}

public abstract record AnswerAttempt
{
    private AnswerAttempt()
    {
    }

    public sealed record Right : AnswerAttempt;

    public sealed record Wrong(int AttemptsLeft) : AnswerAttempt;

    public sealed record Locked : AnswerAttempt;
}
