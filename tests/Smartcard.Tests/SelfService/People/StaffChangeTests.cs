using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Cards;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.People;
using Smartcard.Storage.Records;
using Smartcard.Tests.SelfService.Booth;
using Smartcard.Tests.SelfService.Cards;
using Smartcard.Tests.SelfService.Unlock;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.People;

/// <summary>What RA administrators do to the records of staff.</summary>
public sealed class StaffChangeTests : IAsyncLifetime
{
    private static readonly StaffFields Mair = new("Mair Pugh", "Northern Hospital", "Main site", "4711");

    private JourneyBench _bench = null!;
    private UserId _nia;

    public async ValueTask InitializeAsync()
    {
        _bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        _nia = await new InPersonBench(_bench).UserAsync("Nia Desk");
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [OnPostgres]
    [Fact]
    public async Task Somebody_is_added_and_found_by_their_words()
    {
        var id = await AddAsync(Mair);

        var staff = await StaffAsync(id);
        Assert.Equal(Mair, StaffFields.Of(staff));
        Assert.Contains(
            await _bench.RowsAsync<StaffWord>(), w => w.StaffId == id && w is { Word: "pugh", Organisation: "Northern Hospital" });
        Assert.Equal(_nia, (await EntryAsync($"staff-added:{id.Value.ToString("N")[^8..]}")).ActorId);
    }

    [OnPostgres]
    [Fact]
    public async Task A_staff_number_is_that_of_one_person()
    {
        var first = await AddAsync(Mair);
        var other = await AddAsync(Mair with { Number = "4712" });

        Assert.Equal([StaffFault.NumberTaken], await FaultsAsync(c => c.AddAsync(Mair, _nia, CancellationToken.None)));
        Assert.Equal(
            [StaffFault.NumberTaken], await FaultsAsync(c => c.ChangeAsync(other, Mair, null, _nia, CancellationToken.None)));
        Assert.IsType<StaffChange.Done>(
            await DoAsync(c => c.ChangeAsync(first, Mair with { Site = null }, null, _nia, CancellationToken.None)));
    }

    [OnPostgres]
    [Fact]
    public async Task Of_two_at_once_one_gets_the_number()
    {
        var both = await Task.WhenAll(
            Task.Run(() => DoAsync(c => c.AddAsync(Mair, _nia, CancellationToken.None))),
            Task.Run(() => DoAsync(c => c.AddAsync(Mair, _nia, CancellationToken.None))));

        Assert.Single(both.OfType<StaffChange.Done>());
        Assert.Single(both.OfType<StaffChange.Faulty>());
    }

    [Fact]
    public async Task What_is_against_the_rules_is_not_kept()
    {
        Assert.Equal(
            [StaffFault.NameMissing, StaffFault.NumberTooLong],
            await FaultsAsync(c => c.AddAsync(Mair with { Name = "", Number = new('1', 33) }, _nia, CancellationToken.None)));
        Assert.DoesNotContain(await _bench.RowsAsync<Staff>(), s => s.Organisation == Mair.Organisation);
    }

    [OnPostgres]
    [Fact]
    public async Task The_audit_names_the_fields_and_nothing_in_them_and_the_words_move_with_the_organisation()
    {
        var (id, card) = await AmalAsync();

        await DoAsync(c => c.ChangeAsync(id, Mair with { Name = "Amal Pugh" }, null, _nia, CancellationToken.None));

        var entry = await EntryAsync("staff-changed:Name+Organisation+Site+Number");
        Assert.Equal((_nia, card), (entry.ActorId, entry.CardId));
        var words = (await _bench.RowsAsync<StaffWord>()).Where(w => w.StaffId == id).ToArray();
        Assert.Equal(["4711", "amal", "pugh"], words.Select(w => w.Word).Order(StringComparer.Ordinal));
        Assert.All(words, w => Assert.Equal("Northern Hospital", w.Organisation));
    }

    [Fact]
    public async Task Saved_without_a_change_it_leaves_no_trace()
    {
        var id = await AddAsync(Mair);

        await DoAsync(c => c.ChangeAsync(id, Mair, null, _nia, CancellationToken.None));

        Assert.DoesNotContain(await _bench.EventsAsync(), e => e.StartsWith("staff-changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_colleague_changed_meanwhile_is_not_overwritten_unseen()
    {
        var id = await AddAsync(Mair);
        await DoAsync(c => c.ChangeAsync(id, Mair with { Number = "1" }, Mair.Mark, _nia, CancellationToken.None));

        var late = await DoAsync(c => c.ChangeAsync(id, Mair with { Site = "Annexe" }, Mair.Mark, _nia, CancellationToken.None));

        Assert.IsType<StaffChange.ChangedMeanwhile>(late);
        Assert.Equal("1", (await StaffAsync(id)).Number);
    }

    [Fact]
    public async Task Nobody_changes_their_own_record()
    {
        var (id, _) = await AmalAsync();
        var own = await new InPersonBench(_bench).UserAsync("HUGHES, Amal");

        Assert.IsType<StaffChange.OwnRecord>(await DoAsync(c => c.ChangeAsync(id, Mair, null, own, CancellationToken.None)));

        Assert.Equal("Amal Hughes", (await StaffAsync(id)).DisplayName);
        Assert.Contains($"staff-change-refused:OwnRecord+{id.Value.ToString("N")[^8..]}", await _bench.EventsAsync());
    }

    [OnPostgres]
    [Fact]
    public async Task Who_has_left_unlocks_nothing_and_what_they_were_doing_ends()
    {
        var (id, card) = await AmalAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(_bench);

        await DoAsync(c => c.LeaveAsync(id, _nia, CancellationToken.None));

        Assert.Equal(WorkflowStatus.Cancelled, _bench.Status);
        var suspended = await _bench.CardAsync();
        Assert.Equal((CardState.Suspended, CardStateReason.HolderLeft), (suspended.State, suspended.StateReason));
        Assert.Equal(_bench.Time.GetUtcNow(), (await StaffAsync(id)).LeftAt);
        Assert.Equal(card, (await EntryAsync($"staff-left:{id.Value.ToString("N")[^8..]}")).CardId);
        Assert.Equal(CardStateResult.HolderLeft, await _bench.ResumeAsync(_nia));
    }

    [OnPostgres]
    [Fact]
    public async Task Who_is_back_has_each_card_resumed_by_somebody()
    {
        var (id, _) = await AmalAsync();
        await DoAsync(c => c.LeaveAsync(id, _nia, CancellationToken.None));

        await DoAsync(c => c.ReturnAsync(id, _nia, CancellationToken.None));

        Assert.Null((await StaffAsync(id)).LeftAt);
        Assert.Equal(CardState.Suspended, (await _bench.CardAsync()).State);
        Assert.Equal(CardStateResult.Done, await _bench.ResumeAsync(_nia));
    }

    [Fact]
    public async Task A_stolen_card_is_still_said_to_be_stolen_after_its_holder_left()
    {
        var (id, _) = await AmalAsync();
        await _bench.SuspendAsync(CardStateReason.Stolen);

        await DoAsync(c => c.LeaveAsync(id, _nia, CancellationToken.None));

        Assert.Equal(CardStateReason.Stolen, (await _bench.CardAsync()).StateReason);
    }

    [Fact]
    public async Task Nobody_is_changed_who_is_not_there()
    {
        var nobody = StaffId.New();

        Assert.IsType<StaffChange.Unknown>(await DoAsync(c => c.ChangeAsync(nobody, Mair, null, _nia, CancellationToken.None)));
        Assert.IsType<StaffChange.Unknown>(await DoAsync(c => c.LeaveAsync(nobody, _nia, CancellationToken.None)));
        Assert.IsType<StaffChange.Unknown>(await DoAsync(c => c.ReturnAsync(nobody, _nia, CancellationToken.None)));
    }

    private Task<StaffChange> DoAsync(Func<StaffChanges, Task<StaffChange>> change) =>
        _bench.DoAsync(services => change(services.GetRequiredService<StaffChanges>()));

    private async Task<IReadOnlyList<StaffFault>> FaultsAsync(Func<StaffChanges, Task<StaffChange>> change) =>
        Assert.IsType<StaffChange.Faulty>(await DoAsync(change)).Faults;

    private async Task<StaffId> AddAsync(StaffFields fields) =>
        Assert.IsType<StaffChange.Done>(await DoAsync(c => c.AddAsync(fields, _nia, CancellationToken.None))).Id;

    private async Task<(StaffId Staff, CardId Card)> AmalAsync()
    {
        var card = await _bench.CardAsync();
        return (card.StaffId, card.Id);
    }

    private async Task<Staff> StaffAsync(StaffId id) => (await _bench.RowsAsync<Staff>()).Single(s => s.Id == id);

    private async Task<AuditEntry> EntryAsync(string what) => (await _bench.RowsAsync<AuditEntry>()).Single(a => a.Event == what);
}
