using System.Security.Cryptography;

namespace Smartcard.SelfService.Vault;

/// <summary>
/// The wrapping key that was opened last, kept for ten seconds: to open one is slow, and a card bureau's file has thousands
/// of cards under one.
/// </summary>
internal sealed class OpenedWrappingKey : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly Lock _using = new();
    private readonly ITimer _end;
    private byte[]? _of;
    private string? _transportKeyId;
    private byte[]? _key;

    public OpenedWrappingKey(TimeProvider time) =>
        _end = time.CreateTimer(_ => Wipe(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <param name="wrapped">Whose wrapping key.</param>
    /// <param name="open">Gives the id of the transport key and the wrapping key; nulls where it cannot be opened.</param>
    /// <param name="use">Is given both; the key is null where it cannot be opened.</param>
    public TResult Use<TResult>(
        WrappedCardKey wrapped, Func<WrappedCardKey, (string? TransportKeyId, byte[]? Key)> open, Func<string?, byte[]?, TResult> use)
    {
        var of = SHA256.HashData([.. wrapped.WrappingKey, .. Convert.FromHexString(wrapped.TransportKeyId ?? "")]);
        lock (_using)
        {
            if (_of is null || !_of.AsSpan().SequenceEqual(of))
            {
                Wipe();
                (_transportKeyId, _key) = open(wrapped);
                _of = of;
                _end.Change(Lifetime, Timeout.InfiniteTimeSpan);
            }

            return use(_transportKeyId, _key);
        }
    }

    public void Dispose()
    {
        _end.Dispose();
        Wipe();
    }

    private void Wipe()
    {
        lock (_using)
        {
            CryptographicOperations.ZeroMemory(_key);
            (_of, _transportKeyId, _key) = (null, null, null);
        }
    }
}
