using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Prompts;
using Smartcard.Storage;

namespace Smartcard.SelfService.CardTasks;

/// <summary>Offers short codes. One is shown in the chat and typed into the reader helper beside the person, which connects both.</summary>
public sealed class Pairings(SmartcardDbContext database, IOptions<HelperOptions> options)
{
    public const string BookmarkName = "Pairing";

    /// <summary>No look-alikes: no 0 O, 1 I L.</summary>
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private const int CodeLength = 8;

    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(10);

    /// <summary>A new code for the journey; older ones of it stop working.</summary>
    /// <remarks>One that a helper tried that is too old is kept until a helper connects: it shows why none has.</remarks>
    public async Task<OfferedPairing> OfferAsync(JourneyId journey, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (
            var older in await database
                .Set<Pairing>()
                .Where(p => p.JourneyId == journey && p.UsedAt == null)
                .ToListAsync(cancellationToken))
        {
            if (older.TooOldAt is null)
            {
                database.Remove(older);
            }
            else if (older.ExpiresAt > now)
            {
                older.ExpiresAt = now;
            }
        }

        var code = RandomNumberGenerator.GetString(Alphabet, CodeLength);
        var pairing = new Pairing
        {
            Id = PairingId.New(),
            CodeHash = HashOf(code),
            JourneyId = journey,
            CreatedAt = now,
            ExpiresAt = now + Lifetime,
        };
        database.Add(pairing);

        var address = options.Value.WindowAddress is { Length: > 0 } window
            ? $"{window}#code={code}"
            : $"smartcard-helper://pair?host={Uri.EscapeDataString(options.Value.HostAddress)}&code={code}";
        return new OfferedPairing(pairing.Id.Value.ToString(), $"{code[..4]}-{code[4..]}", new PromptLink(ChatWords.HelperOpen, address));
    }

    /// <summary>How a code is found that somebody typed: case, spaces and hyphens do not matter.</summary>
    internal static string HashOfTyped(string typed) => HashOf(new string([.. typed.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]));

    /// <summary>SHA-256 is enough: what it hides is random and short-lived.</summary>
    internal static string HashOf(string value) => Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(value)));
}

/// <param name="Id">Key of the bookmark that the pairing resumes.</param>
/// <param name="Code">As shown: XXXX-XXXX.</param>
public sealed record OfferedPairing(string Id, string Code, PromptLink Link);
