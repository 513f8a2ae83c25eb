using System.Collections.Concurrent;

namespace Smartcard.Wording;

/// <summary>What staff read, apart from the words of workflows: a file for each language and area.</summary>
/// <remarks>
/// The pages of administrators keep their words beside them. They are in English only, and hardly any of their words are on two
/// pages, so keys would only be one more thing to look up.
/// </remarks>
public static class Catalogue
{
    private static readonly ConcurrentDictionary<string, TextArea> Read = new(StringComparer.Ordinal);

    public static IReadOnlyList<string> Languages { get; } = ["en", "cy"];

    public static IReadOnlyList<string> Areas { get; } = ["activities", "chat", "helper", "mails", "public-pages", "staff-page"];

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

    /// <summary>Reads all files, so that a fault in them shows at a start.</summary>
    /// <exception cref="InvalidDataException">A file is missing or wrong, or the languages differ: the message says where.</exception>
    public static void Check()
    {
        foreach (var area in Areas)
        {
            Area(area);
        }
    }

    private static TextArea Area(string name) => Read.GetOrAdd(name, TextArea.Read);
}
