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

    /// <summary>Uses up a code, once; null when it is unknown, used by another or too old, or its journey is over.</summary>
    /// <param name="token">The helper's: whoever brings the one that used the code has only missed the answer, and gets it again.</param>
    public async Task<PairedHelper?> RedeemAsync(string typed, string token, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var code = new string([.. typed.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
        var hash = HashOf(code);
        var pairing = await database.Set<Pairing>().SingleOrDefaultAsync(p => p.CodeHash == hash, cancellationToken);
        if (pairing is null || pairing.ExpiresAt <= now)
        {
            return null;
        }

        var journey = await database.Set<Journey>().SingleAsync(j => j.Id == pairing.JourneyId, cancellationToken);
        if (journey.EndedAt is not null)
        {
            return null;
        }

        var tokenHash = HashOf(token);
        var known = await database.Set<PairedSession>().SingleOrDefaultAsync(s => s.TokenHash == tokenHash, cancellationToken);
        if (pairing.UsedAt is not null || known is not null)
        {
            return known is { EndedAt: null } && known.JourneyId == journey.Id && known.CreatedAt == pairing.UsedAt ? Paired(known, isNew: false) : null;
        }

        foreach (var older in await database.Set<PairedSession>().Where(s => s.JourneyId == journey.Id && s.EndedAt == null).ToListAsync(cancellationToken))
        {
            older.EndedAt = now;
        }

        pairing.UsedAt = now;
        var session = new PairedSession { Id = HelperSessionId.New(), JourneyId = journey.Id, TokenHash = tokenHash, CreatedAt = now, LastSeenAt = now };
        database.Add(session);

        // The workflow goes on in this same turn and looks for the helper.
        await database.SaveChangesAsync(cancellationToken);
        return Paired(session, isNew: true);

        PairedHelper Paired(PairedSession helper, bool isNew) =>
            new(pairing.Id.Value.ToString(), helper.Id, new HelperSession(token, journey.Kind.ToString(), helper.CreatedAt + PairedSession.Lifetime), isNew);
    }

    /// <summary>SHA-256 is enough: what it hides is random and short-lived.</summary>
    internal static string HashOf(string value) => Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(value)));
}

/// <param name="Id">Key of the bookmark that the pairing resumes.</param>
/// <param name="Code">As shown: XXXX-XXXX.</param>
public sealed record OfferedPairing(string Id, string Code, PromptLink Link);

/// <param name="IsNew">False when the helper asked again for an answer that it missed: the workflow knows of it already.</param>
public sealed record PairedHelper(string PairingId, HelperSessionId SessionId, HelperSession Session, bool IsNew);
