using Smartcard.Wording;

namespace Smartcard.PublicEndpoints.Mail;

/// <summary>The words of the pages behind "this was not me", in one language.</summary>
public sealed class NotMeWords
{
    private const string BoothKey = "notMe.booth";

    private NotMeWords(string language)
    {
        Language = language;
        OtherName = Of("frame.otherLanguage");
        Question = Of("notMe.question");
        Explanation = Of("notMe.explanation");
        Button = Of("notMe.button");
        Stopped = Of("notMe.stopped");
        SeeBooth = Of("notMe.seeBooth");
        Over = Of("notMe.over");
        WhyOver = Of("notMe.whyOver");
        NotALink = Of("notMe.notALink");
        Incomplete = Of("notMe.incomplete");
    }

    public string Language { get; }

    /// <summary>The other language, for the link to it.</summary>
    public string Other => Language == "cy" ? "en" : "cy";

    public string OtherName { get; }

    public string Question { get; }

    public string Explanation { get; }

    public string Button { get; }

    public string Stopped { get; }

    public string SeeBooth { get; }

    public string Over { get; }

    /// <summary>Why the link can no longer be used, and what to do.</summary>
    public string WhyOver { get; }

    public string NotALink { get; }

    /// <summary>Why the link does not work, and what to do.</summary>
    public string Incomplete { get; }

    public static NotMeWords In(string? language) => new(language == "cy" ? "cy" : "en");

    /// <summary>For a start.</summary>
    /// <exception cref="InvalidDataException">A text is missing, or has a place that is not filled.</exception>
    public static void Require()
    {
        Catalogue.PublicPages.Require(BoothKey, ["booth"]);
        In("en");
    }

    /// <param name="booth">Where the IT booth is.</param>
    public string Booth(string booth) => Catalogue.PublicPages.Get(BoothKey, Language, ("booth", booth));

    private string Of(string key)
    {
        Catalogue.PublicPages.Require(key, []);
        return Catalogue.PublicPages.Get(key, Language);
    }
}
