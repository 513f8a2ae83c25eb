namespace Smartcard.Domain.Retention;

/// <summary>Decides whether a person's data may be erased now. UK GDPR, Article 17.</summary>
public static class ErasureRules
{
    /// <summary>Limits count what was done for no longer than this. What ended within it stays, so that they do not begin anew.</summary>
    public static TimeSpan CountedFor { get; } = TimeSpan.FromDays(1);

    public static ErasureRefusal? RefusalOf(ErasureFacts facts) =>
        facts.IsOwnRecord ? ErasureRefusal.OwnRecord
        : facts.IsOnHold ? ErasureRefusal.OnHold
        : facts.HasLeft && facts.CardsNotRevoked > 0 ? ErasureRefusal.CardsNotRevoked
        : facts.IsUnderWay ? ErasureRefusal.UnderWay
        : facts.IsMailOnItsWay ? ErasureRefusal.MailOnItsWay
        : facts.IsMailWaiting ? ErasureRefusal.MailWaits
        : facts.IsEndedLately ? ErasureRefusal.EndedLately
        : facts.IsChatInUse ? ErasureRefusal.ChatInUse
        : null;

    /// <summary>What is typed to confirm it: the staff number, or the name of somebody who has none.</summary>
    public static string ConfirmationOf(string name, string? number) => number ?? name;
}

/// <param name="HasLeft">Then what names them is erased too.</param>
/// <param name="CardsNotRevoked">How many of their cards could still be used, now or later.</param>
/// <param name="IsUnderWay">Whether a journey of theirs, or with a card of theirs, is under way.</param>
/// <param name="IsMailOnItsWay">Whether a mail to them is being sent at this moment.</param>
/// <param name="IsMailWaiting">Whether a mail to them has not been sent yet: it may warn them.</param>
/// <param name="IsEndedLately">Whether a journey of theirs ended within <see cref="ErasureRules.CountedFor"/>.</param>
/// <param name="IsChatInUse">Whether somebody else has a journey in a chat that they used.</param>
public sealed record ErasureFacts(
    bool IsOwnRecord,
    bool IsOnHold,
    bool HasLeft,
    int CardsNotRevoked,
    bool IsUnderWay,
    bool IsMailOnItsWay,
    bool IsMailWaiting,
    bool IsEndedLately,
    bool IsChatInUse);

public enum ErasureRefusal
{
    /// <summary>Nobody erases their own data.</summary>
    OwnRecord,

    OnHold,

    /// <summary>They have left, and not all of their cards are revoked.</summary>
    CardsNotRevoked,

    UnderWay,
    MailOnItsWay,

    /// <summary>A warning that was not sent yet would be taken back.</summary>
    MailWaits,

    /// <summary>Limits still count what was done.</summary>
    EndedLately,

    ChatInUse,
}
