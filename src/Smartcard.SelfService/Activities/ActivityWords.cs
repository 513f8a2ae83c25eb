using Smartcard.Wording;

namespace Smartcard.SelfService.Activities;

/// <summary>What activities say where a workflow gives no words of its own.</summary>
public static class ActivityWords
{
    public static DefaultText CardTask { get; } = new("CardTask.text");

    public static DefaultText ConnectHelper { get; } = new("ConnectHelper.text");

    public static DefaultText ContinueButton { get; } = new("ShowInstructions.button");

    public static DefaultText SetSecurityQuestions { get; } = new("SetSecurityQuestions.text");

    public static DefaultText ConfirmEmail { get; } = new("ConfirmEmail.text");

    public static DefaultText EnterCode { get; } = new("EnterCode.text");

    public static DefaultText AskSecurityQuestions { get; } = new("AskSecurityQuestions.text");

    public static DefaultText StopSelfService { get; } = new("StopSelfService.text");

    public static DefaultText ReferToBooth { get; } = new("ReferToBooth.text");

    public static IReadOnlyList<DefaultText> All { get; } =
    [
        CardTask,
        ConnectHelper,
        ContinueButton,
        SetSecurityQuestions,
        ConfirmEmail,
        EnterCode,
        AskSecurityQuestions,
        StopSelfService,
        ReferToBooth,
    ];
}

public sealed record DefaultText(string Key)
{
    public string English => Catalogue.Activities.Get(Key, "en");

    public string Welsh => Catalogue.Activities.Get(Key, "cy");
}
