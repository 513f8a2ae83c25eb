using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Cards;
using Smartcard.Helper.Demo;
using Smartcard.Storage;
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

    private async Task<int> CardsAsync(HostBench host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<Card>().CountAsync(_ct);
    }
}
