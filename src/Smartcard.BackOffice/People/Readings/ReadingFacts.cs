using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Smartcard.Domain.Cards.Readings;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.Wording;

namespace Smartcard.BackOffice.People.Readings;

/// <summary>What a card said of itself, and what we know of it, line by line.</summary>
internal static class ReadingFacts
{
    private const int GroupLength = 4;

    /// <summary>Two lines for whoever compares it with a list.</summary>
    public static string InGroups(string identifier) =>
        string.Join(' ', identifier.Chunk(GroupLength).Select(group => new string(group)));

    public static IReadOnlyList<(string Name, string Value)> Of(CardReadingStanding standing)
    {
        var reading = standing.Reading;
        var facts = new List<(string, string)>
        {
            (Catalogue.Readings["fact.id"], InGroups(reading.Identifier!.Value)),
            (Catalogue.Readings["fact.kind"], Catalogue.Readings["fact.kind.gids"]),
        };
        if (reading.AttemptsLeft is { } left)
        {
            facts.Add((
                Catalogue.Readings["fact.tries"],
                left == 0 ? Catalogue.Readings["fact.tries.none"] : left.ToString(CultureInfo.InvariantCulture)));
        }

        if (standing.Step != CardReadingStep.Given) // it is forgotten then
        {
            facts.Add((Catalogue.Readings["fact.publicKey"], PublicKeyOf(reading)));
            facts.Add((Catalogue.Readings["fact.certificate"], CertificateOf(reading)));
        }

        if (standing.Known is { } known)
        {
            facts.Add((Catalogue.Readings["fact.holder"], $"{known.Holder.DisplayName}, {known.Holder.Organisation}"));
            facts.Add((
                Catalogue.Readings["fact.state"],
                CardWords.Of(known.Card.State, known.Card.StateReason) ?? Catalogue.Readings["fact.state.inUse"]));
            facts.Add((
                Catalogue.Readings["fact.registration"],
                standing.IsRegistered ? Catalogue.Readings["fact.registration.yes"] : Catalogue.Readings["fact.registration.no"]));
        }

        facts.Add((Catalogue.Readings["fact.key"], KeyOf(standing)));
        return facts;
    }

    private static string PublicKeyOf(CardReading reading) => reading.PublicKey is { } key
        ? Catalogue.Readings["fact.publicKey.fingerprint", ("fingerprint", Convert.ToHexString(SHA256.HashData(key))[..16])]
        : Catalogue.Readings["fact.none"];

    private static string CertificateOf(CardReading reading)
    {
        if (reading.Certificate is not { } bytes)
        {
            return Catalogue.Readings["fact.none"];
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(bytes);
            return certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(reading.PublicKey)
                ? Catalogue.Readings[
                    "fact.certificate.fits",
                    ("day", certificate.NotAfter.ToUniversalTime().ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB")))]
                : Catalogue.Readings["fact.certificate.wrong"];
        }
        catch (CryptographicException)
        {
            return Catalogue.Readings["fact.certificate.wrong"];
        }
    }

    private static string KeyOf(CardReadingStanding standing) => standing switch
    {
        { Reading: { KeyFits: true, KeyVersion: { } version } } => Catalogue.Readings["fact.key.fits", ("version", version)],
        { Reading: { KeyFits: false, KeyVersion: { } version } } => Catalogue.Readings["fact.key.differs", ("version", version)],
        { Reading.KeyCheckedAt: not null } => Catalogue.Readings["fact.key.notSeen"],
        { Known.KeyVersion: { } version } => Catalogue.Readings["fact.key.version", ("version", version)],
        { Known: not null } => Catalogue.Readings["fact.key.recorded"],
        _ => Catalogue.Readings["fact.key.notChecked"],
    };
}
