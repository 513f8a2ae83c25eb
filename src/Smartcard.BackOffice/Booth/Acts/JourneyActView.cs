using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Journeys;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Booth.Acts;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;
using Smartcard.Workflows;

namespace Smartcard.BackOffice.Booth.Acts;

/// <summary>Puts together what can be done for a journey, and what the pages of acts say.</summary>
internal sealed class JourneyActView(
    SmartcardDbContext database,
    JourneyActRecords records,
    CardHolders holders,
    StallFinder finder,
    IOptions<BoothOptions> options,
    TimeProvider time)
{
    /// <summary>What whoever looks can do for this journey at this moment, for any page that shows it.</summary>
    public async Task<IReadOnlyList<JourneyActLink>> ActsAsync(JourneyId id, HttpContext http, CancellationToken cancellationToken) =>
        await FactsAsync(id, http, cancellationToken) is { } facts ? await ActsAsync(facts, http, cancellationToken) : [];

    /// <returns>Null where there is no such journey.</returns>
    public async Task<JourneyHelpState?> StateAsync(JourneyId id, HttpContext http, CancellationToken cancellationToken)
    {
        if (await FactsAsync(id, http, cancellationToken) is not { } facts)
        {
            return null;
        }

        var journey = facts.Journey;
        StallCause? cause = facts.IsUnderWay ? await finder.CauseOfAsync(journey, cancellationToken) : null;
        return new JourneyHelpState(
            id.Value,
            await HolderOfAsync(journey, cancellationToken),
            journey.CardId?.Value,
            journey.End is null || facts.IsUnderWay
                ? StallWords.Where(journey)
                : $"{BoothWords.Of(journey.Kind)}, {BoothWords.NowOf(journey, time.GetUtcNow())}",
            journey.LastHeardAt,
            facts.IsUnderWay,
            cause is { } why ? StallWords.Why(why) : null,
            cause is { } what ? StallWords.Advice(what) : null,
            journey.CardId is { } card ? InPersonPages.StartOf(card) : null,
            facts.IsOwnCard,
            await ActsAsync(facts, http, cancellationToken),
            await BeforeAsync(facts, cancellationToken));
    }

    /// <summary>The page that asks for an act.</summary>
    /// <param name="refused">Why it was refused; null = it was not asked for yet.</param>
    /// <returns>Null where there is no such journey.</returns>
    public async Task<JourneyActModel?> AskAsync(
        BoothActOrder order, ActRefusal? refused, HttpContext http, CancellationToken cancellationToken)
    {
        if (await FactsAsync(order.JourneyId, http, cancellationToken) is not { } facts)
        {
            return null;
        }

        var field = refused is { } fault ? RefusalWords.FieldOf(fault) : null;
        var refusal = field is null ? refused ?? JourneyActRules.RefusalOf(order.Kind, facts, time.GetUtcNow()) : null;
        var page = JourneyHelpPages.PageOf(order.JourneyId);
        return new JourneyActModel(
            $"{page}/{JourneyHelpPages.NameOf(order.Kind)}",
            page,
            order.Id.Value,
            await HolderOfAsync(facts.Journey, cancellationToken),
            order.JourneyId.Value,
            ActWords.MeaningOf(order.Kind),
            ActWords.LegendOf(order.Kind),
            [.. JourneyActChoices.Of(order.Kind).Select(c => new Choice(c, ActWords.OfChoice(c)))],
            ActWords.Of(order.Kind),
            order.Kind is JourneyActKind.End or JourneyActKind.ClearQuestions ? "warn" : "",
            refusal is { } why ? RefusalWords.Of(why) : null,
            field is null ? new Errors() : new Errors().Add(field, RefusalWords.OfFault(refused!.Value, order.Kind)))
        {
            Chosen = order.Choice,
            Checks = order.Kind == JourneyActKind.ClearQuestions
                ? [.. (options.Value.IdentityChecks ?? []).Select(c => new Choice(c, c))]
                : [],
            Check = order.Check,
            Seen = order.Seen ?? "",
            IsInWelsh = order.Kind == JourneyActKind.Message && facts.Journey.Language == "cy",
        };
    }

    /// <returns>Null where there is no such journey, or its holder may not be seen.</returns>
    private async Task<JourneyActFacts?> FactsAsync(JourneyId id, HttpContext http, CancellationToken cancellationToken) =>
        await records.ReadAsync(id, Policies.IdOf(http.User)!.Value, cancellationToken) is { IsOfOtherOrganisation: false } facts
            ? facts
            : null;

    private async Task<IReadOnlyList<JourneyActLink>> ActsAsync(
        JourneyActFacts facts, HttpContext http, CancellationToken cancellationToken)
    {
        if (!http.User.May(Policies.ActAtBooth))
        {
            return [];
        }

        var page = JourneyHelpPages.PageOf(facts.Journey.Id);
        return
        [
            .. JourneyActRules.Allowed(facts, time.GetUtcNow()).Select(kind => new JourneyActLink(
                JourneyHelpPages.NameOf(kind),
                $"{page}/{JourneyHelpPages.NameOf(kind)}",
                ActWords.Of(kind),
                ActWords.MeaningOf(kind))),
            .. await RetryAsync(facts, http, cancellationToken),
            .. await CasesAsync(facts.Journey, cancellationToken),
        ];
    }

    /// <summary>A step that failed may end a host when it is tried again: RA administrators do that, on the page of the record.</summary>
    private async Task<IEnumerable<JourneyActLink>> RetryAsync(JourneyActFacts facts, HttpContext http, CancellationToken cancellationToken)
    {
        var id = facts.Journey.Id.Value;
        return http.User.May(Policies.EditWorkflows)
            && !facts.IsOwnCard
            && facts.Journey.End == JourneyEnd.Faulted
            && await database.Set<WorkflowInstanceRow>().AnyAsync(i => i.Id == id && i.Status == WorkflowStatus.Faulted, cancellationToken)
                ?
                [
                    new JourneyActLink(
                        "retry", $"{Policies.BackOffice}/instances/{id}/retry", Catalogue.Acts["retry"], Catalogue.Acts["retry.meaning"]),
                ]
                : [];
    }

    private async Task<IEnumerable<JourneyActLink>> CasesAsync(Journey journey, CancellationToken cancellationToken)
    {
        var (id, card) = (journey.Id, journey.CardId);
        var open = await database.Set<BoothCase>().AsNoTracking()
            .Where(c => c.ClosedAt == null && (c.JourneyId == id || (card != null && c.CardId == card)))
            .OrderBy(c => c.OpenedAt)
            .FirstOrDefaultAsync(cancellationToken);
        return open is null
            ? []
            :
            [
                new JourneyActLink(
                    "case",
                    CaseClosingPages.CloseOf(MatterId.Of(open.CardId, open.Id)),
                    Catalogue.Acts["case.link"],
                    Catalogue.Acts["case.meaning"]),
            ];
    }

    private async Task<string> HolderOfAsync(Journey journey, CancellationToken cancellationToken) =>
        (await holders.NamesAsync([journey.CardId], cancellationToken)).Values.SingleOrDefault() ?? Catalogue.Acts["nobodyYet"];

    private async Task<IReadOnlyList<ActLine>> BeforeAsync(JourneyActFacts facts, CancellationToken cancellationToken)
    {
        var actors = facts.Acts.Select(a => a.ActorId.Value).Distinct().ToArray();
        var names = await database.Users.AsNoTracking()
            .Where(u => actors.Contains(u.Id))
            .ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        return
        [
            .. facts.Acts.Select(a => new ActLine(
                a.Id.Value,
                a.At,
                names.GetValueOrDefault(a.ActorId.Value, "–"),
                ActWords.Of(a.Kind),
                ActWords.OfChoice(a.Choice),
                [.. new[] { a.IdentityCheck, a.Seen }.OfType<string>().Where(seen => seen.Length > 0)])),
        ];
    }
}
