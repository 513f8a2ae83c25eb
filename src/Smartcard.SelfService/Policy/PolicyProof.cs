using Microsoft.Extensions.Options;
using Smartcard.Domain.Journeys;
using Smartcard.Workflows;
using Smartcard.Workflows.Exploration;

namespace Smartcard.SelfService.Policy;

/// <summary>Refuses a workflow in which any way, however unlikely, breaks its policy profile, and names the way. D7.</summary>
/// <remarks>
/// The domain decides from evidence at run time all the same: this is so that a mistake is found at the desk and not at
/// 7 a.m.
/// </remarks>
internal sealed class PolicyProof(IOptions<PolicyOptions> policy) : IDefinitionGuard
{
    public async Task<IReadOnlyList<DefinitionRefusal>> CheckAsync(WorkflowDefinition definition, CancellationToken cancellationToken)
    {
        var kind = JourneyKinds.Of(definition.DefinitionId);
        var areQuestionsRequired = policy.Value.ProfileOf(definition.DefinitionId).AreQuestionsRequired;
        var rules = new JourneyRules(definition, kind, areQuestionsRequired, isPart: kind is null && definition.IsOfferedAsActivity);
        var found = await new WorkflowExplorer<JourneyFacts>(definition, rules).ExploreAsync(cancellationToken);
        return
        [
            .. found.Select(f => new DefinitionRefusal(f.Activity.Id, Sentence(f.Activity, f.Reason), [.. f.Path.Select(InWords)])),
            .. definition.Activities.SelectMany(OfItself),
        ];
    }

    /// <summary>What is wrong with an activity, whatever is around it.</summary>
    private static IEnumerable<DefinitionRefusal> OfItself(ActivityNode activity)
    {
        foreach (
            var input in activity.Descriptor.Inputs.Where(i =>
                i.HasLimits && activity.Inputs.TryGetValue(i.Key, out var value) && !value.IsWrittenOut))
        {
            yield return new DefinitionRefusal(
                activity.Id,
                Sentence(
                    activity,
                    $"takes its '{input.Attribute.DisplayName}' from an expression: write the number out, from "
                    + $"{input.Attribute.Minimum} to {input.Attribute.Maximum}, so that it can be checked"),
                []);
        }

        if (activity.Descriptor.IsTimed && activity.WrittenOutLength() <= TimeSpan.Zero)
        {
            yield return new DefinitionRefusal(
                activity.Id, Sentence(activity, "waits for no time at all: write how long it waits, such as 00:15:00, or take it out"), []);
        }

        if (activity.MergeMode is { } mode)
        {
            yield return new DefinitionRefusal(
                activity.Id,
                Sentence(
                    activity,
                    $"has the merge mode '{mode}', which does nothing here: choose the default, and put a 'Join' "
                    + "before it where branches are to meet"),
                []);
        }

        if (WrittenWords.MissingIn(activity) is { } missing)
        {
            yield return new DefinitionRefusal(activity.Id, Sentence(activity, missing), []);
        }
    }

    private static string Sentence(ActivityNode activity, string reason) => $"{JourneyRules.Named(activity)} {reason}.";

    private static string InWords(PathStep step) => $"'{step.Activity.DisplayText}': {step.Outcome}";
}
