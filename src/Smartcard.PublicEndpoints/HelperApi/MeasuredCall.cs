using Smartcard.Storage.Telemetry;

namespace Smartcard.PublicEndpoints.HelperApi;

/// <summary>Measures a helper's call about a task, the vault's time included. Waiting for work is not measured.</summary>
internal sealed class MeasuredCall(TurnTelemetry telemetry) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await telemetry.MeasureAsync(TurnTrigger.CardTask, null, async () => await next(context));
}
