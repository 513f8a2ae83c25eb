using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.Booth;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Booth;

/// <summary>People who wait at the booth, on a host for tests.</summary>
internal static class BoothBench
{
    public static async Task<CardId> WaitsAsync(
        this HostBench host,
        string name,
        TimeSpan waited,
        BoothReason reason = BoothReason.QuestionsLockedOut,
        string organisation = "Example Trust")
    {
        await using var scope = host.Services.CreateAsyncScope();
        var staff = new Staff { Id = StaffId.New(), DisplayName = name, Organisation = organisation };
        var card = new Card
        {
            Id = CardId.New(),
            Identifier = CardIdentifier.Parse(RandomNumberGenerator.GetHexString(CardIdentifier.Length)),
            StaffId = staff.Id,
            PublicKey = [],
            EnrolledAt = host.Time.GetUtcNow(),
        };
        await AddAsync(scope, staff, card, Case(card.Id, reason, host.Time.GetUtcNow() - waited));
        return card.Id;
    }

    /// <summary>For one more reason.</summary>
    public static async Task WaitsTooAsync(this HostBench host, CardId card, TimeSpan waited, BoothReason reason)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await AddAsync(scope, Case(card, reason, host.Time.GetUtcNow() - waited));
    }

    /// <summary>Somebody whose card was not read.</summary>
    public static async Task<BoothCaseId> WaitsWithoutCardAsync(this HostBench host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var single = Case(null, BoothReason.SetAside, host.Time.GetUtcNow());
        await AddAsync(scope, single);
        return single.Id;
    }

    /// <summary>Whoever has looked at the queue before sees them at once.</summary>
    private static Task<bool> AddAsync(AsyncServiceScope scope, params object[] added)
    {
        var turn = scope.ServiceProvider.GetRequiredService<TurnTransaction>();
        return turn.RunAsync(
            _ =>
            {
                scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().AddRange(added);
                turn.Tell(new CommitNote(BoothQueue.Topic, "any"));
                return Task.FromResult(true);
            },
            CancellationToken.None);
    }

    private static BoothCase Case(CardId? card, BoothReason reason, DateTimeOffset at) => new()
    {
        Id = BoothCaseId.New(),
        CardId = card,
        JourneyId = null,
        Reason = reason,
        OpenedAt = at,
    };
}
