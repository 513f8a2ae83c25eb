using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Software;

namespace Smartcard.Tests;

/// <summary>New software cards whose signing key was made before: an RSA key takes longer to make than most tests take to run.</summary>
internal static class TestCards
{
    private static readonly ConcurrentDictionary<string, Lazy<SoftwareCardState>> First = new();

    /// <summary>A card with an identifier and an administrator key of its own. Cards with the same label share their signing key.</summary>
    public static SoftwareCardState Create(string label, string passcode) =>
        First.GetOrAdd(label, l => new Lazy<SoftwareCardState>(() => SoftwareCardState.Create(l, passcode))).Value with
        {
            CardId = Convert.ToHexString(RandomNumberGenerator.GetBytes(GidsCardId.LengthBytes)),
            Passcode = Encoding.UTF8.GetBytes(passcode),
            AdminKey = GidsMutualAuthentication.NewAdminKey(),
        };

    /// <summary>Types a wrong passcode until the card takes none any more.</summary>
    public static async Task BlockAsync(SoftwareGidsCard card)
    {
        card.Reset();
        var session = new GidsSession(card);
        await session.SelectAsync(CancellationToken.None);
        for (var i = 0; i < 3; i++)
        {
            await session.VerifyAsync("0000"u8.ToArray(), CancellationToken.None);
        }
    }

    /// <summary>The key that the card signs with, SubjectPublicKeyInfo.</summary>
    public static byte[] PublicKeyOf(SoftwareGidsCard card)
    {
        using var key = RSA.Create();
        key.ImportPkcs8PrivateKey(card.State.SigningKey, out _);
        return key.ExportSubjectPublicKeyInfo();
    }
}
