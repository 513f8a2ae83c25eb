using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Activities;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.Journeys;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Codes;

/// <summary>Asks for the emailed code. P-R8, P-U8, S2, S3.</summary>
/// <remarks>
/// Outcomes: <c>Valid</c>, <c>Wrong</c> (tries are left), <c>Dead</c> (used up, or no longer good), <c>NewCode</c>
/// (another is wanted, or the mail could not be delivered), <c>OtherAddress</c> (registration only: the address was not
/// the one meant; an unlock's address is never asked for).
/// </remarks>
[ActivityType(
    "Smartcard.EnterCode",
    Category = "Smartcard",
    DisplayName = "Enter the code",
    Description = "Asks for the code that was emailed. Three wrong tries end a code.",
    Outcomes = ["Valid", "Wrong", "Dead", "NewCode", "OtherAddress"])]
internal sealed class EnterCode(EmailCodes codes, JourneyEvidence journeys, CardGate gate) : JourneyActivity
{
    private const string NewCodeButton = "newCode";
    private const string OtherAddressButton = "otherAddress";

    [Input(DisplayName = "Text", UIHint = "multiline", Order = 1)]
    public string Text { get; set; } = ActivityWords.EnterCode.English;

    [Input(DisplayName = "Text (Welsh)", UIHint = "multiline", Order = 2)]
    public string TextWelsh { get; set; } = ActivityWords.EnterCode.Welsh;

    protected override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        Reach(context, JourneyStage.Code);
        return await AskForCodeAsync(context, refusal: null);
    }

    protected override async ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Stimulus stimulus)
    {
        if (stimulus.Name == EmailCodes.MailFailedBookmark)
        {
            return await AfterLostMailAsync(context);
        }

        var reply = (PromptReply)stimulus.Payload!;
        if (reply.Button == NewCodeButton)
        {
            return Done("NewCode");
        }

        if (reply.Button == OtherAddressButton && await MayChangeAddressAsync(context))
        {
            return Done("OtherAddress");
        }

        if (!reply.Fields.TryGetValue("code", out var code) || !EmailCode.HasShape(code))
        {
            return await AskForCodeAsync(context, ChatWords.CodeMalformed, ChatWords.CodeMalformed);
        }

        if (await gate.RefusalAsync(JourneyOf(context), context.CancellationToken) is { } refusal)
        {
            return TurnAway(context, refusal);
        }

        switch (await codes.CheckAsync(JourneyOf(context), code, context.CancellationToken))
        {
            case CodeCheck.Valid:
                await journeys.CodeConfirmedAsync(JourneyOf(context), context.CancellationToken);
                Tell(context, ChatWords.CodeRight, MessageTone.Good);
                return Done("Valid");
            case CodeCheck.Wrong(var triesLeft):
                Say(context, ChatWords.CodeWrong(triesLeft), MessageTone.Problem);
                return Done("Wrong");
            default:
                return Done("Dead");
        }
    }

    /// <summary>The first time a new code goes out by itself, and then only when the person asks.</summary>
    /// <remarks>
    /// A mail to a mistyped address comes back within seconds: sent again by itself each time, it would use up the
    /// codes of the journey before the person could correct anything.
    /// </remarks>
    private async Task<ActivityResult> AfterLostMailAsync(ActivityContext context)
    {
        if (await codes.CountLostAsync(JourneyOf(context), context.CancellationToken) > 1)
        {
            return await AskForCodeAsync(context, refusal: null, ChatWords.CodeMailLostAgain);
        }

        Say(context, ChatWords.CodeMailTooLate, MessageTone.Warning);
        return Done("NewCode");
    }

    private async Task<bool> MayChangeAddressAsync(ActivityContext context) =>
        (await journeys.GetAsync(JourneyOf(context), context.CancellationToken)).Kind == JourneyKind.Registration;

    private async Task<ActivityResult> AskForCodeAsync(ActivityContext context, Words? refusal, params Words[] problems)
    {
        List<PromptButton> buttons =
        [
            new("send", ChatWords.CodeSend),
            new(NewCodeButton, ChatWords.CodeNewCode) { SendsFields = false },
        ];
        if (await MayChangeAddressAsync(context))
        {
            buttons.Add(new(OtherAddressButton, ChatWords.CodeOtherAddress) { SendsFields = false });
        }

        return Ask(
            context,
            new Prompt(NewNonce(), Words.Of(Text, TextWelsh))
            {
                Heading = ChatWords.CodeHeading,
                Problems = problems,
                Until = await codes.LiveUntilAsync(JourneyOf(context), context.CancellationToken),
                Fields = [new PromptField("code", PromptFieldKind.Code, ChatWords.CodeLabel) { MaxLength = 60, Problem = refusal }],
                Buttons = buttons,
            },
            new Bookmark(EmailCodes.MailFailedBookmark, context.InstanceId.ToString()));
    }
}
