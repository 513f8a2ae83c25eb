using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Audit;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;

namespace Smartcard.Tests.SelfService.Audit;

/// <summary>Which entries were written on which days, in UK time.</summary>
[OnPostgres]
public sealed class AuditDaysTests : IAsyncLifetime
{
    private JourneyBench _bench = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await JourneyBench.StartAsync();
        await _bench.DoAsync(async services =>
        {
            var database = services.GetRequiredService<SmartcardDbContext>();
            await database.Set<AuditEntry>().ExecuteDeleteAsync();
            AuditEntry? last = null;
            foreach (var at in (string[])
                [
                    "2026-06-30T22:59:59Z", // still June in the UK
                    "2026-06-30T23:00:00Z",
                    "2026-07-01T12:00:00Z",
                    "2026-07-03T08:00:00Z",
                    "2026-07-03T08:00:00Z",
                    "2026-12-31T23:59:59Z",
                ])
            {
                database.Add(last = AuditEntry.After(last, "tried", null, null, DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)));
            }

            return await database.SaveChangesAsync();
        });
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData(null, null, 1, 6)]
    [InlineData("2026-07-01", "2026-07-01", 2, 3)]
    [InlineData(null, "2026-06-30", 1, 1)]
    [InlineData("2026-07-02", null, 4, 6)]
    [InlineData("2026-07-03", "2026-12-30", 4, 5)]
    [InlineData("2026-12-31", "2026-12-31", 6, 6)]
    [InlineData("2026-07-02", "2026-07-02", 0, 0)]
    [InlineData("2027-01-01", null, 0, 0)]
    [InlineData(null, "2026-06-29", 0, 0)]
    public async Task Are_found_by_day(string? from, string? until, long first, long last)
    {
        var range = await _bench.DoAsync(services => services.GetRequiredService<AuditDays>()
            .RangeAsync(DayOf(from), DayOf(until), TestContext.Current.CancellationToken));

        Assert.Equal(first == 0 ? null : new AuditRange(first, last), range);
    }

    [Fact]
    public async Task An_audit_without_entries_has_none_on_any_day()
    {
        await _bench.DoAsync(services => services.GetRequiredService<SmartcardDbContext>().Set<AuditEntry>().ExecuteDeleteAsync());

        Assert.Null(await _bench.DoAsync(services => services.GetRequiredService<AuditDays>()
            .RangeAsync(null, null, TestContext.Current.CancellationToken)));
    }

    private static DateOnly? DayOf(string? text) => text is null ? null : DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
