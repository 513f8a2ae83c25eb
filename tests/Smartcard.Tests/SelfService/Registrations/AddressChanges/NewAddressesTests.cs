using Smartcard.Cards.Software;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Registrations.AddressChanges;

namespace Smartcard.Tests.SelfService.Registrations.AddressChanges;

/// <summary>Whose address may be registered at the RA desk, and what is remembered of the old one.</summary>
public sealed class NewAddressesTests : IAsyncLifetime
{
    private AddressChangeBench _desk = null!;
    private UserId _nia;

    public async ValueTask InitializeAsync()
    {
        _desk = await AddressChangeBench.StartAsync();
        _nia = await _desk.AdministratorAsync("Nia Desk");
    }

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Theory]
    [OnPostgres]
    [InlineData("Nia.Desk@nhs.net", true)]
    [InlineData("nia.desk+amal@nhs.net", true)]
    [InlineData("nia.desk@nhs.net", false)]
    public async Task An_address_of_an_account_that_is_not_the_holders_gets_no_code(string typed, bool isOfHelper)
    {
        var other = isOfHelper ? _nia : await _desk.Booth.UserAsync("Tom Second");
        await _desk.Booth.ChangeAsync(database => database.Users.Single(u => u.Id == other.Value).Email = "nia.desk@nhs.net");
        var id = await _desk.StartAsync(_nia);

        Assert.Equal(new AddressChangeAct.Faulty(AddressChangeFault.OfAnAccount), await _desk.SendAsync(_nia, id, typed));

        Assert.DoesNotContain(await _desk.Bench.RowsAsync<EmailCode>(), c => c.JourneyId == id);
        Assert.Contains(
            await _desk.Bench.RowsAsync<AuditEntry>(),
            a => a.Event == "address-change-refused:OfAnAccount" && a.ActorId == _nia && a.JourneyId == id);
    }

    [Fact]
    [OnPostgres]
    public async Task The_holders_own_account_does_not_stand_in_the_way_once_it_is_linked()
    {
        var id = await _desk.StartAsync(_nia);
        await _desk.Booth.UserAsync("Amal At Work", AddressChangeBench.New);
        Assert.Equal(new AddressChangeAct.Faulty(AddressChangeFault.OfAnAccount), await _desk.SendAsync(_nia, id));

        var holder = await HolderAsync(_desk.Bench.Card);
        await _desk.Booth.ChangeAsync(database => database.Users.Single(u => u.Email == AddressChangeBench.New).StaffId = holder);

        Assert.IsType<AddressChangeAct.Done>(await _desk.SendAsync(_nia, id));
    }

    [Fact]
    [OnPostgres]
    public async Task An_address_with_which_somebody_else_is_registered_gets_no_code()
    {
        var id = await _desk.StartAsync(_nia);
        await RegisterOtherAsync("amal.new@nhs.net");

        foreach (var typed in new[] { "Amal.New@nhs.net", "amal.new+1@nhs.net" })
        {
            Assert.Equal(new AddressChangeAct.Faulty(AddressChangeFault.OfSomebodyElse), await _desk.SendAsync(_nia, id, typed));
        }

        Assert.Contains(await _desk.Bench.RowsAsync<AuditEntry>(), a => a.Event == "address-change-refused:OfSomebodyElse");
    }

    [Fact]
    public async Task It_is_asked_again_when_the_code_was_read_out()
    {
        var id = await _desk.StartAsync(_nia);
        await _desk.SendAsync(_nia, id);
        var code = await _desk.Bench.ReadCodeAsync();
        await RegisterOtherAsync(AddressChangeBench.New);

        Assert.Equal(new AddressChangeAct.Faulty(AddressChangeFault.OfSomebodyElse), await _desk.EnterAsync(_nia, id, code));

        Assert.Equal(AddressChangeBench.Old, await _desk.AddressAsync());
    }

    [Fact]
    [OnPostgres]
    public async Task Whoever_was_known_as_the_holder_by_the_old_address_alone_still_is()
    {
        var amal = await _desk.Booth.UserAsync("A. H.", "Amal.Hughes@trust.nhs.uk");
        var tom = await _desk.Booth.UserAsync("Tom Second");

        await _desk.ChangeAsync(_nia);

        Assert.Equal(new InPersonAct.Refused(InPersonProblem.OwnCard), await _desk.Booth.TryStartAsync(amal));
        Assert.Contains(await _desk.Bench.RowsAsync<AuditEntry>(), a => a.Event == "user-own-card-set" && a.SubjectId == amal);
        Assert.DoesNotContain(await _desk.Bench.RowsAsync<AuditEntry>(), a => a.Event == "user-own-card-set" && a.SubjectId == tom);
    }

    private async Task<StaffId> HolderAsync(SoftwareGidsCard card)
    {
        var id = await _desk.Booth.CardIdOf(card);
        return (await _desk.Bench.RowsAsync<Card>()).Single(c => c.Id == id).StaffId;
    }

    private async Task RegisterOtherAsync(string address)
    {
        var registration = new Registration
        {
            Id = RegistrationId.New(),
            CardId = await _desk.Booth.CardIdOf(_desk.Bench.OtherCard),
            StaffId = await HolderAsync(_desk.Bench.OtherCard),
            JourneyId = JourneyId.New(),
            Answers = [],
            Address = EmailAddress.Parse(address),
            CreatedAt = _desk.Bench.Time.GetUtcNow(),
        };
        registration.Complete(_desk.Bench.Time.GetUtcNow());
        await _desk.Booth.ChangeAsync(database => database.Add(registration));
    }
}
