using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.CardTasks;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Storage;

namespace Smartcard.SelfService.CardTasks;

/// <summary>Connects a journey and the reader helper beside the person, by a short code that is shown in the chat and typed into the helper.</summary>
public sealed class Pairings(SmartcardDbContext database, IOptions<HelperOptions> options, TimeProvider time)
{
    public const string BookmarkName = "Pairing";

    /// <summary>No look-alikes: no 0 O, 1 I L.</summary>
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private const int CodeLength = 8;

    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(10);

    /// <summary>A new code for the journey; older ones of it stop working.</summary>
    public async Task<OfferedPairing> OfferAsync(JourneyId journey, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var older in await database.Set<Pairing>().Where(p => p.JourneyId == journey && p.UsedAt == null).ToListAsync(cancellationToken))
        {
            database.Remove(older);
        }

        var code = RandomNumberGenerator.GetString(Alphabet, CodeLength);
        var pairing = new Pairing { Id = PairingId.New(), CodeHash = HashOf(code), JourneyId = journey, CreatedAt = now, ExpiresAt = now + Lifetime };
        database.Add(pairing);

        var address = options.Value.WindowAddress is { Length: > 0 } window
            ? $"{window}#code={code}"
            : $"smartcard-helper://pair?host={Uri.EscapeDataString(options.Value.HostAddress)}&code={code}";
        return new OfferedPairing(pairing.Id.Value.ToString(), $"{code[..4]}-{code[4..]}", new PromptLink(Words.Named("helper.open"), address));
    }

    /// <summary>Uses up a code, once; null when it is unknown, used or too old, or its journey is over.</summary>
    public async Task<PairedHelper?> RedeemAsync(string typed, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var code = new string([.. typed.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
        var hash = HashOf(code);
        var pairing = await database.Set<Pairing>().SingleOrDefaultAsync(p => p.CodeHash == hash, cancellationToken);
        if (pairing is null || pairing.UsedAt is not null || pairing.ExpiresAt <= now)
        {
            return null;
        }

        var journey = await database.Set<Journey>().SingleAsync(j => j.Id == pairing.JourneyId, cancellationToken);
        if (journey.EndedAt is not null)
        {
            return null;
        }

        foreach (var older in await database.Set<PairedSession>().Where(s => s.JourneyId == journey.Id && s.EndedAt == null).ToListAsync(cancellationToken))
        {
            older.EndedAt = now;
        }

        pairing.UsedAt = now;
        var token = RandomNumberGenerator.GetHexString(64);
        var session = new PairedSession { Id = HelperSessionId.New(), JourneyId = journey.Id, TokenHash = HashOf(token), CreatedAt = now, LastSeenAt = now };
        database.Add(session);

        // The workflow goes on in this same turn and looks for the helper.
        await database.SaveChangesAsync(cancellationToken);
        return new PairedHelper(pairing.Id.Value.ToString(), session.Id, new HelperSession(token, journey.Kind.ToString(), now + PairedSession.Lifetime));
    }

    /// <summary>SHA-256 is enough: what it hides is random and short-lived.</summary>
    internal static string HashOf(string value) => Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(value)));
}

/// <param name="Id">Key of the bookmark that the pairing resumes.</param>
/// <param name="Code">As shown: XXXX-XXXX.</param>
public sealed record OfferedPairing(string Id, string Code, PromptLink Link);

public sealed record PairedHelper(string PairingId, HelperSessionId SessionId, HelperSession Session);
