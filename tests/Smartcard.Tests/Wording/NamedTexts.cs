using System.Text.RegularExpressions;

namespace Smartcard.Tests.Wording;

/// <summary>A text that the source names, such as <c>Catalogue.Users["account.roles", ("roles", roles)]</c>.</summary>
/// <param name="Places">Those that are filled there.</param>
internal sealed record NamedText(string Area, string Key, IReadOnlyList<string> Places);

/// <summary>Finds them.</summary>
internal static partial class NamedTexts
{
    public static IEnumerable<NamedText> Of(string folder) =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.*", SearchOption.AllDirectories)
        where Path.GetExtension(file) is ".cs" or ".razor" && !file.Replace('\\', '/').Contains("/obj/", StringComparison.Ordinal)
        from text in In(File.ReadAllText(file))
        select text;

    public static IEnumerable<NamedText> In(string source)
    {
        foreach (Match name in Name().Matches(source))
        {
            var places = PlacesFilled(source, name.Index + name.Length);
            IEnumerable<string> around = name.Groups["place"] is { Success: true } place ? [place.Value] : [];
            yield return new NamedText(name.Groups["area"].Value, name.Groups["key"].Value, [.. places, .. around]);
        }
    }

    /// <summary>The names at the starts of the tuples up to the bracket that closes; not those of texts inside them.</summary>
    private static List<string> PlacesFilled(string source, int at)
    {
        var places = new List<string>();
        for (var depth = 1; depth > 0; at++)
        {
            switch (source[at])
            {
                case '(' when depth == 1 && Tuple().Match(source, at) is { Success: true } tuple:
                    places.Add(tuple.Groups[1].Value);
                    depth++;
                    break;
                case '(' or '[':
                    depth++;
                    break;
                case ')' or ']':
                    depth--;
                    break;
                case '"':
                    at = source.IndexOf('"', at + 1);
                    break;
            }
        }

        return places;
    }

    [GeneratedRegex(@"Catalogue\.(?<area>\w+)(\[|\.Around\()\s*""(?<key>[\w.-]+)""(,\s*""(?<place>\w+)"")?")]
    private static partial Regex Name();

    [GeneratedRegex(@"\G\(\s*""(\w+)"",")]
    private static partial Regex Tuple();
}
