using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Software;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.Cards;
using Smartcard.Storage;

namespace Smartcard.Tests.SelfService.Cards;

/// <summary>States of the bench's cards.</summary>
internal static class CardBench
{
    public static Task<CardId> CardIdAsync(this JourneyBench bench, SoftwareGidsCard card)
    {
        var identifier = CardIdentifier.Parse(card.State.CardId);
        return bench.DoAsync(services => services.GetRequiredService<SmartcardDbContext>().Set<Card>()
            .Where(c => c.Identifier == identifier)
            .Select(c => c.Id)
            .SingleAsync());
    }

    public static async Task<CardStateResult> SuspendAsync(
        this JourneyBench bench, CardStateReason reason = CardStateReason.Lost, UserId? actor = null)
    {
        var card = await bench.CardIdAsync(bench.Card);
        return await bench.DoAsync(services =>
            services.GetRequiredService<CardStates>().SuspendAsync(card, reason, actor, CancellationToken.None));
    }

    public static async Task<CardStateResult> RevokeAsync(
        this JourneyBench bench, CardStateReason reason = CardStateReason.Replaced, UserId? actor = null)
    {
        var card = await bench.CardIdAsync(bench.Card);
        return await bench.DoAsync(services =>
            services.GetRequiredService<CardStates>().RevokeAsync(card, reason, actor, CancellationToken.None));
    }

    public static async Task<CardStateResult> ResumeAsync(this JourneyBench bench, UserId? actor = null)
    {
        var card = await bench.CardIdAsync(bench.Card);
        return await bench.DoAsync(services => services.GetRequiredService<CardStates>().ResumeAsync(card, actor, CancellationToken.None));
    }

    /// <summary>The row alone: no journey is ended, so that each step has to find out for itself.</summary>
    public static async Task SuspendRowAsync(this JourneyBench bench)
    {
        var card = await bench.CardIdAsync(bench.Card);
        await bench.DoAsync(async services =>
        {
            var database = services.GetRequiredService<SmartcardDbContext>();
            (await database.Set<Card>().SingleAsync(c => c.Id == card)).Suspend(CardStateReason.Stolen, bench.Time.GetUtcNow());
            return await database.SaveChangesAsync();
        });
    }

    public static async Task<Card> CardAsync(this JourneyBench bench)
    {
        var id = await bench.CardIdAsync(bench.Card);
        return (await bench.RowsAsync<Card>()).Single(c => c.Id == id);
    }

    public static async Task<IReadOnlyList<string>> EventsAsync(this JourneyBench bench) =>
        [.. (await bench.RowsAsync<AuditEntry>()).OrderBy(a => a.Sequence).Select(a => a.Event)];
}
