using System.Security.Cryptography;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Recognition;
using Smartcard.Cards.Software;

namespace Smartcard.Helper.Demo;

/// <summary>A card as its bureau knows it.</summary>
/// <param name="Number">The holder's staff number.</param>
/// <param name="CardId">32 hexadecimal digits.</param>
/// <param name="PublicKey">The key that proves the passcode, SubjectPublicKeyInfo.</param>
/// <param name="Secret">What resets its passcode: a GIDS card's administrator key, a PIV card's PUK.</param>
/// <param name="CheckValue">Six hexadecimal digits; a PUK has none, for it could be guessed by them.</param>
internal sealed record BureauCard(
    string Number, string Name, string Organisation, string CardId, byte[] PublicKey, byte[] Secret, string CheckValue)
{
    public CardKind Kind { get; private init; } = CardKind.Gids;

    /// <summary>PIV: key 9E, SubjectPublicKeyInfo.</summary>
    public byte[]? PresencePublicKey { get; private init; }

    public static BureauCard Of(string number, string name, string organisation, SoftwareCardState card)
    {
        using var key = RSA.Create();
        key.ImportPkcs8PrivateKey(card.SigningKey, out _);
        var checkValue = Convert.ToHexString(GidsMutualAuthentication.CheckValue(card.AdminKey));
        return new(number, name, organisation, card.CardId, key.ExportSubjectPublicKeyInfo(), card.AdminKey, checkValue);
    }

    /// <exception cref="InvalidDataException">The card cannot be used: it lacks a key or an identity.</exception>
    public static BureauCard Of(string number, string name, string organisation, SoftwarePivCardState card) =>
        (card.Identity, card.CertificateOf(PivKey.Authentication), card.CertificateOf(PivKey.CardAuthentication)) switch
        {
            ({ Value: var cardId }, { } passcode, { } presence) =>
                new(number, name, organisation, cardId, passcode.PublicKey.ToArray(), card.Puk, "")
                {
                    Kind = CardKind.Piv,
                    PresencePublicKey = presence.PublicKey.ToArray(),
                },
            _ => throw new InvalidDataException($"The PIV card '{card.Label}' lacks a key or an identity."),
        };
}
