using Microsoft.Extensions.DependencyInjection;
using Smartcard.SelfService.Retention;

namespace Smartcard.Tests.SelfService.Retention;

/// <summary>A job that removes much does it in parts, and leaves some for the next run.</summary>
public sealed class BatchesTests
{
    [Fact]
    public async Task A_run_ends_after_so_many_transactions_and_the_next_goes_on()
    {
        await using var bench = await JourneyBench.StartAsync();
        var left = Enumerable.Range(0, (Batches.Most * 10) + 7).ToHashSet();
        Task<int> RunAsync() => bench.DoAsync(services => services.GetRequiredService<Batches>().RunAsync(
            10,
            (stayed, _) => Task.FromResult(left.Order().Skip(stayed).Take(10).ToList()),
            (ids, _) =>
            {
                left.ExceptWith(ids.Where(id => id != 3)); // one has to stay
                return Task.FromResult(ids.Count(id => id != 3));
            },
            CancellationToken.None));

        Assert.Equal((Batches.Most * 10) - 1, await RunAsync());
        Assert.Equal(7, await RunAsync());
        Assert.Equal([3], left);
    }
}
