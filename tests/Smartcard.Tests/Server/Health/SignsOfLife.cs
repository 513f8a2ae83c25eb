using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Hangfire;
using Hangfire.Storage;
using Hangfire.Storage.Monitoring;

namespace Smartcard.Tests.Server.Health;

/// <summary>What keeps the jobs, as far as it is asked when the servers at work on them last showed themselves.</summary>
internal sealed class SignsOfLife(params (string Name, DateTime Heartbeat)[] servers) : JobStorage
{
    public override IMonitoringApi GetMonitoringApi()
    {
        var api = DispatchProxy.Create<IMonitoringApi, Servers>();
        ((Servers)(object)api).All =
        [
            .. servers.Select(s => new ServerDto
            {
                Name = s.Name,
                Heartbeat = s.Heartbeat,
                StartedAt = s.Heartbeat,
            }),
        ];
        return api;
    }

    public override IStorageConnection GetConnection() => throw new NotSupportedException();

    [SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
    private class Servers : DispatchProxy
    {
        public IList<ServerDto> All { get; set; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.Name == nameof(IMonitoringApi.Servers) ? All : throw new NotSupportedException(targetMethod?.Name);
    }
}
