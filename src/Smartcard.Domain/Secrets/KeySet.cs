namespace Smartcard.Domain.Secrets;

/// <summary>
/// The keys of one purpose, in the order in which they come into force: the newest makes what is new, and each is good
/// for what it made until that has run out.
/// </summary>
public sealed class KeySet
{
    /// <summary>Clocks of hosts may differ by so much.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    private readonly DatedKey[] _keys;

    /// <exception cref="ArgumentException">There is no key.</exception>
    public KeySet(IEnumerable<DatedKey> keys)
    {
        _keys = [.. keys.OrderBy(k => k.From)];
        if (_keys.Length == 0)
        {
            throw new ArgumentException("A set of keys must have at least one.", nameof(keys));
        }
    }

    public IReadOnlyList<DatedKey> All => _keys;

    /// <summary>One key, in force since ever.</summary>
    public static KeySet Of(byte[] key) => new([new DatedKey(DateTimeOffset.MinValue, key)]);

    /// <summary>The key to make something with.</summary>
    public byte[] MakingAt(DateTimeOffset now) => (Array.FindLast(_keys, k => k.From <= now) ?? _keys[0]).Bytes;

    /// <summary>
    /// The keys that something may have been made with which is still good, newest first. Also those not yet in force
    /// here: another host's clock may be ahead.
    /// </summary>
    /// <param name="lifetime">How long something is good after it was made.</param>
    public IReadOnlyList<byte[]> GoodAt(DateTimeOffset now, TimeSpan lifetime) =>
        [.. _keys.Where((_, i) => i == _keys.Length - 1 || _keys[i + 1].From + lifetime + Slack > now).Reverse().Select(k => k.Bytes)];

    /// <summary>The same with one more key, and without those that nothing good can have been made with.</summary>
    public KeySet With(DatedKey added, DateTimeOffset now, TimeSpan lifetime)
    {
        var good = GoodAt(now, lifetime);
        return new KeySet(_keys.Where(k => good.Contains(k.Bytes)).Append(added));
    }

    public override string ToString() => "********";
}

/// <param name="From">When it comes into force; it goes out of force when the next one comes.</param>
public sealed record DatedKey(DateTimeOffset From, byte[] Bytes)
{
    public override string ToString() => "********";
}
