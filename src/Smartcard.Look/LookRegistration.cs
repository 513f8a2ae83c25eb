using System.Text.Encodings.Web;
using System.Text.Unicode;
using Smartcard.Look.Limits;

namespace Smartcard.Look;

/// <summary>What the pages of every room need, registered once.</summary>
public static class LookRegistration
{
    /// <summary>Goes before <c>AddProblemDetails</c>: its own writers write for programs, and the first that can write does.</summary>
    public static void AddLook(this IServiceCollection services)
    {
        services.AddSingleton(_ => PageStyles.Find());
        services.AddSingleton(_ => PageScripts.Find());
        // words stay readable in what is sent; only what HTML gives a meaning to is encoded
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<IProblemDetailsWriter, ProblemPages>();
        services.AddSingleton<HeavyCalls>();
    }

    /// <exception cref="FileNotFoundException">The stylesheet was not made: a host without it does not start.</exception>
    public static void MapLook(this WebApplication app)
    {
        PageStyles.Map(app);
        PageScripts.Map(app);
    }
}
