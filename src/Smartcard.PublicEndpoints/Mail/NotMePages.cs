using Microsoft.Extensions.Options;
using Smartcard.Bot;
using Smartcard.Look;
using Smartcard.SelfService.Lockout;
using Smartcard.Storage;

namespace Smartcard.PublicEndpoints.Mail;

/// <summary>The pages behind "this was not me" in a mail, in English and Welsh. S6.</summary>
internal static class NotMePages
{
    public static void MapNotMe(this WebApplication app)
    {
        // A mail scanner follows links: only the button stops self-service, never the visit.
        app.MapGet(
            "/not-me/{token}",
            async (
                string token,
                string? lang,
                HttpContext http,
                NotMeLinks links,
                Lockouts lockouts,
                CancellationToken cancellationToken) =>
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
        app.MapPost(
                "/not-me/{token}",
                async (
                    string token,
                    string? lang,
                    HttpContext http,
                    NotMeLinks links,
                    Lockouts lockouts,
                    TurnTransaction turn,
                    CancellationToken cancellationToken) =>
                {
                    var words = NotMeWords.In(lang);
                    return links.Read(token) is not { } act
                        ? Page(http, words, words.NotALink, words.Incomplete, status: StatusCodes.Status404NotFound)
                        : await turn.RunAsync(ct => lockouts.StopAsync(act, ct), cancellationToken) switch
                        {
                            NotMeStanding.Over => Page(
                                http,
                                words,
                                words.Over,
                                words.WhyOver,
                                status: StatusCodes.Status410Gone),
                            _ => Page(http, words, words.Stopped, words.SeeBooth, isBooth: true),
                        };
                })
            .DisableAntiforgery();
    }

    /// <param name="isButton">Whether self-service can be stopped here.</param>
    /// <param name="isBooth">Whether it says where the IT booth is.</param>
    private static IResult Page(
        HttpContext http,
        NotMeWords words,
        string title,
        string text,
        bool isButton = false,
        bool isBooth = false,
        int status = StatusCodes.Status200OK) =>
        Pages.Show<NotMePage, NotMeModel>(
            new PageFrame(title)
            {
                Menu = new Menu(
                    words.OtherName,
                    [],
                    [new MenuLink($"?lang={words.Other}", words.OtherName, words.Other)]),
                Language = words.Language,
                Status = status,
            },
            new NotMeModel(text, isButton ? words.Button : null, isBooth ? words.Booth(BoothOf(http, words)) : null));

    private static string BoothOf(HttpContext http, NotMeWords words)
    {
        var chat = http.RequestServices.GetRequiredService<IOptions<ChatOptions>>().Value;
        return words.Language == "cy" ? chat.BoothWelsh : chat.Booth;
    }
}
