using System.Text.Json.Nodes;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>
/// Whatever stands in the place of whichever value of a definition: it is refused with a sentence, or kept, and never a
/// fault.
/// </summary>
public sealed class MutatedDefinitionTests
{
    private const string Mark = "@mutated@";

    /// <summary>As they stand in a file, since some are no text at all.</summary>
    private static readonly string[] Values =
    [
        "null",
        "true",
        "false",
        "0",
        "-1",
        "1.5",
        "1e400",
        "99999999999999999999",
        "\"\"",
        "\" \"",
        "\"1\"",
        "\"x\"",
        "\"\\u0000unknown\"",
        "\"\\ud800\"",
        "\"\\udc00x\"",
        "[]",
        "[null]",
        "[1,\"x\",{}]",
        "{}",
        "{\"\\ud800\":1}",
        "{\"id\":1,\"type\":2}",
        "{\"expression\":null}",
        "{\"expression\":{\"type\":\"Liquid\",\"value\":5}}",
        "{\"id\":\"x\",\"type\":\"Elsa.Flowchart\",\"version\":1,\"activities\":{},\"connections\":[0]}",
    ];

    [Theory]
    [InlineData("registration")]
    [InlineData("unlock")]
    [InlineData("unlock-card-and-code")]
    [InlineData("report")]
    public async Task A_definition_with_any_value_changed_is_refused_or_kept(string name)
    {
        var original = Drawing.Of(name).Json.AsObject();
        var faults = new List<string>();
        var number = 0;
        foreach (var path in PathsOf(original).ToList())
        {
            foreach (var value in Values)
            {
                if (number++ % Every == 0)
                {
                    var json = With(original, path, value);
                    if (await FaultAsync(json, original, isProved: number % (Every * 40) < Every) is { } fault)
                    {
                        faults.Add($"{string.Join('.', path)} = {value}: {fault}");
                    }
                }
            }
        }

        Assert.True(
            faults.Count == 0,
            string.Join(
                Environment.NewLine,
                faults.DistinctBy(f => f[f.IndexOf(": ", StringComparison.Ordinal)..]).Take(20)));
    }

    private static int Every { get; } =
        int.Parse(
            Environment.GetEnvironmentVariable("SMARTCARD_TEST_MUTATIONS") ?? "59",
            System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string?> FaultAsync(string json, JsonObject original, bool isProved)
    {
        try
        {
            UsedWorkflows.ReferencesIn(json);
            WorkflowAsActivity.IsOffered(json);
            if (DefinitionContent.IsReadable(json))
            {
                var model = DefinitionContent.Parse(json);
                DefinitionContent.HashOf(model);
                DefinitionDocument.Complete(model);
                DefinitionDocument.Hide(model, (type, _) => type.StartsWith("Elsa.", StringComparison.Ordinal));
                DefinitionDocument.Restore(model);
                DefinitionDocument.Fold(model);
                _ = DefinitionDocument.ActivityIds(model).Count();
            }

            var definition = Drawing.ReadText(json);
            if (isProved)
            {
                await Drawing.CheckAsync(definition);
            }

            return null;
        }
        catch (DefinitionException refused)
        {
            return refused.Message.Length > 20 ? null : $"refused with '{refused.Message}'";
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return $"{fault.GetType().Name} {fault.Message} "
                + $"{fault.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("Smartcard", StringComparison.Ordinal))?.Trim()}";
        }
    }

    private static string With(JsonObject original, object[] path, string value)
    {
        var copy = original.DeepClone();
        JsonNode at = copy;
        foreach (var step in path[..^1])
        {
            at = step is int index ? at[index]! : at[(string)step]!;
        }

        if (path[^1] is int last)
        {
            at[last] = Mark;
        }
        else
        {
            at[(string)path[^1]] = Mark;
        }

        return copy.ToJsonString().Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
    }

    private static IEnumerable<object[]> PathsOf(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => PathsOf(m.Value).Select(rest => (object[])[m.Key, .. rest]).Prepend([m.Key])),
        JsonArray items => items.SelectMany((item, index) => PathsOf(item).Select(rest => (object[])[index, .. rest]).Prepend([index])),
        _ => [],
    };
}
