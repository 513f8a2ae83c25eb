using Smartcard.Domain.Booth;
using Smartcard.Domain.Prompts;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Booth.Acts;

/// <summary>Acts for a journey in words for those at the desk.</summary>
internal static class ActWords
{
    public static string Of(JourneyActKind kind) => kind switch
    {
        JourneyActKind.Message => Catalogue.Acts["message"],
        JourneyActKind.SendMail => Catalogue.Acts["sendMail"],
        JourneyActKind.AllowCode => Catalogue.Acts["allowCode"],
        JourneyActKind.ClearQuestions => Catalogue.Acts["clearQuestions"],
        JourneyActKind.End => Catalogue.Acts["end"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public static string MeaningOf(JourneyActKind kind) => kind switch
    {
        JourneyActKind.Message => Catalogue.Acts["message.meaning"],
        JourneyActKind.SendMail => Catalogue.Acts["sendMail.meaning"],
        JourneyActKind.AllowCode => Catalogue.Acts["allowCode.meaning"],
        JourneyActKind.ClearQuestions => Catalogue.Acts["clearQuestions.meaning"],
        JourneyActKind.End => Catalogue.Acts["end.meaning"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Once it is done.</summary>
    public static string DoneOf(JourneyActKind kind) => kind switch
    {
        JourneyActKind.Message => Catalogue.Acts["message.done"],
        JourneyActKind.SendMail => Catalogue.Acts["sendMail.done"],
        JourneyActKind.AllowCode => Catalogue.Acts["allowCode.done"],
        JourneyActKind.ClearQuestions => Catalogue.Acts["clearQuestions.done"],
        JourneyActKind.End => Catalogue.Acts["end.done"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public static string LegendOf(JourneyActKind kind) =>
        kind == JourneyActKind.Message ? Catalogue.Acts["message.choose"] : Catalogue.Acts["reason.choose"];

    /// <summary>A reason, or what the person reads in English.</summary>
    public static string OfChoice(string choice) =>
        Enum.TryParse<BoothSentence>(choice, out var sentence) ? Catalogue.Chat.Get(ChatWords.BoothSays(sentence).Key!, "en")
        : Enum.TryParse<ActReason>(choice, out var reason) ? Of(reason)
        : choice;

    public static string Of(CaseReason reason) => reason switch
    {
        CaseReason.SolvedElsewhere => Catalogue.Acts["case.solvedElsewhere"],
        CaseReason.OpenedByMistake => Catalogue.Acts["case.openedByMistake"],
        CaseReason.CardIsReplaced => Catalogue.Acts["case.cardIsReplaced"],
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    private static string Of(ActReason reason) => reason switch
    {
        ActReason.AskedAtBooth => Catalogue.Acts["reason.askedAtBooth"],
        ActReason.AskedByTelephone => Catalogue.Acts["reason.askedByTelephone"],
        ActReason.StandsStill => Catalogue.Acts["reason.standsStill"],
        ActReason.StartedByMistake => Catalogue.Acts["reason.startedByMistake"],
        ActReason.AnswersForgotten => Catalogue.Acts["reason.answersForgotten"],
        ActReason.AnswersKnown => Catalogue.Acts["reason.answersKnown"],
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
