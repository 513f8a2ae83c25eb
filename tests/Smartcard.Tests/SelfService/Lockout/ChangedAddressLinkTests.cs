using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Lockout;
using Smartcard.Tests.SelfService.Registrations.AddressChanges;

namespace Smartcard.Tests.SelfService.Lockout;

/// <summary>An administrator changes an address wrongly: its holder hears of it, and nothing that follows hides that.</summary>
public sealed class ChangedAddressLinkTests : IAsyncLifetime
{
    private AddressChangeBench _desk = null!;
    private UserId _nia;

    public async ValueTask InitializeAsync()
    {
        _desk = await AddressChangeBench.StartAsync();
        _nia = await _desk.AdministratorAsync("Nia Desk");
        await _desk.ChangeAsync(_nia);
    }

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task The_link_works_after_a_reset_in_person_and_the_new_address_gets_no_code_any_more()
    {
        var act = await _desk.ActOfLinkAsync();
        await ResetAsync();
        Assert.Equal(NotMeStanding.Open, await StandingAsync(act));

        Assert.Equal(NotMeStanding.Open, await StopAsync(act));

        Assert.NotNull((await _desk.Bench.RowsAsync<CardLockout>()).Single().FrozenAt);
        var registration = (await _desk.Bench.RowsAsync<Registration>()).Single();
        Assert.Equal((RegistrationState.Withdrawn, AddressChangeBench.New), (registration.State, registration.Address!.Value));
        Assert.Contains(
            await _desk.Bench.RowsAsync<AuditEntry>(), a => a.Event == "registration-withdrawn" && a.JourneyId == act.JourneyId);
    }

    [Fact]
    public async Task It_works_where_self_service_was_stopped_before_since_the_new_address_is_still_in_force()
    {
        var act = await _desk.ActOfLinkAsync();
        await FreezeAsync();
        Assert.Equal(NotMeStanding.Open, await StopAsync(act));
        Assert.Equal(RegistrationState.Withdrawn, (await _desk.Bench.RowsAsync<Registration>()).Single().State);

        Assert.Equal(NotMeStanding.Stopped, await StopAsync(act));
    }

    [Fact]
    public async Task Once_used_it_is_over_when_the_booth_has_reset_the_passcode()
    {
        var act = await _desk.ActOfLinkAsync();
        await StopAsync(act);
        Assert.Equal(NotMeStanding.Stopped, await StandingAsync(act));

        await ResetAsync();

        Assert.Equal(NotMeStanding.Over, await StandingAsync(act));
        Assert.Equal(NotMeStanding.Over, await StopAsync(act));
        Assert.False((await _desk.Bench.RowsAsync<CardLockout>()).Single().IsStopped);
    }

    [Fact]
    [OnPostgres]
    public async Task A_registration_that_took_its_place_is_left_alone_and_self_service_stops()
    {
        var act = await _desk.ActOfLinkAsync();
        await ResetAsync();
        await _desk.Booth.ChangeAsync(database => database.Set<Registration>().Single().Supersede());

        Assert.Equal(NotMeStanding.Open, await StopAsync(act));

        Assert.Equal(RegistrationState.Superseded, (await _desk.Bench.RowsAsync<Registration>()).Single().State);
        await ResetAsync();
        Assert.Equal(NotMeStanding.Over, await StandingAsync(act));
    }

    [Fact]
    public async Task After_30_days_it_is_over()
    {
        var act = await _desk.ActOfLinkAsync();
        _desk.Bench.Time.Advance(Lockouts.NotMeLifetime + TimeSpan.FromSeconds(1));

        Assert.Equal(NotMeStanding.Over, await StopAsync(act));
        Assert.Equal(AddressChangeBench.New, await _desk.AddressAsync());
    }

    [Fact]
    [OnPostgres]
    public async Task For_30_days_a_reset_in_person_is_told_to_the_old_address_too()
    {
        await ResetAsync();
        await _desk.Bench.SendMailsAsync();
        Assert.Equal([AddressChangeBench.Old, AddressChangeBench.New], ToldOfReset());

        _desk.Bench.Time.Advance(Lockouts.NotMeLifetime);
        await ResetAsync();
        await _desk.Bench.SendMailsAsync();

        Assert.Equal([AddressChangeBench.Old, AddressChangeBench.New, AddressChangeBench.New], ToldOfReset());
    }

    private IEnumerable<string> ToldOfReset() => _desk.Bench.Mails.Sent
        .Where(m => m.Subject == "Your smartcard’s passcode was reset at the IT booth")
        .Select(m => m.To)
        .Order(StringComparer.Ordinal);

    /// <summary>With another tool, so nobody needs the card.</summary>
    private async Task ResetAsync()
    {
        var id = await _desk.Booth.StartAsync(_nia);
        Assert.IsType<InPersonAct.Done>(
            await _desk.Booth.DoAsync(resets => resets.CompleteElsewhereAsync(_nia, id, CancellationToken.None)));
    }

    private async Task FreezeAsync()
    {
        var card = await _desk.Booth.CardIdOf(_desk.Bench.Card);
        var now = _desk.Bench.Time.GetUtcNow();
        await _desk.Booth.ChangeAsync(database =>
        {
            var lockout = new CardLockout { CardId = card };
            lockout.Freeze(now);
            database.Add(lockout);
        });
    }

    private Task<NotMeStanding> StandingAsync(NotMeAct act) => _desk.Bench.DoAsync(
        services => services.GetRequiredService<Lockouts>().StandingOfAsync(act, CancellationToken.None));

    private Task<NotMeStanding> StopAsync(NotMeAct act) =>
        _desk.Bench.TurnAsync((services, ct) => services.GetRequiredService<Lockouts>().StopAsync(act, ct));
}
