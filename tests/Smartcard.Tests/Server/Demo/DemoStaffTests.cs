using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.Helper.Demo;
using Smartcard.Storage;
using Smartcard.Storage.Users;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Server.Demo;

/// <summary>A debugger starts host and helper at once, so the demonstration's cards may be made when the host already runs.</summary>
[OnPostgres]
public sealed class DemoStaffTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Staff_whose_cards_are_made_after_the_start_are_taken_in_while_developing()
    {
        await using var host = await HostBench.StartAsync("--environment=Development");
        DemoStaff.Prepare(Path.Combine(host.Folder, "cards"));

        await Patience.UntilAsync(
            "the demonstration's staff",
            async () =>
            {
                host.Time.Advance(TimeSpan.FromSeconds(1));
                var cards = await CardsAsync(host);
                return (cards == 3, cards);
            },
            _ct);
    }

    [Fact]
    public async Task An_installation_does_not_look_for_them()
    {
        await using var host = await HostBench.StartAsync();

        Assert.DoesNotContain(
            host.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>(),
            service => service is Smartcard.Server.Demo.DemoSeedWatch);
    }

    [Fact]
    public async Task With_them_comes_somebody_of_the_booth_who_sees_one_organisation_and_cannot_sign_in_yet()
    {
        await using var host = await HostBench.StartAsync();
        Assert.Empty(await BoothAsync(host));
        DemoStaff.Prepare(Path.Combine(host.Folder, "cards"));
        for (var starts = 0; starts < 2; starts++)
        {
            await host.StartAgainAsync();
        }

        var bryn = Assert.Single(await BoothAsync(host));
        Assert.Equal("Demonstration Community Trust", bryn.Organisation);
        Assert.Null(bryn.PasswordHash);
        Assert.Contains("One-time password", await File.ReadAllTextAsync(host.AnnouncedTo, _ct), StringComparison.Ordinal);
    }

    private async Task<List<BackOfficeUser>> BoothAsync(HostBench host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Users
            .Where(u => u.Roles != BackOfficeRoles.RaAdmin)
            .ToListAsync(_ct);
    }

    private async Task<int> CardsAsync(HostBench host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<Card>().CountAsync(_ct);
    }
}
