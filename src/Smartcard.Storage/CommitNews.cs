using System.Collections.Concurrent;

namespace Smartcard.Storage;

/// <summary>What a turn has committed and somebody may wait for: a kind of thing, and which.</summary>
/// <param name="Topic">One word.</param>
/// <param name="Key">Without spaces; never a secret.</param>
public readonly record struct CommitNote(string Topic, string Key)
{
    internal string ToPayload(Guid from) => $"{from:N} {Topic} {Key}";

    internal static (Guid From, CommitNote Note)? Parse(string payload) =>
        payload.Split(' ') is [var from, var topic, var key] && Guid.TryParseExact(from, "N", out var host)
            ? (host, new CommitNote(topic, key))
            : null;
}

/// <summary>
/// Brings what turns have committed to those who wait for it: of this host at once, of other hosts by the database
/// where it can.
/// </summary>
/// <remarks>A note may be lost with a connection, so nobody waits for ever: whoever waits looks again after some time.</remarks>
public sealed class CommitNews
{
    private readonly ConcurrentDictionary<string, Action<string>> _told = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Action> _missed = [];

    /// <summary>Names this host among those of its installation.</summary>
    internal Guid HostId { get; } = Guid.CreateVersion7();

    /// <param name="tell">Called with each key of the topic, after the commit. It must not throw.</param>
    /// <param name="missed">Called when notes of other hosts may have been lost.</param>
    public void Listen(string topic, Action<string> tell, Action missed)
    {
        _told.AddOrUpdate(topic, tell, (_, others) => others + tell);
        _missed.Add(missed);
    }

    internal void Tell(CommitNote note)
    {
        if (_told.TryGetValue(note.Topic, out var tell))
        {
            tell(note.Key);
        }
    }

    internal void TellMissed()
    {
        foreach (var missed in _missed)
        {
            missed();
        }
    }
}
