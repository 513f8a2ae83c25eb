using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;

namespace Smartcard.Domain.Booth;

/// <summary>What is on record of a journey, and of whoever wants to do something for it.</summary>
public sealed record JourneyActFacts
{
    /// <summary>One that people have in a chat.</summary>
    public required Journey Journey { get; init; }

    /// <summary>Whether it goes on: it has not ended, and its workflow waits for something.</summary>
    public required bool IsUnderWay { get; init; }

    /// <summary>What was done for it before.</summary>
    public required IReadOnlyList<JourneyAct> Acts { get; init; }

    /// <summary>Whether its person is still in its chat.</summary>
    public required bool IsRead { get; init; }

    /// <summary>Whether its card is being changed, in this journey or in another one.</summary>
    public required bool IsCardChanging { get; init; }

    /// <summary>Whether the card is that of the user who acts; false while none is known.</summary>
    public required bool IsOwnCard { get; init; }

    /// <summary>Whether the user who acts may not see the card's holder; false while no card is known.</summary>
    public required bool IsOfOtherOrganisation { get; init; }

    /// <summary>Whether the card has a registration in force.</summary>
    public required bool IsRegistered { get; init; }

    /// <summary>Whether self-service is stopped for the card.</summary>
    public required bool IsStopped { get; init; }

    /// <summary>All codes that were made in this journey.</summary>
    public required IReadOnlyList<EmailCode> Codes { get; init; }

    /// <summary>How many were made for the card within <see cref="EmailCode.CountedFor"/>, in every journey.</summary>
    public required int CodesOfCard { get; init; }

    /// <summary>All mails of this journey.</summary>
    public required IReadOnlyList<OutgoingMail> Mails { get; init; }

    /// <summary>How long a mail may wait before it counts as late.</summary>
    public required TimeSpan MailPatience { get; init; }

    /// <summary>What the organisation wants where an identity is checked.</summary>
    public required InPersonRules Rules { get; init; }

    /// <summary>How many identities the user has checked within the last hour for something that was then done.</summary>
    public required int CheckedBefore { get; init; }

    /// <summary>The newest mail that it helps to send again; null where there is none.</summary>
    /// <remarks>
    /// A code is erased once its mail was accepted or given up, so that such a mail is never sent again. One that waits is the
    /// same mail still, and tried at once.
    /// </remarks>
    public OutgoingMail? MailToSend(DateTimeOffset now) =>
        Mails.Where(m => IsLate(m, now) || m is { HasCode: false, IsLost: true, SentAgainAs: null }).MaxBy(m => m.CreatedAt);

    private bool IsLate(OutgoingMail mail, DateTimeOffset now) =>
        mail is { HasCode: true, State: MailState.Waiting }
        && !mail.MayBeOnItsWayAt(now)
        && now - mail.CreatedAt >= MailPatience
        && now <= mail.NotAfter
        && Codes.MaxBy(c => c.CreatedAt) is { State: CodeState.Live } code
        && code.CreatedAt <= mail.CreatedAt
        && now < code.ExpiresAt;
}
