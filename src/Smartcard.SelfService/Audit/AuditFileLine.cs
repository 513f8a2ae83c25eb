using System.Text.Json;
using Smartcard.Domain;
using Smartcard.Domain.Audit;

namespace Smartcard.SelfService.Audit;

/// <summary>One entry in a copy of the audit: a line of JSON.</summary>
/// <param name="Entry">Its number.</param>
/// <param name="What">The event in words, for readers. The chain does not cover this, nor the names.</param>
/// <param name="By">The name of <paramref name="ById"/> when the copy was made; null where nobody of the back office did it.</param>
/// <param name="Account">The name of <paramref name="AccountId"/>.</param>
/// <param name="Holder">Of the card, when the copy was made.</param>
public sealed record AuditFileLine(
    long Entry,
    DateTimeOffset At,
    string Event,
    string What,
    Guid? ById,
    string? By,
    Guid? AccountId,
    string? Account,
    Guid? JourneyId,
    Guid? CardId,
    string? Holder,
    string PreviousHash,
    string Hash)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static AuditFileLine Of(AuditEntry entry, string what, string? by, string? account, string? holder) => new(
        entry.Sequence,
        entry.At,
        entry.Event,
        what,
        entry.ActorId?.Value,
        by,
        entry.SubjectId?.Value,
        account,
        entry.JourneyId?.Value,
        entry.CardId?.Value,
        holder,
        entry.PreviousHash,
        entry.Hash);

    /// <returns>Null where the line is none.</returns>
    public static AuditFileLine? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditFileLine>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>What the chain covers.</summary>
    public AuditEntry ToEntry() => new()
    {
        Sequence = Entry,
        At = At,
        JourneyId = JourneyId is { } journey ? new JourneyId(journey) : null,
        CardId = CardId is { } card ? new CardId(card) : null,
        ActorId = ById is { } actor ? new UserId(actor) : null,
        SubjectId = AccountId is { } subject ? new UserId(subject) : null,
        Event = Event,
        PreviousHash = PreviousHash,
        Hash = Hash,
    };
}
