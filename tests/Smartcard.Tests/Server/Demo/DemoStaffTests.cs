using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Software;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.Helper.Demo;
using Smartcard.Server.Keys;
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
        var cards = Path.Combine(host.Folder, "cards");
        await DemoStaff.PrepareWithHostAsync(cards, _ct);
        Assert.DoesNotContain(
            Convert.ToBase64String(new SoftwareCardFile(Path.Combine(cards, "amal.json")).Load().AdminKey),
            await File.ReadAllTextAsync(Path.Combine(cards, "staff.csv"), _ct),
            StringComparison.Ordinal);

        await Patience.UntilAsync(
            "the demonstration's staff",
            async () =>
            {
                host.Time.Advance(TimeSpan.FromSeconds(1));
                var found = await CardsAsync(host);
                return (found == 4, found);
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
        await MakeCardsAsync(host);
        for (var starts = 0; starts < 2; starts++)
        {
            await host.StartAgainAsync();
        }

        var bryn = Assert.Single(await BoothAsync(host));
        Assert.Equal("Demonstration Community Trust", bryn.Organisation);
        Assert.Null(bryn.PasswordHash);
        Assert.Contains("One-time password", await File.ReadAllTextAsync(host.AnnouncedTo, _ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_imported_stops_the_start_with_its_sentence_and_an_older_one_with_keys_is_removed()
    {
        await using var host = await HostBench.StartAsync();
        var cards = Directory.CreateDirectory(Path.Combine(host.Folder, "cards")).FullName;
        await File.WriteAllTextAsync(Path.Combine(cards, "enrolment.json"), "[]", _ct);
        await MakeCardsAsync(host);
        Assert.False(File.Exists(Path.Combine(cards, "enrolment.json")));
        var file = Path.Combine(cards, "staff.csv");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, _ct)).Replace("1002", "1001", StringComparison.Ordinal), _ct);

        var failure = await Assert.ThrowsAsync<InvalidDataException>(host.StartAgainAsync);

        Assert.Contains("cannot be imported. Start again with ./run --fresh.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, await CardsAsync(host));
    }

    private async Task MakeCardsAsync(HostBench host)
    {
        var cards = Directory.CreateDirectory(Path.Combine(host.Folder, "cards")).FullName;
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<VaultCommands>()
            .ExportTransportKeyAsync(Path.Combine(cards, DemoStaff.TransportKeyFile), TextWriter.Null, _ct);
        Assert.True(DemoStaff.Prepare(cards));
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
