using static Smartcard.Tests.SelfService.Policy.UnsafeEdit;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>Registrations without a part of what they need, and activities in a workflow of another kind.</summary>
public sealed class UnsafeRegistrationsTests
{
    private static readonly Dictionary<string, UnsafeEdit> ByHand = new()
    {
        ["a registration resets a passcode"] = new(
            RegistrationWith(d =>
                d.Add("reset", "Smartcard.ResetPasscode")
                    .Lead("whatHappened", "Valid", "reset")
                    .Join("reset", "Reset", "registered")),
            "reset",
            "kind Unlock",
            "'What happened?': Valid"),
        ["an unlock registers a card"] = new(
            UnlockWith(d =>
                d.Add("complete", "Smartcard.CompleteRegistration")
                    .Lead("notRegistered", "Done", "complete")
                    .Join("complete", "Completed", "unlocked")),
            "complete",
            "kind Registration",
            "'Not registered': Done"),
        ["a workflow of no kind resets a passcode"] = new(
            UnlockWith(d => d.Json["definitionId"] = "quick-unlock"),
            "askQuestions",
            "kind Unlock",
            "'Read the card': Identified"),
        ["a registration without its questions"] = new(
            RegistrationWith(d => d.Bypass("setQuestions", "Set")),
            "confirmEmail",
            "before four security questions were set",
            "'Prove the card': Proved"),
        ["a registration without its address"] = new(
            RegistrationWith(d => d.Bypass("confirmEmail", "Confirmed")),
            "sendCode",
            "before an email address was confirmed",
            "'Set security questions': Set"),
        ["a registration without its code"] = new(
            RegistrationWith(d => d.Lead("confirmEmail", "Confirmed", "completeRegistration")),
            "completeRegistration",
            WithoutCode,
            "'Confirm the email address': Confirmed"),
        ["a registration without the passcode"] = new(
            RegistrationWith(d => d.Lead("proveCard", "PasscodeLocked", "setQuestions")),
            "setQuestions",
            "before the card was proved",
            "'Prove the card': PasscodeLocked"),
        ["another address after the code"] = new(
            RegistrationWith(d =>
                d.Add("other", "Smartcard.ConfirmEmail")
                    .Lead("whatHappened", "Valid", "other")
                    .Join("other", "Confirmed", "completeRegistration")),
            "completeRegistration",
            WithoutCode,
            "'Confirm the email address': Confirmed"),
        ["questions set anew after the code"] = new(
            RegistrationWith(d =>
                d.Lead("whatHappened", "Valid", "setQuestions")
                    .Lead("confirmEmail", "Confirmed", "completeRegistration")),
            "completeRegistration",
            WithoutCode,
            "'Confirm the email address': Confirmed"),
    };

    public static TheoryData<string> Names => [.. ByHand.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Is_refused(string name) => ByHand[name].IsRefusedAsync();
}
