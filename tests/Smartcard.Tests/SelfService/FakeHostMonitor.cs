using Smartcard.Domain.Booth;
using Smartcard.SelfService.Hosts;

namespace Smartcard.Tests.SelfService;

/// <summary>The hosts that do background work, as a test says.</summary>
internal sealed class FakeHostMonitor : IHostMonitor
{
    /// <summary>Null = that cannot be told.</summary>
    public Dictionary<string, TimeSpan>? Silence { get; set; }

    public HostsAtWork? Look() => Silence is null ? null : new HostsAtWork(Silence);
}
