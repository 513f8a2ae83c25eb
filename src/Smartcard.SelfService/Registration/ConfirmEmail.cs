using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Conversation;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Registration;

/// <summary>Asks for the email address, of an approved provider, to which codes are sent. P-R2, P-R6. Outcome: <c>Confirmed</c>.</summary>
[ActivityType(
    "Smartcard.ConfirmEmail", Category = "Smartcard", DisplayName = "Confirm the email address",
    Description = "Asks for a work email address of an approved provider.", Outcomes = ["Confirmed"])]
public sealed class ConfirmEmail(Registrations registrations) : JourneyActivity
{
    [Input(DisplayName = "Text", UIHint = "multiline", Order = 1)]
    public string Text { get; set; } = "Which work email address shall we send codes to?";

    [Input(DisplayName = "Text (Welsh)", UIHint = "multiline", Order = 2)]
    public string TextWelsh { get; set; } = "I ba gyfeiriad e-bost gwaith y dylem anfon codau?";

    protected override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        Reach(context, JourneyStage.Email);
        return AskForAddress(context, await registrations.AddressOfAsync(JourneyOf(context), context.CancellationToken));
    }

    protected override async ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Stimulus stimulus)
    {
        var reply = (PromptReply)stimulus.Payload!;
        var typed = reply.Fields.TryGetValue("email", out var field) ? field.Use(text => text.Trim().ToString()) : "";
        return await registrations.ConfirmAddressAsync(JourneyOf(context), typed, context.CancellationToken) is { } problem
            ? AskForAddress(context, typed, problem)
            : Done("Confirmed");
    }

    private ActivityResult AskForAddress(ActivityContext context, string? typed, params Words[] problems) =>
        Ask(context, new Prompt(NewNonce(), Words.Of(Text, TextWelsh))
        {
            Heading = Words.Named("email.heading"),
            Problems = problems,
            Fields = [new PromptField("email", PromptFieldKind.Email, Words.Named("email.label")) { Value = typed, MaxLength = 254 }],
            Buttons = [new PromptButton("confirm", Words.Named("email.confirm"))],
        });
}
