using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Smartcard.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Vault;

/// <summary>A host that uses keys without end is stopped, and goes on an hour later.</summary>
public sealed class VaultUsesTests : IDisposable
{
    private readonly CollectingLog _log = new();
    private readonly FakeTimeProvider _time = new();
    private readonly LoggerFactory _logging;
    private readonly VaultUses _uses;

    public VaultUsesTests()
    {
        _logging = new LoggerFactory([_log]);
        var options = new VaultOptions { Limits = { PerHostPerHour = 100 } };
        _uses = new VaultUses(Options.Create(options), _time, _logging.CreateLogger<VaultUses>());
    }

    public void Dispose()
    {
        _logging.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void As_many_as_allowed_and_no_more_until_the_first_are_an_hour_old()
    {
        Use(60);
        _time.Advance(TimeSpan.FromMinutes(30));
        Use(40);
        Assert.Throws<VaultClosedException>(_uses.Count);

        _time.Advance(TimeSpan.FromMinutes(29));
        Assert.Throws<VaultClosedException>(_uses.Count);

        _time.Advance(TimeSpan.FromMinutes(1));
        Use(60);
        Assert.Throws<VaultClosedException>(_uses.Count);

        _time.Advance(TimeSpan.FromDays(3));
        Use(100);
        Assert.Throws<VaultClosedException>(_uses.Count);
    }

    [Fact]
    public void The_log_says_once_that_it_is_closed()
    {
        Use(100);
        for (var refused = 0; refused < 5; refused++)
        {
            Assert.Throws<VaultClosedException>(_uses.Count);
        }

        var line = Assert.Single(_log.Lines);
        Assert.StartsWith("Error", line, StringComparison.Ordinal);
        Assert.Contains("used keys of cards 100 times within an hour", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_threads_no_more_get_through_than_may()
    {
        var through = 0;

        Parallel.For(0, 500, _ =>
        {
            try
            {
                _uses.Count();
                Interlocked.Increment(ref through);
            }
            catch (VaultClosedException)
            {
                // as it should be for most
            }
        });

        Assert.Equal(100, through);
    }

    private void Use(int times)
    {
        for (var used = 0; used < times; used++)
        {
            _uses.Count();
        }
    }
}
