using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Registrations.AddressChanges;

namespace Smartcard.Tests.SelfService.Registrations.AddressChanges;

/// <summary>Where resets in person need a second person, so does a change of address.</summary>
public sealed class SecondPersonTests
{
    [Fact]
    [OnPostgres]
    public async Task A_second_person_confirms_before_a_code_is_sent()
    {
        await using var bench = await JourneyBench.StartAsync(("Booth:SecondPerson", "true"));
        await bench.RegisterAsync();
        var desk = new AddressChangeBench(bench);
        var (nia, tom) = (await desk.AdministratorAsync("Nia Desk"), await desk.AdministratorAsync("Tom Desk"));
        var id = await desk.StartAsync(nia);

        Assert.Equal(new AddressChangeAct.Refused(AddressChangeRefusal.NotConfirmed), await desk.SendAsync(nia, id));
        Assert.Equal(new AddressChangeAct.Refused(AddressChangeRefusal.SamePerson), await desk.ConfirmAsync(nia, id));
        Assert.Equal(
            new AddressChangeAct.Refused(AddressChangeRefusal.OwnCard),
            await desk.ConfirmAsync(await desk.AdministratorAsync("Amal Hughes"), id));
        Assert.IsType<AddressChangeAct.Done>(await desk.ConfirmAsync(tom, id));

        Assert.IsType<AddressChangeAct.Done>(await desk.SendAsync(nia, id));
        Assert.IsType<AddressChangeAct.Done>(await desk.EnterAsync(nia, id, await bench.ReadCodeAsync()));
        Assert.Equal(AddressChangeBench.New, await desk.AddressAsync());
    }
}
