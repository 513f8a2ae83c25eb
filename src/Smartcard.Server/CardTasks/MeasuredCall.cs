using Smartcard.Storage.Telemetry;

namespace Smartcard.Server.CardTasks;

/// <summary>Measures a helper's call that makes a turn. A helper that only looks makes none.</summary>
internal sealed class MeasuredCall(TurnTelemetry telemetry) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await telemetry.MeasureAsync(TurnTrigger.CardTask, null, async () => await next(context));
}
