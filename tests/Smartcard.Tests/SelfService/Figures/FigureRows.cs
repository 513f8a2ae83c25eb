using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;

namespace Smartcard.Tests.SelfService.Figures;

/// <summary>Adds what is counted.</summary>
internal static class FigureRows
{
    public static Card AddCard(this SmartcardDbContext database, string organisation, string identifier)
    {
        var staff = new Staff { Id = StaffId.New(), DisplayName = "Somebody", Organisation = organisation };
        var card = new Card
        {
            Id = CardId.New(),
            Identifier = CardIdentifier.Parse(identifier),
            StaffId = staff.Id,
            PublicKey = [],
            EnrolledAt = DateTimeOffset.UnixEpoch,
        };
        database.AddRange(staff, card);
        return card;
    }

    /// <param name="seconds">Until it ended.</param>
    public static Journey AddJourney(
        this SmartcardDbContext database, JourneyKind kind, Card card, DateTimeOffset at, JourneyEnd? end, int seconds)
    {
        var journey = new Journey
        {
            Id = JourneyId.New(),
            Kind = kind,
            Workflow = "unlock",
            Channel = "webchat",
            Language = "en",
            StartedAt = at,
            LastHeardAt = at,
            Stage = JourneyStage.Questions,
            CardId = card.Id,
            StaffId = card.StaffId,
        };
        if (end is { } how)
        {
            journey.Finish(how, at.AddSeconds(seconds));
        }

        database.Add(journey);
        database.Add(new EvidenceItem
        {
            Id = EvidenceId.New(),
            JourneyId = journey.Id,
            CardId = card.Id,
            Kind = EvidenceKind.CardIdentified,
            At = at,
        });
        return journey;
    }

    public static void AddCase(this SmartcardDbContext database, Card card, DateTimeOffset at, DateTimeOffset? closedAt) =>
        database.Add(new BoothCase
        {
            Id = BoothCaseId.New(),
            CardId = card.Id,
            JourneyId = null,
            Reason = BoothReason.QuestionsLockedOut,
            OpenedAt = at,
            ClosedAt = closedAt,
        });

    public static void AddMail(
        this SmartcardDbContext database, Card card, string to, DateTimeOffset at, MailKind kind = MailKind.Unlocked)
    {
        var mail = new OutgoingMail
        {
            Id = MailId.New(),
            Kind = kind,
            To = to,
            Language = "en",
            CardId = card.Id,
            CreatedAt = at,
            NotAfter = at.AddMinutes(10),
        };
        mail.End(MailState.Sent, at);
        database.Add(mail);
    }

    /// <summary>A colleague took its cases, by the audit.</summary>
    public static Task<bool> TakeAsync(this IServiceProvider services, Card card, DateTimeOffset at) =>
        services.GetRequiredService<TurnTransaction>().RunAsync(
            async ct =>
            {
                var database = services.GetRequiredService<SmartcardDbContext>();
                var last = await database.Set<AuditEntry>().OrderByDescending(a => a.Sequence).FirstOrDefaultAsync(ct);
                database.Add(AuditEntry.After(last, "booth-case-taken", journeyId: null, card.Id, at));
                return true;
            },
            CancellationToken.None);

    /// <summary>In the audit, at this moment.</summary>
    public static Task<bool> LockOutAsync(this IServiceProvider services, Card card) =>
        services.GetRequiredService<TurnTransaction>().RunAsync(
            _ =>
            {
                services.GetRequiredService<AuditLog>().Add("card-locked-out", journeyId: null, card.Id);
                return Task.FromResult(true);
            },
            CancellationToken.None);
}
