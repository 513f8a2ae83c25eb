using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Software;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Booth;
using Smartcard.Storage;
using Smartcard.Storage.Users;

namespace Smartcard.Tests.SelfService.Booth;

/// <summary>Booth staff who help somebody in person, on the bench.</summary>
internal sealed class InPersonBench(JourneyBench bench)
{
    public const string Check = "Staff badge with photograph";

    public async Task<UserId> UserAsync(string name, string? address = null)
    {
        var user = new BackOfficeUser
        {
            Id = UserId.New().Value,
            DisplayName = name,
            UserName = address ?? $"{Guid.CreateVersion7():N}@trust.nhs.uk",
            Email = address,
            Roles = BackOfficeRoles.Booth,
        };
        await ChangeAsync(database => database.Add(user));
        return user.UserId;
    }

    public Task ChangeAsync(Action<SmartcardDbContext> change) => bench.DoAsync(async services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        change(database);
        return await database.SaveChangesAsync();
    });

    public Task<CardId> CardIdOf(SoftwareGidsCard card)
    {
        var identifier = CardIdentifier.Parse(card.State.CardId);
        return bench.DoAsync(services => services.GetRequiredService<SmartcardDbContext>().Set<Card>()
            .Where(c => c.Identifier == identifier)
            .Select(c => c.Id)
            .SingleAsync());
    }

    public Task<InPersonAct> DoAsync(Func<InPersonResets, Task<InPersonAct>> act) =>
        bench.DoAsync(services => act(services.GetRequiredService<InPersonResets>()));

    public async Task<InPersonAct> TryStartAsync(UserId user, SoftwareGidsCard? card = null, string check = Check, string seen = "")
    {
        var id = await CardIdOf(card ?? bench.Card);
        return await DoAsync(resets => resets.StartAsync(user, id, check, seen, CancellationToken.None));
    }

    public async Task<JourneyId> StartAsync(UserId user, SoftwareGidsCard? card = null) =>
        Assert.IsType<InPersonAct.Done>(await TryStartAsync(user, card)).Id;

    public async Task<InPersonStanding> StandingAsync(JourneyId id) =>
        (await bench.DoAsync(services => services.GetRequiredService<InPersonStandings>()
            .ReadAsync(id, OrganisationScope.Everybody, CancellationToken.None)))!;

    public async Task<BenchHelper> ConnectAsync(JourneyId id) =>
        (await BenchHelper.TryPairAsync(bench, (await StandingAsync(id)).Code!.Code))!;
}
