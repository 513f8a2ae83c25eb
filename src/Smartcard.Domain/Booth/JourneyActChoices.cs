namespace Smartcard.Domain.Booth;

/// <summary>What booth staff choose from before an act: a reason, or a sentence to say. They never write anything themselves.</summary>
public static class JourneyActChoices
{
    private static readonly IReadOnlyList<string> Reasons =
        Names(ActReason.AskedAtBooth, ActReason.AskedByTelephone, ActReason.StandsStill);

    public static IReadOnlyList<string> Of(JourneyActKind kind) => kind switch
    {
        JourneyActKind.Message => Enum.GetNames<BoothSentence>(),
        JourneyActKind.SendMail or JourneyActKind.AllowCode => Reasons,
        JourneyActKind.ClearQuestions => Names(ActReason.AnswersForgotten, ActReason.AnswersKnown),
        JourneyActKind.End => [.. Reasons, nameof(ActReason.StartedByMistake)],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static IReadOnlyList<string> Names(params IEnumerable<ActReason> reasons) => [.. reasons.Select(r => r.ToString())];
}

/// <summary>What booth staff may say in a chat; its words are in both languages.</summary>
public enum BoothSentence
{
    WeAreLooking,
    ComeToBooth,
    OpenHelper,
    PutCardIn,
    LookForMail,
    PleaseAnswer,
}

public enum ActReason
{
    AskedAtBooth,
    AskedByTelephone,
    StandsStill,
    StartedByMistake,
    AnswersForgotten,

    /// <summary>Somebody else knows the answers.</summary>
    AnswersKnown,
}
