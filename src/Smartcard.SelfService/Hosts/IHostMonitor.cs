using Smartcard.Domain.Booth;

namespace Smartcard.SelfService.Hosts;

/// <summary>Sees which hosts do background work.</summary>
public interface IHostsSight
{
    /// <returns>Null = that cannot be told now.</returns>
    HostsAtWork? Look();
}

/// <summary>Where no host runs, for example in a dry run.</summary>
internal sealed class NoSight : IHostsSight
{
    public HostsAtWork? Look() => null;
}
