namespace Smartcard.Domain.CardTasks;

/// <summary>Work at a desk without a chat: its page shows the code that connects the reader helper.</summary>
public interface IDeskPairing
{
    /// <summary>Of its journey, which has the same id.</summary>
    JourneyId Id { get; }

    /// <summary>The pairing code, protected; null once the helper is connected.</summary>
    byte[]? SealedPairing { get; set; }

    /// <summary>Until when that code works.</summary>
    DateTimeOffset? PairingUntil { get; set; }
}
