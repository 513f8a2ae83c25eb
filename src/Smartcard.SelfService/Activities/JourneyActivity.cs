using System.Buffers.Text;
using System.Security.Cryptography;
using Smartcard.Domain;
using Smartcard.Domain.Prompts;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Activities;

/// <summary>An activity that talks to the person of a journey: it says things, asks things, and paints the row of steps.</summary>
internal abstract class JourneyActivity : Activity
{
    /// <summary>
    /// Asks, and waits for the reply or for any of <paramref name="others"/>. What nobody could read is not asked: it
    /// is a fault.
    /// </summary>
    protected static ActivityResult Ask(ActivityContext context, Prompt prompt, params Bookmark[] others)
    {
        if (!prompt.Text.CanBeRead() && prompt.Heading?.CanBeRead() != true)
        {
            return NothingToRead();
        }

        if (prompt.Buttons.Any(b => !b.Label.CanBeRead()))
        {
            return Fault("Its button has no words that a person could read.");
        }

        context.Emit(new JourneyOutput.Asked(prompt));
        return Wait([new Bookmark(Prompt.BookmarkName, prompt.Nonce), .. others]);
    }

    protected static void Say(ActivityContext context, Words text, MessageTone tone = MessageTone.Plain) =>
        context.Emit(new JourneyOutput.Said(new Message(text, tone)));

    /// <summary>Tells how things are at this moment: what is said next takes its place.</summary>
    protected static void Tell(ActivityContext context, Words text, MessageTone tone = MessageTone.Plain) =>
        context.Emit(new JourneyOutput.Said(new Message(text, tone) { IsPassing = true }));

    /// <summary>
    /// Instead of an empty bubble: the person is told that something went wrong on our side, and the administrators
    /// where.
    /// </summary>
    protected static ActivityResult NothingToRead() => Fault("Its text has no words that a person could read.");

    /// <summary>The card may not be used any more: the journey ends with these words, whatever its drawing says.</summary>
    protected static ActivityResult TurnAway(ActivityContext context, Words words)
    {
        Reach(context, JourneyStage.Done);
        Say(context, words, MessageTone.Warning);
        return EndWorkflow();
    }

    protected static void Reach(ActivityContext context, JourneyStage stage) => context.Emit(new JourneyOutput.Reached(stage));

    /// <summary>128 random bits: a form can be sent only by somebody to whom it was shown.</summary>
    protected static string NewNonce() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    protected static JourneyId JourneyOf(ActivityContext context) => new(context.InstanceId);
}
