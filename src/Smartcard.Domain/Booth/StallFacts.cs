using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Prompts;

namespace Smartcard.Domain.Booth;

/// <summary>What is on record of a journey under way, and whether it stands still.</summary>
/// <param name="PairingOfferedAt">When the code for the helper was shown last and not used; null = none waits.</param>
/// <param name="TooOldAt">When a helper that is too old tried to connect first, since one was connected last; null = none has.</param>
/// <param name="Helper">The helper that is connected; null = none is.</param>
/// <param name="LastTask">The card task that was given last.</param>
/// <param name="LastReleased">The reset that was released last; null = none was.</param>
/// <param name="LastCode">The code that was made last.</param>
/// <param name="LastMail">The mail that was made last and has a code.</param>
/// <param name="TimerDueAt">When the first of its timers is due.</param>
/// <param name="Hosts">Null = not known.</param>
public sealed record StallFacts(
    Journey Journey,
    DateTimeOffset? PairingOfferedAt,
    DateTimeOffset? TooOldAt,
    PairedSession? Helper,
    CardTaskItem? LastTask,
    CardTaskItem? LastReleased,
    EmailCode? LastCode,
    OutgoingMail? LastMail,
    DateTimeOffset? TimerDueAt,
    HostsAtWork? Hosts)
{
    /// <summary>Why it stands still; null = it does not, as far as we can tell.</summary>
    /// <remarks>The first cause that fits: a fault of ours comes before what the person can mend, and that before silence.</remarks>
    public StallCause? CauseAt(DateTimeOffset now, StallPatience patience)
    {
        if (Journey.EndedAt is not null)
        {
            return null;
        }

        var silent = now - Journey.LastHeardAt;
        return now - TimerDueAt >= patience.Timer ? IsNobodyAtWork(patience) ? StallCause.NoHostAtWork : StallCause.LateTimer
            : LastTask is { IsOver: false } task ? OfTask(task, silent, now, patience)
            : IsAtCode ? OfCode(now, patience)
            : PairingOfferedAt is not null && now - TooOldAt >= patience.OldHelper ? StallCause.HelperOutdated
            : now - PairingOfferedAt >= patience.Helper ? StallCause.HelperNotConnected
            : HasVaultFailed && silent >= patience.Card ? StallCause.VaultAway
            : silent < patience.Person ? null
            : IsResultUnknown ? StallCause.ResultUnknown
            : StallCause.PersonSilent;
    }

    private bool IsNobodyAtWork(StallPatience patience) => Hosts?.IsNobodyThere(patience.Host) == true;

    private bool IsAtCode => Journey.Stage == JourneyStage.Code && LastCode is { State: CodeState.Live or CodeState.Expired };

    /// <summary>The card's challenge was answered, and the card has not proved how the reset ended.</summary>
    private bool IsResultUnknown => LastReleased is { Outcome: not CardTaskEnd.Done };

    /// <summary>The helper gave up because the vault did not answer, and nobody has tried again.</summary>
    private bool HasVaultFailed => LastTask is { Place: CardTaskPlace.VaultAway, Outcome: CardTaskEnd.Refused };

    private StallCause? OfTask(CardTaskItem task, TimeSpan silent, DateTimeOffset now, StallPatience patience)
    {
        if (task.IsChangingCard && task.ExpiresAt <= now)
        {
            return StallCause.ResultUnknown;
        }

        if (now - Helper?.LastSeenAt >= patience.HelperSilence)
        {
            return StallCause.HelperLost;
        }

        return silent < patience.Card
            ? null
            : task.Place switch
            {
                CardTaskPlace.WaitingForReader => StallCause.NoReader,
                CardTaskPlace.WaitingForCard or null => StallCause.NoCard,
                CardTaskPlace.WrongCard => StallCause.WrongCard,
                CardTaskPlace.CardRemoved => StallCause.CardRemoved,
                CardTaskPlace.CardInUse => StallCause.CardInUse,
                CardTaskPlace.VaultAway => StallCause.VaultAway,
                CardTaskPlace.WaitingForPasscode or CardTaskPlace.WrongPasscode => StallCause.PasscodeNotTyped,
                _ => StallCause.HelperStuck,
            };
    }

    private StallCause? OfCode(DateTimeOffset now, StallPatience patience) => LastMail switch
    {
        { CameBack: true } => StallCause.MailCameBack,
        { State: MailState.Failed } => StallCause.MailFailed,
        { ClaimedBy: { } host } mail when mail.MayBeOnItsWayAt(now) && Hosts?.IsGone(host, patience.Host) == true => StallCause.HostGone,
        { State: MailState.Waiting } mail when now - mail.CreatedAt >= patience.Mail =>
            IsNobodyAtWork(patience) ? StallCause.NoHostAtWork : StallCause.MailWaiting,
        { Delivery: MailDelivery.Deferred } mail when now - mail.CreatedAt >= patience.Mail => StallCause.MailDeferred,
        _ when LastCode!.ExpiresAt <= now => StallCause.CodeExpired,
        _ when now - Journey.LastHeardAt >= patience.Code => StallCause.CodeNotEntered,
        _ => null,
    };
}

/// <summary>How long each may take before a journey counts as standing still.</summary>
/// <param name="Timer">Past its due time.</param>
/// <param name="Helper">Until somebody has connected it.</param>
/// <param name="OldHelper">Since a helper that is too old tried to connect.</param>
/// <param name="HelperSilence">Without a sign of a helper that was connected.</param>
/// <param name="Card">Without a word of the card, once the helper has a task.</param>
/// <param name="Host">Since the last heartbeat of a host that does background work.</param>
/// <param name="Mail">Until a mail is accepted.</param>
/// <param name="Code">Until the code is entered.</param>
/// <param name="Person">Until something that is asked in the chat is answered.</param>
public sealed record StallPatience(
    TimeSpan Timer,
    TimeSpan Helper,
    TimeSpan OldHelper,
    TimeSpan HelperSilence,
    TimeSpan Card,
    TimeSpan Host,
    TimeSpan Mail,
    TimeSpan Code,
    TimeSpan Person)
{
    public TimeSpan Shortest => new[] { Timer, Helper, OldHelper, HelperSilence, Card, Host, Mail, Code, Person }.Min();
}
