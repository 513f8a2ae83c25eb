using Smartcard.Domain.Booth;

namespace Smartcard.SelfService.Hosts;

/// <summary>Sees which hosts do background work.</summary>
public interface IHostMonitor
{
    /// <returns>Null = that cannot be told now.</returns>
    HostsAtWork? Look();
}

/// <summary>Where no host runs, for example in a dry run.</summary>
internal sealed class NoHostMonitor : IHostMonitor
{
    public HostsAtWork? Look() => null;
}
