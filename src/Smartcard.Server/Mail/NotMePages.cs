using Microsoft.Extensions.Options;
using Smartcard.Bot;
using Smartcard.SelfService.Lockout;
using Smartcard.Server.Look;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.Mail;

/// <summary>The pages behind "this was not me" in a mail, in English and Welsh. S6.</summary>
internal static class NotMePages
{
    public static void MapNotMe(this WebApplication app)
    {
        // A mail scanner follows links: only the button stops self-service, never the visit.
        app.MapGet("/not-me/{token}", async (string token, string? lang, HttpContext http, NotMeLinks links, Lockouts lockouts, CancellationToken cancellationToken) =>
        {
            var words = NotMeWords.In(lang);
            return links.Read(token) is not { } act
                ? Page(http, words, words.NotALink, words.Incomplete)
                : await lockouts.StandingOfAsync(act, cancellationToken) switch
                {
                    NotMeStanding.Open => Page(http, words, words.Question, words.Explanation, isButton: true),
                    NotMeStanding.Stopped => Page(http, words, words.Stopped, words.SeeBooth, isBooth: true),
                    _ => Page(http, words, words.Over, words.WhyOver),
                };
        });
        app.MapPost("/not-me/{token}", async (
            string token, string? lang, HttpContext http, NotMeLinks links, Lockouts lockouts, TurnTransaction turn, CancellationToken cancellationToken) =>
        {
            var words = NotMeWords.In(lang);
            return links.Read(token) is not { } act
                ? Page(http, words, words.NotALink, words.Incomplete, status: StatusCodes.Status404NotFound)
                : await turn.RunAsync(ct => lockouts.StopAsync(act, ct), cancellationToken) switch
                {
                    NotMeStanding.Over => Page(http, words, words.Over, words.WhyOver, status: StatusCodes.Status410Gone),
                    _ => Page(http, words, words.Stopped, words.SeeBooth, isBooth: true),
                };
        }).DisableAntiforgery();
    }

    /// <param name="isButton">Whether self-service can be stopped here.</param>
    /// <param name="isBooth">Whether it says where the IT booth is.</param>
    private static IResult Page(
        HttpContext http, NotMeWords words, string title, string text, bool isButton = false, bool isBooth = false, int status = StatusCodes.Status200OK) => Pages.Show<NotMePage, NotMeModel>(
        new PageFrame(title)
        {
            Menu = new Menu(words.OtherName, [], [new MenuLink($"?lang={words.Other}", words.OtherName, words.Other)]),
            Language = words.Language,
            Status = status,
        },
        new NotMeModel(text, isButton ? words.Button : null, isBooth ? $"{words.Booth}: {BoothOf(http, words)}" : null));

    private static string BoothOf(HttpContext http, NotMeWords words)
    {
        var chat = http.RequestServices.GetRequiredService<IOptions<ChatOptions>>().Value;
        return words.Language == "cy" ? chat.BoothWelsh : chat.Booth;
    }
}

internal sealed record NotMeWords
{
    public required string Language { get; init; }

    /// <summary>The other language, for the link to it.</summary>
    public required string Other { get; init; }

    public required string OtherName { get; init; }

    public required string Question { get; init; }

    public required string Explanation { get; init; }

    public required string Button { get; init; }

    public required string Stopped { get; init; }

    public required string SeeBooth { get; init; }

    public required string Over { get; init; }

    public required string NotALink { get; init; }

    /// <summary>Why it does not work, and what to do.</summary>
    public required string Incomplete { get; init; }

    /// <summary>Why it can no longer be used, and what to do.</summary>
    public required string WhyOver { get; init; }

    public required string Booth { get; init; }

    public static NotMeWords In(string? language) => language == "cy" ? Welsh : English;

    private static NotMeWords English { get; } = new()
    {
        Language = "en",
        Other = "cy",
        OtherName = "Cymraeg",
        Question = "Was this you?",
        Explanation = "If it was you, close this page: nothing changes. If you did not register or unlock your smartcard, stop self-service for it. The IT booth will then help you in person.",
        Button = "This was not me: stop self-service for my card",
        Stopped = "Self-service has stopped for your card",
        SeeBooth = "Thank you. The IT booth has been told. Please see them with your card.",
        Over = "This link can no longer be used",
        NotALink = "This link does not work",
        Incomplete = "Part of it may be missing. Copy the whole link from the email, and open it again. If that does not help, tell your organisation’s Registration Authority.",
        WhyOver = "It is older than 30 days, or the IT booth has reset your card’s passcode since. If something is wrong, tell your organisation’s Registration Authority.",
        Booth = "The IT booth",
    };

    private static NotMeWords Welsh { get; } = new()
    {
        Language = "cy",
        Other = "en",
        OtherName = "English",
        Question = "Ai chi oedd hyn?",
        Explanation = "Os mai chi oedd hyn, caewch y dudalen hon: ni fydd dim yn newid. Os na wnaethoch gofrestru neu ddatgloi eich cerdyn clyfar, stopiwch hunanwasanaeth ar ei gyfer. Bydd y bwth TG wedyn yn eich helpu wyneb yn wyneb.",
        Button = "Nid fi oedd hyn: stopio hunanwasanaeth ar gyfer fy ngherdyn",
        Stopped = "Mae hunanwasanaeth wedi dod i ben ar gyfer eich cerdyn",
        SeeBooth = "Diolch. Mae’r bwth TG wedi cael gwybod. Ewch atynt gyda’ch cerdyn.",
        Over = "Ni ellir defnyddio’r ddolen hon mwyach",
        NotALink = "Nid yw’r ddolen hon yn gweithio",
        Incomplete = "Efallai fod rhan ohoni ar goll. Copïwch y ddolen gyfan o’r e-bost, a’i hagor eto. Os nad yw hynny’n helpu, dywedwch wrth Awdurdod Cofrestru eich sefydliad.",
        WhyOver = "Mae’n hŷn na 30 diwrnod, neu mae’r bwth TG wedi ailosod cyfrinair eich cerdyn ers hynny. Os oes rhywbeth o’i le, dywedwch wrth Awdurdod Cofrestru eich sefydliad.",
        Booth = "Y bwth TG",
    };
}
