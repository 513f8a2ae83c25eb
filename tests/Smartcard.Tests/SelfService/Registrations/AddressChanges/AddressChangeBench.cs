using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Secrets;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Lockout;
using Smartcard.SelfService.Registrations.AddressChanges;
using Smartcard.Tests.SelfService.Booth;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.Registrations.AddressChanges;

/// <summary>The RA desk, with somebody who is registered and cannot get to their old address.</summary>
internal sealed class AddressChangeBench(JourneyBench bench) : IAsyncDisposable
{
    public const string Old = "amal.hughes@trust.nhs.uk";
    public const string New = "amal.new@nhs.net";

    public JourneyBench Bench => bench;

    public InPersonBench Booth { get; } = new(bench);

    public static async Task<AddressChangeBench> StartAsync() => new(await UnlockJourneyTests.LockedAndRegisteredAsync());

    public async Task<UserId> AdministratorAsync(string name)
    {
        var id = await Booth.UserAsync(name);
        await Booth.ChangeAsync(database => database.Users.Single(u => u.Id == id.Value).Roles = BackOfficeRoles.RaAdmin);
        return id;
    }

    public Task<AddressChangeAct> DoAsync(Func<AddressDesk, Task<AddressChangeAct>> act) =>
        bench.DoAsync(services => act(services.GetRequiredService<AddressDesk>()));

    public async Task<AddressChangeAct> TryStartAsync(
        UserId user, string reason = nameof(AddressChangeReason.NoAccess), string check = InPersonBench.Check, string seen = "")
    {
        var card = await Booth.CardIdOf(bench.Card);
        return await DoAsync(desk => desk.StartAsync(user, card, reason, check, seen, CancellationToken.None));
    }

    public async Task<JourneyId> StartAsync(UserId user) => Assert.IsType<AddressChangeAct.Done>(await TryStartAsync(user)).Id;

    public Task<AddressChangeAct> SendAsync(UserId user, JourneyId id, string address = New) =>
        DoAsync(desk => desk.SendCodeAsync(user, id, address, CancellationToken.None));

    public Task<AddressChangeAct> ConfirmAsync(UserId user, JourneyId id) =>
        DoAsync(desk => desk.ConfirmAsync(user, id, CancellationToken.None));

    public async Task<AddressChangeAct> EnterAsync(UserId user, JourneyId id, string code)
    {
        using var typed = new Secret(code);
        return await DoAsync(desk => desk.EnterCodeAsync(user, id, typed, CancellationToken.None));
    }

    /// <summary>All of it.</summary>
    public async Task ChangeAsync(UserId user)
    {
        var id = await StartAsync(user);
        Assert.IsType<AddressChangeAct.Done>(await SendAsync(user, id));
        Assert.IsType<AddressChangeAct.Done>(await EnterAsync(user, id, await bench.ReadCodeAsync()));
    }

    /// <summary>Lets the mail go out that tells of the change.</summary>
    /// <returns>The act that its link names.</returns>
    public async Task<NotMeAct> ActOfLinkAsync()
    {
        await bench.SendMailsAsync();
        var told = bench.Mails.Sent.Last(m => m.To == Old);
        var token = told.Text.Split("/not-me/")[1].Split('\n', '?')[0].Trim();
        return (await bench.DoAsync(services => Task.FromResult(services.GetRequiredService<NotMeLinks>().Read(token))))!;
    }

    public async Task<string?> AddressAsync()
    {
        var card = await Booth.CardIdOf(bench.Card);
        return (await bench.RowsAsync<Registration>()).Single(r => r.CardId == card && r.State == RegistrationState.Active).Address?.Value;
    }

    public ValueTask DisposeAsync() => bench.DisposeAsync();
}
