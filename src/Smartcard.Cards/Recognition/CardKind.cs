namespace Smartcard.Cards.Recognition;

/// <summary>What a card is, as far as its answer to reset and its applications tell.</summary>
public enum CardKind
{
    /// <summary>Nothing that is known here.</summary>
    Unknown,

    /// <summary>Has the GIDS application.</summary>
    Gids,

    /// <summary>Has the PIV application, and not GIDS.</summary>
    Piv,

    /// <summary>A Thales IDPrime card: unlocked by challenge and response, but only its maker's minidriver knows the commands.</summary>
    IdPrime,

    /// <summary>A PKCS#15 card, IsoApplet among them: unlocked by a PUK that most of them cannot change afterwards.</summary>
    Pkcs15,

    /// <summary>An Oberthur AuthentIC card: unlocked by a PUK or the security officer's PIN, sent in clear.</summary>
    AuthentIc,

    /// <summary>A German electronic health card.</summary>
    GermanHealthCard,

    /// <summary>An Estonian identity card.</summary>
    EstonianId,

    /// <summary>An OpenPGP card.</summary>
    OpenPgp,

    /// <summary>A bank card (EMV).</summary>
    Payment,

    /// <summary>A passport, or an identity card that can travel like one.</summary>
    Passport,
}
