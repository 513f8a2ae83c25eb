using Microsoft.Extensions.DependencyInjection;
using Smartcard.Workflows.Primitives;

namespace Smartcard.Workflows;

/// <summary>Adds the engine to a host.</summary>
public static class WorkflowsRegistration
{
    /// <summary>
    /// Adds the engine with Elsa's primitives and the product's own activities. A store and any observers are added by
    /// others.
    /// </summary>
    public static IServiceCollection AddWorkflows(this IServiceCollection services, Action<ActivityRegistry> addActivities)
    {
        var registry = Primitives();
        addActivities(registry);
        services.AddSingleton(registry);
        services.AddScoped<WorkflowEngine>();
        return services;
    }

    /// <summary>A registry of the primitives alone.</summary>
    public static ActivityRegistry Primitives() => new ActivityRegistry()
        .Register<Flowchart>()
        .Register<Start>()
        .Register<Finish>()
        .Register<End>()
        .Register<FlowDecision>()
        .Register<FlowSwitch>()
        .Register<FlowFork>()
        .Register<FlowJoin>()
        .Register<Delay>()
        .Register<Primitives.Timer>()
        .Register<StartAt>()
        .Register<Cron>()
        .Register<SetVariable>()
        .Register<SetOutput>()
        .Register<Complete>()
        .Register<Correlate>()
        .Register<FaultActivity>()
        .Register<Sequence>()
        .Register<Primitives.Parallel>()
        .Register<If>()
        .Register<Switch>()
        .Register<While>()
        .Register<For>()
        .Register<ForEach>()
        .Register<Break>()
        .Register<WriteLine>();
}
