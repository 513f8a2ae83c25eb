using System.Text.Json.Nodes;

namespace Smartcard.Tests.Designer.ElsaApi.Recorded;

/// <summary>A call that a real element of Elsa Studio made of the API, and the shape of the answer that it was content with.</summary>
/// <param name="Path">Below the API, with its query.</param>
/// <param name="Body">Null where none was sent.</param>
/// <param name="Shape">Of a JSON answer; null where there was none.</param>
public sealed record RecordedCall(string Method, string Path, JsonNode? Body, int Status, IReadOnlyList<string>? Shape);

/// <summary>The members of a JSON document with their kinds, e.g. <c>items[].id string</c>: what a client that reads it by name depends on.</summary>
public static class WireShape
{
    /// <summary>Each member once, sorted; of a list, those of all its entries.</summary>
    public static IReadOnlyList<string> Of(JsonNode? json)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        Walk(json, "", found);
        return [.. found];
    }

    /// <summary>What the recorded answer had and this one has not: a member that is missing where its parent is there, or one of another kind.</summary>
    public static IEnumerable<string> Missing(IReadOnlyList<string> recorded, JsonNode? answer)
    {
        var kinds = Of(answer).Select(Split).ToLookup(m => m.Path, m => m.Kind, StringComparer.Ordinal);
        foreach (var (path, kind) in recorded.Select(Split))
        {
            if (kinds.Contains(path))
            {
                if (kind != "null" && !kinds[path].Contains(kind) && kinds[path].Any(k => k != "null"))
                {
                    yield return $"{path} is {string.Join(" or ", kinds[path])}, was {kind}";
                }
            }
            else if (!path.EndsWith("[]", StringComparison.Ordinal) && kinds[ParentOf(path)].Contains("object"))
            {
                yield return $"{path} is missing";
            }
        }
    }

    private static void Walk(JsonNode? json, string path, SortedSet<string> found)
    {
        switch (json)
        {
            case JsonObject members:
                found.Add(path + " object");
                foreach (var (name, value) in members)
                {
                    Walk(value, $"{path}.{name}", found);
                }

                break;
            case JsonArray entries:
                found.Add(path + " array");
                foreach (var entry in entries)
                {
                    Walk(entry, path + "[]", found);
                }

                break;
            default:
                found.Add($"{path} {json?.GetValueKind().ToString().Replace("True", "Boolean", StringComparison.Ordinal).Replace("False", "Boolean", StringComparison.Ordinal).ToLowerInvariant() ?? "null"}");
                break;
        }
    }

    private static (string Path, string Kind) Split(string member) => (member[..member.LastIndexOf(' ')], member[(member.LastIndexOf(' ') + 1)..]);

    private static string ParentOf(string path) => path.EndsWith("[]", StringComparison.Ordinal) ? path[..^2] : path.LastIndexOf('.') is var at and >= 0 ? path[..at] : "";
}
