namespace Smartcard.SelfService.Cards;

/// <summary>Settings of PIV cards; configuration section <c>Cards:Piv</c>.</summary>
public sealed class PivOptions
{
    public const string Section = "Cards:Piv";

    /// <summary>
    /// Whether staff unlock their PIV cards themselves. A workstation sees a PUK of the card while it does, which is changed right after.
    /// Default true. False: they register, and the IT booth resets the passcode.
    /// </summary>
    public bool Unlock { get; set; } = true;
}
