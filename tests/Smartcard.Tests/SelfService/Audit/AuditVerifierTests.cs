using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;

namespace Smartcard.Tests.SelfService.Audit;

/// <summary>
/// The audit verified in slices: new entries at each run, all of them once a week; whatever was changed, taken out or
/// cut off is found.
/// </summary>
[OnPostgres]
public sealed class AuditVerifierTests : IAsyncLifetime
{
    private const int Most = 4;
    private JourneyBench _bench = null!;
    private AuditProgress _progress = new();

    public async ValueTask InitializeAsync()
    {
        _bench = await JourneyBench.StartAsync();
        await SqlAsync("DELETE FROM audit"); // of the workflow files that came in
        await AddAsync(10);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_whole_chain_is_verified_slice_by_slice_and_then_only_what_is_new()
    {
        await VerifyAsync(runs: 3);
        Assert.Equal((10, null), (_progress.Sequence, _progress.BrokenAt));

        await AddAsync(2);
        await VerifyAsync(runs: 1);
        Assert.Equal((12, null), (_progress.Sequence, _progress.BrokenAt));
    }

    [Theory]
    [InlineData("UPDATE audit SET event = 'nothing' WHERE sequence = 12", 12)]
    [InlineData("DELETE FROM audit WHERE sequence = 12", 12)]
    public async Task What_is_wrong_with_a_new_entry_is_found_at_the_next_run_and_again_until_it_is_put_right(string sql, long entry)
    {
        await VerifyAsync(runs: 3);
        await AddAsync(4);
        await SqlAsync(sql);

        for (var run = 0; run < 3; run++)
        {
            await VerifyAsync(runs: 1);
            Assert.Equal(entry, _progress.BrokenAt);
        }
    }

    [Theory]
    [InlineData("DELETE FROM audit WHERE sequence > 8", 10)]
    [InlineData("UPDATE audit SET hash = previous_hash WHERE sequence = 10", 10)]
    public async Task An_end_that_was_cut_off_or_written_anew_is_found_since_the_last_hash_is_kept_elsewhere(string sql, long entry)
    {
        await VerifyAsync(runs: 3);
        await SqlAsync(sql);

        await VerifyAsync(runs: 1);

        Assert.Equal(entry, _progress.BrokenAt);
        Assert.NotNull(_progress.Reason);
    }

    [Fact]
    public async Task An_old_entry_is_looked_at_again_within_a_week()
    {
        await VerifyAsync(runs: 3);
        await SqlAsync("UPDATE audit SET event = 'nothing' WHERE sequence = 6");
        await VerifyAsync(runs: 2);
        Assert.Null(_progress.BrokenAt);

        _bench.Time.Advance(TimeSpan.FromDays(7));
        await VerifyAsync(runs: 2);

        Assert.Equal(6, _progress.BrokenAt);
    }

    [Fact]
    public async Task A_weekly_pass_over_a_whole_chain_ends_and_is_begun_again_a_week_later()
    {
        await VerifyAsync(runs: 3);
        var first = _progress.FullSince;
        _bench.Time.Advance(TimeSpan.FromDays(7));
        await VerifyAsync(runs: 3);
        Assert.Equal(_bench.Time.GetUtcNow(), _progress.FullAt);
        Assert.Equal(TimeSpan.FromDays(7), _progress.FullSince - first);

        await VerifyAsync(runs: 1);
        Assert.Equal(TimeSpan.FromDays(7), _progress.FullSince - first);
        _bench.Time.Advance(TimeSpan.FromDays(7));
        await VerifyAsync(runs: 1);
        Assert.Equal(TimeSpan.FromDays(14), _progress.FullSince - first);
    }

    private async Task VerifyAsync(int runs)
    {
        for (var run = 0; run < runs; run++)
        {
            _progress = await _bench.DoAsync(services =>
                services.GetRequiredService<AuditVerifier>().VerifyAsync(_progress, Most, CancellationToken.None));
        }
    }

    private Task<bool> AddAsync(int count) => _bench.TurnAsync(async (services, ct) =>
    {
        for (var i = 0; i < count; i++)
        {
            services.GetRequiredService<AuditLog>().Add("tried", null, null);
        }

        return true;
    });

    private Task<int> SqlAsync(string sql) =>
        _bench.DoAsync(services => services.GetRequiredService<SmartcardDbContext>().Database.ExecuteSqlRawAsync(sql));
}
