using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Smartcard.SelfService.Vault;

/// <summary>Counts how often this host has used the keys of cards within an hour. Above the limit, its vault is closed.</summary>
/// <remarks>In memory, since it is about one host, and cheap, since each use passes here. Checks of an import use no card's key.</remarks>
public sealed class VaultUses(IOptions<VaultOptions> options, TimeProvider time, ILogger<VaultUses> logger)
{
    private const int Minutes = 60;

    private readonly Lock _counting = new();
    private readonly int[] _inMinute = new int[Minutes];
    private readonly long _start = time.GetTimestamp();
    private long _minute;
    private bool _isClosed;

    /// <exception cref="VaultClosedException">This host has used as many as it may.</exception>
    public void Count()
    {
        bool isOpen;
        lock (_counting)
        {
            Forget((long)time.GetElapsedTime(_start).TotalMinutes);
            isOpen = _inMinute.Sum() < options.Value.Limits.PerHostPerHour;
            if (isOpen)
            {
                _inMinute[_minute % Minutes]++;
            }
            else if (!_isClosed)
            {
                logger.VaultIsClosed(options.Value.Limits.PerHostPerHour);
            }

            _isClosed = !isOpen;
        }

        if (!isOpen)
        {
            throw new VaultClosedException();
        }
    }

    /// <summary>What was used more than an hour ago.</summary>
    private void Forget(long minute)
    {
        for (var passed = Math.Min(minute - _minute, Minutes); passed > 0; passed--)
        {
            _inMinute[(minute - passed + 1) % Minutes] = 0;
        }

        _minute = minute;
    }
}
