using System.Collections.Concurrent;

namespace Smartcard.Wording;

/// <summary>What staff read, apart from the words of workflows: a file for each language and area.</summary>
/// <remarks>The areas of the back office are in English only. Everything that staff read is in both languages.</remarks>
public static class Catalogue
{
    private static readonly ConcurrentDictionary<string, TextArea> Read = new(StringComparer.Ordinal);

    private static readonly string[] BothLanguages = ["activities", "chat", "helper", "mails", "public-pages", "staff-page"];

    private static readonly string[] EnglishOnly =
    [
        "acts", "alerts", "api-tokens", "audit", "booth", "disclosures", "dry-run", "figures", "import", "mail-pages", "pages", "people",
        "policy", "readings", "sign-in", "studio", "users", "versions",
    ];

    public static IReadOnlyList<string> Languages { get; } = ["en", "cy"];

    public static IReadOnlyList<string> Areas { get; } = [.. BothLanguages, .. EnglishOnly];

    /// <summary>What activities say where a workflow gives no words of its own.</summary>
    public static TextArea Activities => Area("activities");

    public static TextArea Chat => Area("chat");

    /// <summary>The reader helper, in its window and in a terminal.</summary>
    public static TextArea Helper => Area("helper");

    public static TextArea Mails => Area("mails");

    /// <summary>The pages behind a link in a mail, and what frames every page.</summary>
    public static TextArea PublicPages => Area("public-pages");

    /// <summary>The page around the chat.</summary>
    public static TextArea StaffPage => Area("staff-page");

    /// <summary>What booth staff do for a journey or a case: its pages, reasons and refusals.</summary>
    public static PageWords Acts => Page("acts");

    /// <summary>Alerts: their page, the line at the booth, and the mail.</summary>
    public static PageWords Alerts => Page("alerts");

    /// <summary>The tokens with which other systems call the API.</summary>
    public static PageWords ApiTokens => Page("api-tokens");

    /// <summary>What happened, in words, and the page that lists it.</summary>
    public static PageWords Audit => Page("audit");

    /// <summary>The page of the IT booth.</summary>
    public static PageWords Booth => Page("booth");

    /// <summary>What we hold about a person, for them to read.</summary>
    public static PageWords Disclosures => Page("disclosures");

    public static PageWords DryRun => Page("dry-run");

    /// <summary>The page of figures.</summary>
    public static PageWords Figures => Page("figures");

    /// <summary>Imports of staff and cards: their pages, and what can be wrong with a file or a row.</summary>
    public static PageWords Import => Page("import");

    /// <summary>The pages about mails, not the mails themselves.</summary>
    public static PageWords MailPages => Page("mail-pages");

    /// <summary>What the pages of the back office share.</summary>
    public static PageWords Pages => Page("pages");

    /// <summary>Where people are found, and the page of each.</summary>
    public static PageWords People => Page("people");

    /// <summary>The page that compares the ways to unlock.</summary>
    public static PageWords Policy => Page("policy");

    /// <summary>Cards that are read at the RA desk, and given to people.</summary>
    public static PageWords Readings => Page("readings");

    /// <summary>Sign-in, and what people may change of their own account.</summary>
    public static PageWords SignIn => Page("sign-in");

    /// <summary>The pages around Elsa Studio.</summary>
    public static PageWords Studio => Page("studio");

    public static PageWords Users => Page("users");

    /// <summary>Versions of workflows, and their approval.</summary>
    public static PageWords Versions => Page("versions");

    /// <summary>Those that the files of an area are in.</summary>
    public static IReadOnlyList<string> LanguagesOf(string area) => EnglishOnly.Contains(area) ? ["en"] : Languages;

    /// <summary>Reads all files, so that a fault in them shows at a start.</summary>
    /// <exception cref="InvalidDataException">A file is missing or wrong, or the languages differ: the message says where.</exception>
    public static void Check()
    {
        foreach (var area in Areas)
        {
            Area(area);
        }
    }

    private static PageWords Page(string name) => new(Area(name));

    private static TextArea Area(string name) => Read.GetOrAdd(name, TextArea.Read);
}
