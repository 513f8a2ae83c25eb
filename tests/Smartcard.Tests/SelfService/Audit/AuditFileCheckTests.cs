using System.Text;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.SelfService.Audit;

namespace Smartcard.Tests.SelfService.Audit;

/// <summary>A copy of the audit shows what was done to it, wherever it is looked at.</summary>
public sealed class AuditFileCheckTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 28, 7, 0, 0, 123, TimeSpan.Zero);
    private readonly List<AuditEntry> _entries = [];

    public AuditFileCheckTests()
    {
        for (var i = 0; i < 5; i++)
        {
            var card = i % 2 == 0 ? CardId.New() : default(CardId?);
            _entries.Add(AuditEntry.After(_entries.LastOrDefault(), $"tried:{i}", JourneyId.New(), card, At.AddTicks(i), UserId.New()));
        }
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(2, 5)]
    [InlineData(1, 3)]
    public async Task A_whole_copy_of_any_part_is_good(int from, int until)
    {
        var verdict = await CheckAsync(Lines()[from..until]);

        Assert.Null(verdict.Fault);
        Assert.Equal((from + 1, until), (verdict.First!.Sequence, verdict.Last!.Sequence));
        Assert.Equal(_entries[until - 1].Hash, verdict.Last.Hash);
    }

    [Theory]
    [InlineData("\"event\":\"tried:2\"", "\"event\":\"tried:9\"")]
    [InlineData("\"journeyId\":\"", "\"journeyId\":null,\"x\":\"")]
    [InlineData("07:00:00.1230002", "07:00:00.1230003")]
    public async Task A_changed_entry_is_named(string was, string @is)
    {
        var lines = Lines();
        Assert.Contains(was, lines[2], StringComparison.Ordinal);
        lines[2] = lines[2].Replace(was, @is, StringComparison.Ordinal);

        var verdict = await CheckAsync(lines);

        Assert.Equal(new AuditFileFault(3, AuditFileFaultKind.Changed, 3), verdict.Fault);
        Assert.Equal(2, verdict.Last!.Sequence);
    }

    [Fact]
    public async Task An_entry_that_is_missing_or_stands_elsewhere_is_noticed_at_the_next()
    {
        var lines = Lines();

        Assert.Equal(
            new AuditFileFault(3, AuditFileFaultKind.DoesNotFollow, 4),
            (await CheckAsync([lines[0], lines[1], lines[3], lines[4]])).Fault);
        Assert.Equal(
            new AuditFileFault(2, AuditFileFaultKind.DoesNotFollow, 3),
            (await CheckAsync([lines[0], lines[2], lines[1]])).Fault);
        Assert.Equal(
            new AuditFileFault(2, AuditFileFaultKind.DoesNotFollow, 1), (await CheckAsync([lines[0], lines[0]])).Fault);
    }

    [Fact]
    public async Task An_entry_made_anew_with_its_hash_does_not_follow()
    {
        var lines = Lines();
        var forged = AuditEntry.After(null, "tried:2", null, null, At);
        lines[2] = LineOf(forged);

        Assert.Equal(AuditFileFaultKind.DoesNotFollow, (await CheckAsync(lines)).Fault!.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("[1,2]")]
    [InlineData("null")]
    [InlineData("{\"entry\":\"one\"}")]
    public async Task What_is_no_entry_is_named_by_its_line_and_an_empty_line_is_passed_over(string line)
    {
        var verdict = await CheckAsync([Lines()[0], line]);

        Assert.Equal(line.Length == 0 ? null : new AuditFileFault(2, AuditFileFaultKind.NoEntry, null), verdict.Fault);
        Assert.Equal(1, verdict.Last!.Sequence);
    }

    [Fact]
    public async Task An_empty_file_has_no_entry() => Assert.Equal(new AuditFileVerdict(null, null, null), await CheckAsync([]));

    private static async Task<AuditFileVerdict> CheckAsync(string[] lines)
    {
        using var file = new StringReader(string.Join('\n', lines));
        return await AuditFileCheck.RunAsync(file, TestContext.Current.CancellationToken);
    }

    private string[] Lines() => [.. _entries.Select(LineOf)];

    private static string LineOf(AuditEntry entry) =>
        Encoding.UTF8.GetString(AuditFileLine.Of(entry, "Tried", "Nia", account: null, "Amal Hughes").ToBytes());
}
