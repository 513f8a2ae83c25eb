using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Mail;
using Smartcard.Storage;
using Smartcard.Storage.Records;

namespace Smartcard.SelfService.Booth.Acts;

/// <summary>
/// What booth staff do for somebody whose journey stands still. Each call is whole: it decides, acts, tells the person, audits and
/// commits.
/// </summary>
/// <remarks>
/// Its turns have no scope, so they run alone: an act is about a journey, its chat, a card and a user at once, and there are few of them.
/// </remarks>
public sealed class BoothActs(
    SmartcardDbContext database,
    TurnTransaction turn,
    JourneyActRecords records,
    JourneyChat chat,
    JourneyLeaving leaving,
    QuestionsClearing questions,
    InPersonChecks checks,
    Outbox outbox,
    AuditLog audit,
    IOptions<BoothOptions> options,
    TimeProvider time)
{
    public Task<BoothActResult> DoAsync(BoothActOrder order, CancellationToken cancellationToken) =>
        turn.RunAsync(ct => DoInTurnAsync(order, ct), cancellationToken);

    private async Task<BoothActResult> DoInTurnAsync(BoothActOrder order, CancellationToken cancellationToken)
    {
        if (await database.FindAsync<JourneyAct>([order.Id], cancellationToken) is { } done)
        {
            return done.JourneyId == order.JourneyId && done.Kind == order.Kind && done.ActorId == order.ActorId
                ? new BoothActResult.Done() // a page sent twice
                : new BoothActResult.Unknown();
        }

        if (await records.ReadAsync(order.JourneyId, order.ActorId, cancellationToken) is not { } facts)
        {
            return new BoothActResult.Unknown();
        }

        if (JourneyActRules.RefusalOf(order.Kind, facts, time.GetUtcNow()) is { } refusal)
        {
            Record(order, facts.Journey, refusal);
            return new BoothActResult.Refused(refusal);
        }

        if (FaultOf(order) is { } fault)
        {
            return new BoothActResult.Refused(fault);
        }

        database.Add(new JourneyAct
        {
            Id = order.Id,
            JourneyId = order.JourneyId,
            Kind = order.Kind,
            Choice = order.Choice,
            ActorId = order.ActorId,
            IdentityCheck = order.Check,
            Seen = order.Seen,
            At = time.GetUtcNow(),
        });
        await DoAsync(order, facts, cancellationToken);
        return new BoothActResult.Done();
    }

    private Task DoAsync(BoothActOrder order, JourneyActFacts facts, CancellationToken cancellationToken) => order.Kind switch
    {
        JourneyActKind.Message => SayAsync(order, facts.Journey, cancellationToken),
        JourneyActKind.SendMail => SendMailAsync(order, facts, cancellationToken),
        JourneyActKind.AllowCode => AllowCodeAsync(order, facts.Journey, cancellationToken),
        JourneyActKind.ClearQuestions => questions.ClearAsync(order, facts.Journey, cancellationToken),
        JourneyActKind.End => EndAsync(order, facts.Journey, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(order), order.Kind, null),
    };

    private async Task SayAsync(BoothActOrder order, Journey journey, CancellationToken cancellationToken)
    {
        audit.Add($"booth-message:{order.Choice}", journey.Id, journey.CardId, order.ActorId, subjectId: null);
        var sentence = Enum.Parse<BoothSentence>(order.Choice);
        await TellAsync(journey.Id, ChatWords.BoothSays(sentence), cancellationToken);
        if (sentence == BoothSentence.ComeToBooth)
        {
            await TellAsync(journey.Id, ChatWords.BoothWhere, cancellationToken);
        }
    }

    private async Task SendMailAsync(BoothActOrder order, JourneyActFacts facts, CancellationToken cancellationToken)
    {
        var found = facts.MailToSend(time.GetUtcNow())!;
        var mail = (await database.FindAsync<OutgoingMail>([found.Id], cancellationToken))!;
        if (mail.HasCode)
        {
            outbox.SendNow(mail);
        }
        else
        {
            mail.SendAgainAs(outbox.SendAgain(mail));
        }

        audit.Add($"booth-mail-sent:{order.Choice}", facts.Journey.Id, facts.Journey.CardId, order.ActorId, subjectId: null);
        await TellAsync(facts.Journey.Id, ChatWords.BoothMailSent, cancellationToken);
    }

    private async Task AllowCodeAsync(BoothActOrder order, Journey journey, CancellationToken cancellationToken)
    {
        audit.Add($"booth-code-allowed:{order.Choice}", journey.Id, journey.CardId, order.ActorId, subjectId: null);
        await TellAsync(journey.Id, ChatWords.BoothCodeAllowed, cancellationToken);
    }

    private async Task EndAsync(BoothActOrder order, Journey journey, CancellationToken cancellationToken)
    {
        audit.Add($"booth-journey-ended:{order.Choice}", journey.Id, journey.CardId, order.ActorId, subjectId: null);
        if (await leaving.LeaveAsync(journey.Id, ChatWords.BoothEnded.Key, cancellationToken) != Leaving.Left)
        {
            throw new InvalidOperationException($"Journey {journey.Id.Value} could not be left, though its booth was told that it can.");
        }
    }

    private async Task TellAsync(JourneyId id, Words words, CancellationToken cancellationToken) =>
        (await chat.FindAsync(id, cancellationToken))?.Say(new Message(words));

    /// <summary>What is wrong with what was chosen or typed; null = nothing.</summary>
    /// <remarks>As they stand on the page.</remarks>
    private ActRefusal? FaultOf(BoothActOrder order) =>
        (order.Kind == JourneyActKind.ClearQuestions ? FaultOfCheck(order) : null)
        ?? (JourneyActChoices.Of(order.Kind).Contains(order.Choice, StringComparer.Ordinal) ? null : ActRefusal.ChoiceMissing);

    private ActRefusal? FaultOfCheck(BoothActOrder order) =>
        options.Value.IdentityChecks?.Contains(order.Check, StringComparer.Ordinal) != true ? ActRefusal.CheckMissing
        : order.Seen is not { } seen || seen.Length > InPersonReset.MaxSeenLength || StaffRules.HasHidden(seen)
            ? ActRefusal.SeenTooLong
        : null;

    /// <summary>That somebody wanted what they may not is on record. Whoever goes beyond the limit is in the log too.</summary>
    private void Record(BoothActOrder order, Journey journey, ActRefusal refusal)
    {
        if (refusal is ActRefusal.OwnCard or ActRefusal.OtherOrganisation or ActRefusal.TooMany)
        {
            audit.Add($"booth-act-refused:{refusal}", journey.Id, journey.CardId, order.ActorId, subjectId: null);
        }

        if (refusal == ActRefusal.TooMany)
        {
            checks.TellOfLimit(order.ActorId);
        }
    }
}

/// <summary>An act that somebody wants to be done.</summary>
/// <param name="Id">Drawn with the page that asked for it.</param>
/// <param name="Choice">One of <see cref="JourneyActChoices"/>.</param>
public sealed record BoothActOrder(JourneyActId Id, JourneyActKind Kind, JourneyId JourneyId, UserId ActorId, string Choice)
{
    /// <summary>One of <see cref="BoothOptions.IdentityChecks"/>, where questions are cleared; else null.</summary>
    public string? Check { get; init; }

    /// <summary>What was seen of it, as above.</summary>
    public string? Seen { get; init; }
}

public abstract record BoothActResult
{
    private BoothActResult()
    {
    }

    /// <summary>It is done, by this call or by an earlier one of the same page.</summary>
    public sealed record Done : BoothActResult;

    public sealed record Refused(ActRefusal Refusal) : BoothActResult;

    /// <summary>There is no such journey.</summary>
    public sealed record Unknown : BoothActResult;
}
