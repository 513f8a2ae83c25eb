using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Secrets;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Telemetry;
using Smartcard.Storage;

namespace Smartcard.SelfService.Codes;

/// <summary>Codes by email: made, limited, checked. S2, S3.</summary>
public sealed class EmailCodes(
    SmartcardDbContext database,
    CodeKey key,
    Outbox mail,
    AuditLog audit,
    SelfServiceMetrics metrics,
    TimeProvider time)
{
    /// <summary>Resumed with the journey's id when the mail of a code could not be sent in time.</summary>
    public const string MailFailedBookmark = "CodeMailFailed";

    /// <summary>Makes a code and the mail that carries it, and kills the older ones of the journey.</summary>
    /// <returns>The address; null when the limit of the journey or the card is reached.</returns>
    public async Task<EmailAddress?> SendAsync(JourneyId journeyId, CancellationToken cancellationToken)
    {
        var journey = await database.FindAsync<Journey>([journeyId], cancellationToken)
            ?? throw new InvalidOperationException($"There is no journey {journeyId.Value}.");
        var registration = await database.FindAsync<Registration>([journey.RegistrationId], cancellationToken);
        if (registration?.Address is not { } address || journey.CardId is null)
        {
            throw new InvalidOperationException($"Journey {journeyId.Value} sends a code without a card and an address.");
        }

        var kind = journey.Kind == JourneyKind.Registration ? MailKind.RegistrationCode : MailKind.UnlockCode;
        return await SendToAsync(journey, kind, address, cancellationToken) ? address : null;
    }

    /// <summary>As above, to an address that is no registration's yet.</summary>
    /// <returns>False when the limit of the journey or the card is reached.</returns>
    public async Task<bool> SendToAsync(Journey journey, MailKind kind, EmailAddress address, CancellationToken cancellationToken)
    {
        var (now, journeyId) = (time.GetUtcNow(), journey.Id);
        var cardId = journey.CardId ?? throw new InvalidOperationException($"Journey {journeyId.Value} sends a code without a card.");
        var card = database.Locks.Hold(cardId);
        await database.Set<EmailCode>().Where(c => c.JourneyId == journeyId).LoadAsync(cancellationToken);
        var ofJourney = database.Set<EmailCode>().Local.Where(c => c.JourneyId == journeyId).ToList(); // those of this turn too
        var ofCard = await card.CountCodesAsync(now - EmailCode.CountedFor, cancellationToken);
        if (!EmailCode.MayBeMade(ofJourney.Count, await IsOneMoreAllowedAsync(journeyId, cancellationToken), ofCard))
        {
            audit.Add("code-limit-reached", journeyId, cardId);
            return false;
        }

        foreach (var older in ofJourney)
        {
            older.Replace();
        }

        var id = CodeId.New();
        using var digits = EmailCode.Draw();
        database.Add(new EmailCode
        {
            Id = id,
            JourneyId = journeyId,
            CardId = cardId,
            Address = address.Value,
            KeyedHash = EmailCode.Hash(id, digits, key.MakingAt(now)),
            CreatedAt = now,
            ExpiresAt = now + EmailCode.Lifetime,
        });
        mail.SendCode(kind, address, journey, digits);
        audit.Add("code-issued", journeyId, cardId);
        return true;
    }

    /// <summary>Whether booth staff have allowed this journey one more.</summary>
    private Task<bool> IsOneMoreAllowedAsync(JourneyId journeyId, CancellationToken cancellationToken) =>
        database.Set<JourneyAct>().AnyAsync(a => a.JourneyId == journeyId && a.Kind == JourneyActKind.AllowCode, cancellationToken);

    /// <summary>How many mails with a code of this journey were given up or came back, what this turn has found out included.</summary>
    public async Task<int> CountLostAsync(JourneyId journeyId, CancellationToken cancellationToken) =>
        (await database.Set<OutgoingMail>().Where(m => m.JourneyId == journeyId).ToListAsync(cancellationToken)).Count(
            m => m is { HasCode: true, IsLost: true });

    /// <summary>Until when the journey's newest code works, what this turn has made included; null = it has none that does.</summary>
    public async Task<DateTimeOffset?> LiveUntilAsync(JourneyId journeyId, CancellationToken cancellationToken)
    {
        await database.Set<EmailCode>().Where(c => c.JourneyId == journeyId && c.State == CodeState.Live).LoadAsync(cancellationToken);
        return database.Set<EmailCode>().Local.FirstOrDefault(c => c.JourneyId == journeyId && c.State == CodeState.Live)?.ExpiresAt;
    }

    /// <summary>
    /// Judges a try at the journey's newest code. A code counts only while the address it went to is still the one to
    /// be confirmed.
    /// </summary>
    public async Task<CodeCheck> CheckAsync(JourneyId journeyId, Secret typed, CancellationToken cancellationToken)
    {
        var journey = await database.FindAsync<Journey>([journeyId], cancellationToken);
        var registration = await database.FindAsync<Registration>([journey?.RegistrationId], cancellationToken);
        return await CheckAsync(journeyId, registration?.Address, typed, cancellationToken);
    }

    /// <summary>As above, for an address that is no registration's yet.</summary>
    /// <param name="confirmed">The one to be confirmed; null = there is none, so no code is right.</param>
    public async Task<CodeCheck> CheckAsync(
        JourneyId journeyId, EmailAddress? confirmed, Secret typed, CancellationToken cancellationToken)
    {
        var code = await database.Set<EmailCode>().Where(c => c.JourneyId == journeyId)
            .OrderByDescending(c => c.State == CodeState.Live)
            .ThenByDescending(c => c.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
        if (code is null || confirmed?.Value != code.Address)
        {
            metrics.CodeTried(new CodeCheck.Dead());
            return new CodeCheck.Dead();
        }

        var now = time.GetUtcNow();
        var check = code.Try(typed, key.GoodAt(now), now);
        metrics.CodeTried(check);
        if (check is not CodeCheck.Valid)
        {
            audit.Add("code-wrong", journeyId, code.CardId);
        }

        return check;
    }
}

/// <summary>
/// The key of the codes' keyed hashes, 32 bytes; kept apart from the database, so that a stolen database gives no codes
/// away.
/// </summary>
/// <param name="keys">
/// Asked at each use: a key may be replaced while the host runs, and codes made under the old one are good until they
/// expire.
/// </param>
public sealed class CodeKey(Func<KeySet> keys)
{
    public CodeKey(byte[] bytes)
        : this(Always(bytes))
    {
    }

    public byte[] MakingAt(DateTimeOffset now) => keys().MakingAt(now);

    public IReadOnlyList<byte[]> GoodAt(DateTimeOffset now) => keys().GoodAt(now, EmailCode.Lifetime);

    public override string ToString() => "********";

    private static Func<KeySet> Always(byte[] bytes)
    {
        var one = KeySet.Of(bytes);
        return () => one;
    }
}
