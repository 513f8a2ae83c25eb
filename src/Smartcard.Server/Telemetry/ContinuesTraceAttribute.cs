using System.Diagnostics;
using Hangfire.Client;
using Hangfire.Common;
using Hangfire.Server;

namespace Smartcard.Server.Telemetry;

/// <summary>
/// A job is traced as a part of the turn that made it: the job keeps the turn's trace context among its parameters. One
/// that the sweep made starts a trace of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ContinuesTraceAttribute : JobFilterAttribute, IClientFilter, IServerFilter
{
    public const string SourceName = "Smartcard.Server";

    /// <summary>The span of the turn that wants the job, where another thread makes it; null = the current one.</summary>
    public static readonly AsyncLocal<string?> MadeBy = new();

    private const string Parameter = "traceparent";
    private static readonly ActivitySource Source = new(SourceName);

    public void OnCreating(CreatingContext context)
    {
        if ((MadeBy.Value ?? Activity.Current?.Id) is { } id)
        {
            context.SetJobParameter(Parameter, id);
        }
    }

    public void OnCreated(CreatedContext context)
    {
    }

    public void OnPerforming(PerformingContext context) =>
        context.Items[Parameter] = Source.StartActivity(
            "job " + context.BackgroundJob.Job.Type.Name,
            ActivityKind.Consumer,
            context.GetJobParameter<string>(Parameter));

    public void OnPerformed(PerformedContext context)
    {
        if (context.Items.TryGetValue(Parameter, out var began) && began is Activity span)
        {
            if (context.Exception is { } failure)
            {
                span.SetStatus(ActivityStatusCode.Error).SetTag("error.type", (failure.InnerException ?? failure).GetType().FullName);
            }

            span.Dispose();
        }
    }
}
