using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Booth.Acts;
using Smartcard.Storage;

namespace Smartcard.Tests.SelfService.Booth.Acts;

/// <summary>Booth staff who do something for the journey that is under way on the bench.</summary>
internal sealed class ActBench(JourneyBench bench)
{
    public InPersonBench Booth { get; } = new(bench);

    /// <summary>The page of an act is opened now, and sent with this choice.</summary>
    public BoothActOrder OrderOf(UserId actor, JourneyActKind kind, string? choice = null) =>
        new(JourneyActId.New(), kind, new JourneyId(bench.Journey), actor, choice ?? JourneyActChoices.Of(kind)[0])
        {
            Check = kind == JourneyActKind.ClearQuestions ? InPersonBench.Check : null,
            Seen = kind == JourneyActKind.ClearQuestions ? "badge 4711" : null,
        };

    public Task<BoothActResult> SendAsync(BoothActOrder order) =>
        bench.DoAsync(services => services.GetRequiredService<BoothActs>().DoAsync(order, CancellationToken.None));

    public Task<BoothActResult> DoAsync(UserId actor, JourneyActKind kind, string? choice = null) =>
        SendAsync(OrderOf(actor, kind, choice));

    public Task<CaseClosingResult> CloseAsync(
        UserId actor, BoothCaseId id, string reason = nameof(CaseReason.SolvedElsewhere), IReadOnlyCollection<BoothCaseId>? seen = null) =>
        bench.DoAsync(async services => await services.GetRequiredService<CaseClosings>().CloseAsync(
            new MatterId(id.Value),
            actor,
            reason,
            seen ?? [.. (await bench.RowsAsync<BoothCase>()).Select(c => c.Id)],
            CancellationToken.None));

    /// <summary>The keys of what the chat said.</summary>
    public IEnumerable<string?> Said => bench.Said.OfType<Message>().Select(m => m.Text.Key);

    /// <summary>What the audit says of what this user did, oldest first.</summary>
    public Task<List<string>> AuditOfAsync(UserId actor) => bench.DoAsync(services =>
        services.GetRequiredService<SmartcardDbContext>().Set<AuditEntry>()
            .Where(a => a.ActorId == actor)
            .OrderBy(a => a.Sequence)
            .Select(a => a.Event)
            .ToListAsync());
}
