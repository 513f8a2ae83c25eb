using Smartcard.Domain;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Activities;
using Smartcard.Workflows;

namespace Smartcard.SelfService.CardTasks;

/// <summary>
/// Shows a link and a short code that connect the reader helper of this workstation to this journey; one that is
/// connected already is asked for nothing. Outcome: <c>Connected</c>.
/// </summary>
[ActivityType(
    "Smartcard.ConnectHelper",
    Category = "Smartcard",
    DisplayName = "Connect the reader helper",
    Description = "Shows the code that connects the reader helper on the person's workstation, and waits for it.",
    Outcomes = ["Connected"])]
internal sealed class ConnectHelper(Pairings pairings, CardTaskInbox inbox) : JourneyActivity
{
    private const string Hint = "PairingHint";
    private const string Expiry = "PairingExpiry";
    private static readonly TimeSpan HintAfter = TimeSpan.FromSeconds(60);

    [Input(DisplayName = "Text", UIHint = "multiline", Order = 1)]
    public string Text { get; set; } = ActivityWords.ConnectHelper.English;

    [Input(DisplayName = "Text (Welsh)", UIHint = "multiline", Order = 2)]
    public string TextWelsh { get; set; } = ActivityWords.ConnectHelper.Welsh;

    protected override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        Reach(context, JourneyStage.Card);
        if (await inbox.SessionAsync(JourneyOf(context), context.CancellationToken) is { } session
            && CardTaskInbox.IsLive(session, context.Now))
        {
            return Done("Connected");
        }

        return await OfferAsync(context, JourneyOf(context));
    }

    protected override async ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Stimulus stimulus)
    {
        if (stimulus.Name == Pairings.BookmarkName)
        {
            Tell(context, ChatWords.HelperConnected, MessageTone.Good);
            return Done("Connected");
        }

        if (stimulus.Name == Hint)
        {
            Tell(context, ChatWords.HelperHint, MessageTone.Warning);
            context.SetState(Hint, "1");
            return Wait(
                new Bookmark(Prompt.BookmarkName, context.GetState("nonce")!),
                new Bookmark(Pairings.BookmarkName, context.GetState("pairing")!),
                new Bookmark(Expiry, context.GetState("pairing")!) { DueAt = context.Now + Pairings.Lifetime - HintAfter });
        }

        // The button, or ten minutes gone by: a new code instead of the old one.
        return await OfferAsync(context, JourneyOf(context));
    }

    private async Task<ActivityResult> OfferAsync(ActivityContext context, JourneyId journey)
    {
        var pairing = await pairings.OfferAsync(journey, context.Now, context.CancellationToken);
        if (context.GetState(Hint) == "1")
        {
            Tell(context, ChatWords.HelperCodeBelow);
            context.SetState(Hint, "0");
        }

        var nonce = NewNonce();
        context.SetState("nonce", nonce);
        context.SetState("pairing", pairing.Id);
        var prompt = new Prompt(nonce, Words.Of(Text, TextWelsh))
        {
            Heading = ChatWords.HelperHeading,
            BigText = pairing.Code,
            Until = context.Now + Pairings.Lifetime,
            Links = [pairing.Link],
            Buttons = [new PromptButton("newCode", ChatWords.HelperNewCode)],
        };
        return Ask(
            context,
            prompt,
            new Bookmark(Pairings.BookmarkName, pairing.Id),
            new Bookmark(Hint, pairing.Id) { DueAt = context.Now + HintAfter });
    }
}
