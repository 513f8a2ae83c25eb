namespace Smartcard.Domain.Registrations;

/// <summary>What a holder set up once: four questions with the hashes of their answers, and an address for codes.</summary>
public sealed class Registration
{
    public required RegistrationId Id { get; init; }

    public required CardId CardId { get; init; }

    public required StaffId StaffId { get; init; }

    /// <summary>The journey that made it.</summary>
    public required JourneyId JourneyId { get; init; }

    public required IReadOnlyList<RegisteredAnswer> Answers { get; init; }

    /// <summary>The order in which questions are asked; drawn at the first unlock and kept (P-U5). Empty before.</summary>
    public IReadOnlyList<QuestionId> QuestionOrder { get; set; } = [];

    /// <summary>Null until the person gave one.</summary>
    public EmailAddress? Address { get; set; }

    public RegistrationState State { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; private set; }

    public void Complete(DateTimeOffset now)
    {
        State = RegistrationState.Active;
        CompletedAt = now;
    }

    /// <summary>A newer registration took its place (S5).</summary>
    public void Supersede() => State = RegistrationState.Superseded;

    /// <summary>
    /// The booth cleared its questions, or its holder says that they did not change its address: nothing is unlocked by it any more, and
    /// its holder registers anew.
    /// </summary>
    public void Withdraw() => State = State == RegistrationState.Active
        ? RegistrationState.Withdrawn
        : throw new InvalidOperationException($"Registration {Id.Value} is {State}, so it is not withdrawn.");
}

/// <param name="Hash">Argon2id, in PHC form.</param>
public sealed record RegisteredAnswer(QuestionId QuestionId, string Hash);

public enum RegistrationState
{
    /// <summary>Being made; its address is not confirmed.</summary>
    Pending,
    Active,
    Superseded,

    /// <summary>See <see cref="Registration.Withdraw"/>; no newer registration has taken its place yet.</summary>
    Withdrawn,
}
