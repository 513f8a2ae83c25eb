namespace Smartcard.Domain.Booth;

/// <summary>Hosts that do background work, by the name of their start, and the age of the last heartbeat of each.</summary>
public sealed record HostsAtWork(IReadOnlyDictionary<string, TimeSpan> Silence)
{
    public bool IsGone(string host, TimeSpan patience) => !Silence.TryGetValue(host, out var silence) || silence >= patience;

    public bool IsNobodyThere(TimeSpan patience) => Silence.Values.All(silence => silence >= patience);
}
