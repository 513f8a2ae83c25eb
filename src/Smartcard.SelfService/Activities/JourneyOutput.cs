using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Activities;

/// <summary>What the activities of self-service give out while a step runs. There are these cases and no others.</summary>
internal abstract record JourneyOutput : WorkflowOutput
{
    private JourneyOutput()
    {
    }

    /// <summary>Says something and expects nothing back.</summary>
    public sealed record Said(Message Message) : JourneyOutput;

    /// <summary>Asks for something, and waits on the bookmark of its nonce.</summary>
    public sealed record Asked(Prompt Prompt) : JourneyOutput;

    /// <summary>The journey has come to a stage; the page paints it in its row of steps.</summary>
    public sealed record Reached(JourneyStage Stage) : JourneyOutput;

    /// <summary>The one place that does what they say.</summary>
    /// <param name="output">Of the step.</param>
    /// <param name="journey">Null where the workflow is nobody's journey, as some are that are only played.</param>
    /// <param name="talk">Null where nobody reads it.</param>
    internal static void HandOut(WorkflowOutput output, Journey? journey, IJourneyTalk? talk)
    {
        switch (output)
        {
            case Said(var message):
                talk?.Say(message);
                break;
            case Asked(var prompt):
                talk?.Ask(prompt);
                break;
            case Reached(var stage):
                journey?.Stage = stage;
                talk?.Reach(stage);
                break;
            default:
                throw new InvalidOperationException($"An activity gave out {output.GetType().FullName}, which nothing does anything with.");
        }
    }
}
