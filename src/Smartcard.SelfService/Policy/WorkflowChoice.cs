using Microsoft.Extensions.Options;
using Smartcard.Domain.Journeys;

namespace Smartcard.SelfService.Policy;

/// <summary>The installation's choice: registration and report are one for all, unlock follows the policy profile. S10.</summary>
internal sealed class WorkflowChoice(IOptions<PolicyOptions> policy) : IWorkflowChoice
{
    /// <remarks>Both unlocks: whichever is not in use today may be tomorrow, by configuration alone.</remarks>
    public IReadOnlySet<string> InUse { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            NameOf(JourneyKind.Registration),
            NameOf(JourneyKind.Report),
            PolicyProfile.Questions.UnlockWorkflow,
            PolicyProfile.CardAndCode.UnlockWorkflow,
        };

    public string For(JourneyKind kind, string channel, string? organisation) =>
        kind == JourneyKind.Unlock ? policy.Value.ProfileFor(channel, organisation).UnlockWorkflow : NameOf(kind);

    private static string NameOf(JourneyKind kind) => kind.ToString().ToLowerInvariant();
}
