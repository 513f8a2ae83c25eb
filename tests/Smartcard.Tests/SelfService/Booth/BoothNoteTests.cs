using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Booth;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Retention;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.Booth;

/// <summary>Notes of a case: read by colleagues, protected in the database, not in the audit, gone with the case.</summary>
[OnPostgres]
public sealed class BoothNoteTests
{
    private const string Text = "Comes back at 3 pm";

    [Fact]
    public async Task A_note_is_read_by_colleagues_and_nowhere_else()
    {
        await using var bench = await LockedOutAsync();
        var (booth, matter, nia) = await AtTheDeskAsync(bench);

        Assert.Equal(NoteAct.Added, await AddAsync(bench, nia, matter, $"  {Text} "));
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(NoteAct.Added, await AddAsync(bench, await booth.UserAsync("Tom Desk"), matter, "Called the ward"));

        Assert.Equal([("Nia Desk", Text), ("Tom Desk", "Called the ward")], (await ReadAsync(bench, matter)).Select(n => (n.By, n.Text!)));
        var row = (await bench.RowsAsync<BoothNote>()).MinBy(n => n.At)!;
        Assert.DoesNotContain(Text, Encoding.UTF8.GetString(row.SealedText), StringComparison.Ordinal);
        var told = (await bench.RowsAsync<AuditEntry>()).Where(a => a.Event.Contains("note", StringComparison.Ordinal)).ToList();
        Assert.Equal(["booth-note-added", "booth-note-added"], told.Select(a => a.Event));
        Assert.Equal(nia, told[0].ActorId);
    }

    [Fact]
    public async Task The_longest_note_there_is_fits()
    {
        await using var bench = await LockedOutAsync();
        var (_, matter, nia) = await AtTheDeskAsync(bench);
        var longest = string.Concat(Enumerable.Repeat("ŵ€", BoothNote.MaxLength / 2));

        Assert.Equal(NoteAct.Added, await AddAsync(bench, nia, matter, longest));

        Assert.Equal(longest, (await ReadAsync(bench, matter)).Single().Text);
        Assert.True((await bench.RowsAsync<BoothNote>()).Single().SealedText.Length <= BoothNote.MaxSealedLength);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("one\ntwo")]
    public async Task What_is_no_note_is_not_kept(string text)
    {
        await using var bench = await LockedOutAsync();
        var (_, matter, nia) = await AtTheDeskAsync(bench);

        Assert.Equal(NoteAct.NotGood, await AddAsync(bench, nia, matter, text));

        Assert.Empty(await bench.RowsAsync<BoothNote>());
    }

    [Fact]
    public async Task Notes_end_with_their_case_and_go_when_it_goes()
    {
        await using var bench = await LockedOutAsync();
        var (booth, matter, nia) = await AtTheDeskAsync(bench);
        await AddAsync(bench, nia, matter, Text);
        var id = await booth.StartAsync(nia);
        await booth.DoAsync(resets => resets.CompleteElsewhereAsync(nia, id, default));

        Assert.Empty(await ReadAsync(bench, matter));
        Assert.Equal(NoteAct.IsOver, await AddAsync(bench, nia, matter, "too late"));
        await PurgeAsync(bench);
        Assert.Single(await bench.RowsAsync<BoothNote>());
        bench.Time.Advance(TimeSpan.FromDays(401));
        await PurgeAsync(bench);
        Assert.Empty(await bench.RowsAsync<BoothNote>());
    }

    [Fact]
    public async Task Nobody_leaves_a_note_about_their_own_card()
    {
        await using var bench = await LockedOutAsync();
        var (booth, matter, _) = await AtTheDeskAsync(bench);
        var amal = await booth.UserAsync("Amal Hughes");

        Assert.Equal(NoteAct.OwnCard, await AddAsync(bench, amal, matter, Text));

        Assert.Empty(await bench.RowsAsync<BoothNote>());
        Assert.Equal("booth-act-refused:OwnCard", (await bench.RowsAsync<AuditEntry>()).Single(a => a.ActorId == amal).Event);
    }

    [Fact]
    public async Task Whoever_may_not_read_notes_sees_who_wrote_them_and_when()
    {
        await using var bench = await LockedOutAsync();
        var (_, matter, nia) = await AtTheDeskAsync(bench);
        await AddAsync(bench, nia, matter, Text);

        var note = Assert.Single(await bench.DoAsync(services =>
            services.GetRequiredService<BoothNotes>().ReadAsync(matter, mayRead: false, CancellationToken.None)));

        Assert.Equal(("Nia Desk", bench.Time.GetUtcNow(), null), (note.By, note.At, note.Text));
    }

    private static async Task<JourneyBench> LockedOutAsync()
    {
        var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench);
        for (var wrong = 0; wrong < 3; wrong++)
        {
            await bench.AnswerWronglyAsync();
        }

        return bench;
    }

    private static async Task<(InPersonBench Booth, MatterId Matter, UserId Nia)> AtTheDeskAsync(JourneyBench bench)
    {
        var booth = new InPersonBench(bench);
        return (booth, MatterId.Of(await booth.CardIdOf(bench.Card)), await booth.UserAsync("Nia Desk"));
    }

    private static Task<NoteAct> AddAsync(JourneyBench bench, UserId user, MatterId matter, string text) =>
        bench.DoAsync(services => services.GetRequiredService<BoothNotes>().AddAsync(user, matter, text, CancellationToken.None));

    private static Task<IReadOnlyList<WrittenNote>> ReadAsync(JourneyBench bench, MatterId matter) =>
        bench.DoAsync(services => services.GetRequiredService<BoothNotes>().ReadAsync(matter, mayRead: true, CancellationToken.None));

    private static Task<int> PurgeAsync(JourneyBench bench) =>
        bench.DoAsync(services => services.GetRequiredService<JourneyPurge>().RunAsync(CancellationToken.None));
}
