using Smartcard.Domain.Secrets;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.Keys;

/// <summary>The keys of a file as they are now: whoever replaces one need not restart the hosts.</summary>
internal sealed class WatchedKeyFile
{
    /// <summary>So often at most the file is looked at; far more often than <see cref="KeyOptions.SettleTime"/>.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger<WatchedKeyFile> _logger;
    private readonly Lock _looking = new();
    private KeySet _keys;
    private DateTime _written;
    private long _lookedAt;

    /// <exception cref="SettingException">The file cannot be used.</exception>
    public WatchedKeyFile(string path, TimeProvider time, ILogger<WatchedKeyFile> logger)
    {
        (_path, _time, _logger) = (path, time, logger);
        _keys = KeyFile.ReadOrMake(path);
        _written = File.GetLastWriteTimeUtc(path);
        _lookedAt = time.GetTimestamp();
    }

    public KeySet Keys
    {
        get
        {
            lock (_looking)
            {
                if (_time.GetElapsedTime(_lookedAt) >= Every)
                {
                    _lookedAt = _time.GetTimestamp();
                    Look();
                }

                return _keys;
            }
        }
    }

    private void Look()
    {
        try
        {
            if (File.GetLastWriteTimeUtc(_path) is var written && written != _written)
            {
                _keys = KeyFile.Read(_path);
                _written = written;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SettingException)
        {
            _logger.KeysAreUnreadable(_path, failure.GetType().Name); // with the keys known so far staff can go on
        }
    }
}
