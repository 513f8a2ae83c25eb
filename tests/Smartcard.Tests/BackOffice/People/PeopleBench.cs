using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Registrations;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.People;

/// <summary>Staff, cards and journeys to be found.</summary>
internal static class PeopleBench
{
    public static async Task<TResult> InAsync<TResult>(this HostBench host, Func<SmartcardDbContext, Task<TResult>> use)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<SmartcardDbContext>());
    }

    /// <param name="card">The id of the one card; null = a new one.</param>
    public static Task<(StaffId Staff, CardId Card)> PersonAsync(
        this HostBench host, string name, string? number = null, Guid? card = null) => host.InAsync(async database =>
    {
        var staff = new Staff { Id = StaffId.New(), DisplayName = name, Organisation = "Example Trust", Number = number };
        var its = new Card
        {
            Id = card is { } id ? new CardId(id) : CardId.New(),
            Identifier = CardIdentifier.Parse(Guid.CreateVersion7().ToString("N")),
            StaffId = staff.Id,
            PublicKey = [1],
            EnrolledAt = host.Time.GetUtcNow(),
        };
        database.AddRange(staff, its);
        await database.SaveChangesAsync();
        return (staff.Id, its.Id);
    });

    /// <param name="ended">Null = it is under way.</param>
    public static Task<JourneyId> JourneyAsync(
        this HostBench host, CardId? card, JourneyEnd? ended = null) => host.InAsync(async database =>
    {
        var now = host.Time.GetUtcNow();
        var journey = new Journey
        {
            Id = JourneyId.New(),
            Kind = JourneyKind.Unlock,
            Workflow = "unlock",
            Channel = "webchat",
            Language = "en",
            CardId = card,
            StartedAt = now,
            LastHeardAt = now,
        };
        if (ended is { } end)
        {
            journey.Finish(end, now);
        }

        database.Add(journey);
        await database.SaveChangesAsync();
        return journey.Id;
    });

    public static Task RegisteredAsync(this HostBench host, StaffId staff, CardId card, string address, bool isComplete = true) =>
        host.InAsync(database =>
        {
            var registration = new Registration
            {
                Id = RegistrationId.New(),
                CardId = card,
                StaffId = staff,
                JourneyId = JourneyId.New(),
                Answers = [],
                Address = EmailAddress.Parse(address),
                CreatedAt = host.Time.GetUtcNow(),
            };
            if (isComplete)
            {
                registration.Complete(host.Time.GetUtcNow());
            }

            database.Add(registration);
            return database.SaveChangesAsync();
        });
}
