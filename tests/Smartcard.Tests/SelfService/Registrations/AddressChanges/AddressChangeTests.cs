using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Lockout;
using Smartcard.SelfService.Registrations.AddressChanges;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.Registrations.AddressChanges;

/// <summary>The RA desk changes an address: only after a check of identity and the code that went to the new one.</summary>
public sealed class AddressChangeTests : IAsyncLifetime
{
    private AddressChangeBench _desk = null!;
    private UserId _nia;

    public async ValueTask InitializeAsync()
    {
        _desk = await AddressChangeBench.StartAsync();
        _nia = await _desk.AdministratorAsync("Nia Desk");
    }

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task Nothing_changes_before_the_code_is_read_out_and_then_the_old_address_is_told()
    {
        var id = await _desk.StartAsync(_nia);
        Assert.IsType<AddressChangeAct.Done>(await _desk.SendAsync(_nia, id));
        var code = await _desk.Bench.ReadCodeAsync();
        Assert.Equal(AddressChangeBench.New, _desk.Bench.Mails.Sent[^1].To);
        Assert.Equal(AddressChangeBench.Old, await _desk.AddressAsync());

        Assert.IsType<AddressChangeAct.Done>(await _desk.EnterAsync(_nia, id, code));

        Assert.Equal(AddressChangeBench.New, await _desk.AddressAsync());
        await _desk.Bench.SendMailsAsync();
        var told = _desk.Bench.Mails.Sent[^1];
        Assert.Equal(AddressChangeBench.Old, told.To);
        Assert.Contains("/not-me/", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(AddressChangeBench.New, told.Text, StringComparison.Ordinal);
        var audit = (await _desk.Bench.RowsAsync<AuditEntry>()).Where(a => a.JourneyId == id).ToList();
        Assert.Equal(_nia, audit.Single(a => a.Event == "address-changed").ActorId);
        Assert.Contains(audit, a => a.Event == "identity-checked:Staff badge with photograph");
        Assert.Contains(audit, a => a.Event == "journey-ended:Completed");
        Assert.DoesNotContain(audit, a => a.Event.Contains('@', StringComparison.Ordinal));
        Assert.Equal(new AddressChangeAct.Refused(AddressChangeRefusal.IsOver), await _desk.EnterAsync(_nia, id, code));
    }

    [Fact]
    [OnPostgres]
    public async Task An_unlock_whose_code_went_to_the_old_address_goes_on_with_a_new_code_only()
    {
        await UnlockJourneyTests.UpToQuestionsAsync(_desk.Bench);
        await _desk.Bench.AnswerAsync();
        var old = await _desk.Bench.ReadCodeAsync();
        await ChangeAsync();

        await _desk.Bench.ReplyAsync("send", ("code", old));

        Assert.DoesNotContain(
            await _desk.Bench.RowsAsync<AuditEntry>(),
            a => a.Event == "code-confirmed" && a.JourneyId == new JourneyId(_desk.Bench.Journey));
    }

    [Fact]
    [OnPostgres]
    public async Task What_was_confirmed_with_the_old_address_releases_no_reset()
    {
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(_desk.Bench);
        await _desk.Bench.AnswerAsync();
        await _desk.Bench.ReplyAsync("send", ("code", await _desk.Bench.ReadCodeAsync()));
        await ChangeAsync();

        Assert.False(await helper.ResetAsync(_desk.Bench.Card, "n3w-Pass"));

        Assert.Contains(await _desk.Bench.RowsAsync<AuditEntry>(), a => a.Event == "reset-refused:CodeNotConfirmed");
    }

    [Fact]
    public async Task The_link_in_the_mail_to_the_old_address_stops_self_service()
    {
        await ChangeAsync();
        var act = await _desk.ActOfLinkAsync();

        var standing = await _desk.Bench.TurnAsync((services, ct) => services.GetRequiredService<Lockouts>().StopAsync(act, ct));

        Assert.Equal(NotMeStanding.Open, standing);
        Assert.NotNull((await _desk.Bench.RowsAsync<CardLockout>()).Single().FrozenAt);
        Assert.Equal(new AddressChangeAct.Refused(AddressChangeRefusal.NotRegistered), await _desk.TryStartAsync(_nia));
    }

    [Fact]
    public async Task After_three_wrong_codes_the_right_one_is_dead()
    {
        var id = await _desk.StartAsync(_nia);
        await _desk.SendAsync(_nia, id);
        var code = await _desk.Bench.ReadCodeAsync();
        var wrong = code == "000000" ? "111111" : "000000";

        Assert.Equal(new AddressChangeAct.Faulty(AddressChangeFault.NoCode), await _desk.EnterAsync(_nia, id, "12"));
        Assert.Equal(new AddressChangeAct.WrongCode(2), await _desk.EnterAsync(_nia, id, wrong));
        Assert.Equal(new AddressChangeAct.WrongCode(1), await _desk.EnterAsync(_nia, id, wrong));
        Assert.Equal(new AddressChangeAct.Faulty(AddressChangeFault.CodeDead), await _desk.EnterAsync(_nia, id, wrong));
        Assert.Equal(new AddressChangeAct.Faulty(AddressChangeFault.CodeDead), await _desk.EnterAsync(_nia, id, code));

        Assert.Equal(AddressChangeBench.Old, await _desk.AddressAsync());
    }

    [Fact]
    public async Task A_code_expires_and_confirms_no_other_address_and_there_are_three()
    {
        var id = await _desk.StartAsync(_nia);
        await _desk.SendAsync(_nia, id);
        var first = await _desk.Bench.ReadCodeAsync();
        await _desk.SendAsync(_nia, id, "amal.other@nhs.net");
        Assert.IsNotType<AddressChangeAct.Done>(await _desk.EnterAsync(_nia, id, first));
        await _desk.SendAsync(_nia, id);
        var third = await _desk.Bench.ReadCodeAsync();

        Assert.Equal(new AddressChangeAct.Faulty(AddressChangeFault.CodeLimit), await _desk.SendAsync(_nia, id));
        _desk.Bench.Time.Advance(EmailCode.Lifetime);
        Assert.Equal(new AddressChangeAct.Faulty(AddressChangeFault.CodeExpired), await _desk.EnterAsync(_nia, id, third));
    }

    [Fact]
    public async Task What_is_no_address_or_of_no_approved_provider_or_the_old_one_gets_no_code()
    {
        var id = await _desk.StartAsync(_nia);

        Assert.Equal(
            AddressFaultKind.Space, Assert.IsType<AddressChangeAct.NoAddress>(await _desk.SendAsync(_nia, id, "a b@nhs.net")).Fault.Kind);
        Assert.Equal(new AddressChangeAct.Faulty(AddressChangeFault.NotApproved), await _desk.SendAsync(_nia, id, "amal@evilnhs.uk"));
        Assert.Equal(
            new AddressChangeAct.Faulty(AddressChangeFault.SameAddress), await _desk.SendAsync(_nia, id, "Amal.Hughes@trust.nhs.uk"));

        Assert.DoesNotContain(await _desk.Bench.RowsAsync<EmailCode>(), c => c.JourneyId == id);
    }

    [Fact]
    public async Task What_is_missing_at_the_start_is_said()
    {
        Assert.Equal(new AddressChangeAct.Faulty(AddressChangeFault.ReasonMissing), await _desk.TryStartAsync(_nia, reason: "3"));
        Assert.Equal(new AddressChangeAct.Faulty(AddressChangeFault.CheckMissing), await _desk.TryStartAsync(_nia, check: "I know them"));
        Assert.Equal(
            new AddressChangeAct.Faulty(AddressChangeFault.SeenTooLong), await _desk.TryStartAsync(_nia, seen: new string('x', 201)));
        Assert.Equal(new AddressChangeAct.Faulty(AddressChangeFault.SeenTooLong), await _desk.TryStartAsync(_nia, seen: "a\u202Eb"));
        Assert.Empty(await _desk.Bench.RowsAsync<AddressChange>());
    }

    [Fact]
    public async Task A_page_sent_twice_is_one_change_and_a_colleague_only_ends_it()
    {
        var id = await _desk.StartAsync(_nia);
        var tom = await _desk.AdministratorAsync("Tom Desk");

        Assert.Equal(id, await _desk.StartAsync(_nia));
        Assert.Equal(new AddressChangeAct.Refused(AddressChangeRefusal.AnotherHelps), await _desk.SendAsync(tom, id));
        Assert.IsType<AddressChangeAct.Done>(await _desk.DoAsync(desk => desk.EndAsync(tom, id, CancellationToken.None)));

        Assert.Equal(new AddressChangeAct.Refused(AddressChangeRefusal.IsOver), await _desk.SendAsync(_nia, id));
        Assert.Equal(AddressChangeBench.Old, await _desk.AddressAsync());
        Assert.Equal(
            [("address-change-refused:AnotherHelps", tom), ("address-change-refused:IsOver", _nia)],
            (await _desk.Bench.RowsAsync<AuditEntry>())
                .Where(a => a.JourneyId == id && a.Event.StartsWith("address-change-refused", StringComparison.Ordinal))
                .OrderBy(a => a.Sequence)
                .Select(a => (a.Event, a.ActorId!.Value)));
    }

    [Fact]
    public async Task Nobody_changes_the_address_of_their_own_card()
    {
        var amal = await _desk.AdministratorAsync("HUGHES, Amal");

        Assert.Equal(new AddressChangeAct.Refused(AddressChangeRefusal.OwnCard), await _desk.TryStartAsync(amal));

        Assert.Contains(await _desk.Bench.RowsAsync<AuditEntry>(), a => a.Event == "address-change-refused:OwnCard");
    }

    [Fact]
    public async Task Of_a_card_that_is_stopped_or_suspended_or_whose_holder_has_left_nothing_is_changed()
    {
        var id = await _desk.StartAsync(_nia);
        await _desk.SendAsync(_nia, id);
        var code = await _desk.Bench.ReadCodeAsync();
        var card = await _desk.Booth.CardIdOf(_desk.Bench.Card);
        var now = _desk.Bench.Time.GetUtcNow();

        await _desk.Booth.ChangeAsync(database =>
        {
            var lockout = new CardLockout { CardId = card };
            lockout.Freeze(now);
            database.Add(lockout);
        });
        await RefusedAsync(AddressChangeRefusal.SelfServiceStopped);
        await _desk.Booth.ChangeAsync(database => database.Set<Card>().Single(c => c.Id == card).Suspend(CardStateReason.Lost, now));
        await RefusedAsync(AddressChangeRefusal.CardNotInUse);
        await _desk.Booth.ChangeAsync(database => database.Set<Staff>().Single(s => s.DisplayName == "Amal Hughes").LeftAt = now);
        await RefusedAsync(AddressChangeRefusal.HolderLeft);
        Assert.Equal(AddressChangeBench.Old, await _desk.AddressAsync());

        async Task RefusedAsync(AddressChangeRefusal why)
        {
            Assert.Equal(new AddressChangeAct.Refused(why), await _desk.EnterAsync(_nia, id, code));
            Assert.Equal(new AddressChangeAct.Refused(why), await _desk.TryStartAsync(_nia));
        }
    }

    [Fact]
    public async Task Whoever_is_no_administrator_any_more_changes_nothing_and_neither_does_an_old_check()
    {
        var id = await _desk.StartAsync(_nia);
        await _desk.Booth.ChangeAsync(database => database.Users.Single(u => u.Id == _nia.Value).Roles = BackOfficeRoles.Booth);
        Assert.Equal(new AddressChangeAct.Refused(AddressChangeRefusal.MayNotChange), await _desk.SendAsync(_nia, id));

        await _desk.Booth.ChangeAsync(database => database.Users.Single(u => u.Id == _nia.Value).Roles = BackOfficeRoles.RaAdmin);
        _desk.Bench.Time.Advance(TimeSpan.FromMinutes(21));

        Assert.Equal(new AddressChangeAct.Refused(AddressChangeRefusal.TooOld), await _desk.SendAsync(_nia, id));
    }

    [Fact]
    public async Task One_that_is_left_alone_ends_by_itself()
    {
        var id = await _desk.StartAsync(_nia);
        _desk.Bench.Time.Advance(Journey.Patience);

        await _desk.Bench.DoAsync(services => services.GetRequiredService<AbandonedJourneys>().EndAsync(CancellationToken.None));

        Assert.Equal(JourneyEnd.Abandoned, (await _desk.Bench.RowsAsync<Journey>()).Single(j => j.Id == id).End);
        Assert.Equal(new AddressChangeAct.Refused(AddressChangeRefusal.IsOver), await _desk.SendAsync(_nia, id));
    }

    private Task ChangeAsync() => _desk.ChangeAsync(_nia);
}
