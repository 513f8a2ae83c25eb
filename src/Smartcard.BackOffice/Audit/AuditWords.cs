using Smartcard.Wording;

namespace Smartcard.BackOffice.Audit;

/// <summary>Events of the audit in words: <c>journey-ended:Cancelled</c> is "Journey ended: cancelled".</summary>
/// <remarks>An event has a name and, behind a colon, what it was about: parts with a plus or colon between them.</remarks>
internal static class AuditWords
{
    private const string Event = "event.";
    private const string Detail = "detail.";

    /// <summary>What it was about is in the organisation's own words.</summary>
    private static readonly string[] InOwnWords = ["identity-checked", "user-organisation-set"];

    private static readonly HashSet<string> Keys = new(Catalogue.Audit.Keys, StringComparer.Ordinal);

    /// <summary>What an earlier version wrote may have no words here, and is shown as it is.</summary>
    public static string Of(string code)
    {
        var name = NameOf(code);
        return Keys.Contains(Event + name)
            ? Catalogue.Audit[Event + name, ("detail", DetailOf(name, code[name.Length..]))]
            : code;
    }

    public static bool HasWords(string name) => Keys.Contains(Event + name);

    public static bool HasDetail(string part) => Keys.Contains(Detail + part);

    /// <summary>The names of the events that somebody means by a name, or by whole words.</summary>
    public static string[] Find(string text) =>
    [
        .. Keys.Where(key => key.StartsWith(Event, StringComparison.Ordinal))
            .Select(key => key[Event.Length..])
            .Where(name => name == text || WordsIn(Of(name)).Contains(WordsIn(text), StringComparison.OrdinalIgnoreCase)),
    ];

    /// <summary>Without what it was about.</summary>
    public static string NameOf(string code) => code.Split(':')[0];

    private static string DetailOf(string name, string detail) => InOwnWords.Contains(name)
        ? detail.TrimStart(':')
        : string.Join(
            ", ",
            detail.Split([':', '+'], StringSplitOptions.RemoveEmptyEntries)
                .Select(part => HasDetail(part) ? Catalogue.Audit[Detail + part] : part));

    /// <summary>With one space around each word, so that a part of a word does not match.</summary>
    private static string WordsIn(string text) =>
        " " + string.Join(' ', new string([.. text.Select(c => char.IsLetterOrDigit(c) ? c : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)) + " ";
}
