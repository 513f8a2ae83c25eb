using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Smartcard.Domain.Audit;

/// <summary>
/// What happened, for the security team: each entry carries the hash of the one before, so that none can be changed or
/// taken out unseen.
/// </summary>
public sealed class AuditEntry
{
    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    public JourneyId? JourneyId { get; init; }

    public CardId? CardId { get; init; }

    /// <summary>Who of the back office did it; null for staff themselves, the host, and whoever was not let in.</summary>
    public UserId? ActorId { get; init; }

    /// <summary>Whose account it was done to.</summary>
    public UserId? SubjectId { get; init; }

    /// <summary>E.g. <c>reset-released</c>. Never a name, an address, an answer or a code.</summary>
    public required string Event { get; init; }

    public required string PreviousHash { get; init; }

    public required string Hash { get; init; }

    public static string First { get; } = new('0', 64);

    public static AuditEntry After(
        AuditEntry? previous,
        string what,
        JourneyId? journeyId,
        CardId? cardId,
        DateTimeOffset at,
        UserId? actorId = null,
        UserId? subjectId = null)
    {
        var sequence = (previous?.Sequence ?? 0) + 1;
        var previousHash = previous?.Hash ?? First;
        return new AuditEntry
        {
            Sequence = sequence,
            At = at,
            JourneyId = journeyId,
            CardId = cardId,
            ActorId = actorId,
            SubjectId = subjectId,
            Event = what,
            PreviousHash = previousHash,
            Hash = HashOf(sequence, at, journeyId, cardId, what, previousHash, actorId, subjectId),
        };
    }

    /// <summary>Whether all of it is as it was when its hash was made.</summary>
    public bool HasItsHash => Hash == HashOf(Sequence, At, JourneyId, CardId, Event, PreviousHash, ActorId, SubjectId);

    /// <summary>Whether this entry is what was written, behind the one given.</summary>
    public bool Follows(AuditEntry? previous) =>
        Sequence == (previous?.Sequence ?? 0) + 1 && PreviousHash == (previous?.Hash ?? First) && HasItsHash;

    private static string HashOf(
        long sequence,
        DateTimeOffset at,
        JourneyId? journeyId,
        CardId? cardId,
        string what,
        string previousHash,
        UserId? actorId,
        UserId? subjectId)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{sequence}|{at.UtcTicks}|{journeyId?.Value}|{cardId?.Value}|{what}|{previousHash}");
        if (actorId is not null || subjectId is not null)
        {
            // Only where there are any: entries from before there was sign-in keep their hashes.
            line += $"|{actorId?.Value}|{subjectId?.Value}";
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(line)));
    }
}
