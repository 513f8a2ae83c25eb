using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Smartcard.Server.Setup;

namespace Smartcard.Server.Keys;

/// <summary>
/// The data protection keys in a folder that hosts share, read again soon after they change; by itself data protection
/// looks once a day.
/// </summary>
/// <remarks>
/// A host that has not read a key yet cannot open what another seals with it. So a new key is read by all before any of
/// them uses it: see <see cref="KeyRotation"/>.
/// </remarks>
internal sealed class SharedKeyRing(XmlKeyManager keys, DataFolder data, TimeProvider time) : IKeyManager, IDisposable
{
    /// <summary>Data protection uses a key so long before its activation date, for clocks that differ.</summary>
    public static readonly TimeSpan UsedAhead = TimeSpan.FromMinutes(5);

    private CancellationTokenSource _read = new();
    private string _seen = "";

    public IKey CreateNewKey(DateTimeOffset activationDate, DateTimeOffset expirationDate) =>
        keys.CreateNewKey(activationDate, expirationDate);

    public IReadOnlyCollection<IKey> GetAllKeys() => keys.GetAllKeys();

    public CancellationToken GetCacheExpirationToken() =>
        CancellationTokenSource
            .CreateLinkedTokenSource(keys.GetCacheExpirationToken(), Volatile.Read(ref _read).Token)
            .Token;

    public void RevokeKey(Guid keyId, string? reason = null) => keys.RevokeKey(keyId, reason);

    public void RevokeAllKeys(DateTimeOffset revocationDate, string? reason = null) => keys.RevokeAllKeys(revocationDate, reason);

    /// <summary>Looks whether there are other keys than before, or one has become the one to use.</summary>
    public void Look()
    {
        var files = Directory.GetFiles(data.Keys, "*.xml").Order(StringComparer.Ordinal);
        var ahead = time.GetUtcNow() + UsedAhead;
        var seen = string.Join(
            '|',
            files.Append(
                GetAllKeys()
                    .Count(k => k.ActivationDate <= ahead)
                    .ToString(System.Globalization.CultureInfo.InvariantCulture)));
        if (Interlocked.Exchange(ref _seen, seen) != seen)
        {
            Refresh(); // the first time too: they may have been read before that, and changed since
        }
    }

    /// <summary>The next one who seals or opens something reads the keys again.</summary>
    public void Refresh()
    {
        // Not disposed: somebody may be asking for its token.
        Interlocked.Exchange(ref _read, new CancellationTokenSource()).Cancel();
    }

    public void Dispose() => _read.Dispose();
}

/// <summary>Looks after the keys every five seconds.</summary>
internal sealed class KeyRingWatch(SharedKeyRing ring, TimeProvider time, ILogger<KeyRingWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                ring.Look();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.Xml.XmlException)
            {
                logger.KeysAreUnreadable("data protection", failure.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }
}
