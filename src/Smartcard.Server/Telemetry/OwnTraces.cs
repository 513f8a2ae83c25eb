using System.Diagnostics;

namespace Smartcard.Server.Telemetry;

/// <summary>
/// Traces start here: what a stranger's request says of a trace, or carries as baggage, is not taken over into traces
/// and logs.
/// </summary>
internal sealed class OwnTraces : DistributedContextPropagator
{
    private static readonly DistributedContextPropagator Onwards = CreateW3CPropagator();

    public override IReadOnlyCollection<string> Fields => Onwards.Fields;

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;

    public override void ExtractTraceIdAndState(
        object? carrier,
        PropagatorGetterCallback? getter,
        out string? traceId,
        out string? traceState) => (traceId, traceState) = (null, null);

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
        Onwards.Inject(activity, carrier, setter);
}
