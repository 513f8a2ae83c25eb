using System.Text.Json.Nodes;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>
/// All that one drag in the designer can do to a shipped workflow's connections: lead one elsewhere, take one away,
/// draw one more from the same outcome.
/// </summary>
internal static class SingleEdits
{
    public static IEnumerable<SingleEdit> All => new[] { "report", "registration", "unlock", "unlock-card-and-code" }.SelectMany(Of);

    private static IEnumerable<SingleEdit> Of(string workflow)
    {
        var original = Drawing.Of(workflow);
        foreach (var (index, connection) in original.Connections.Index())
        {
            var (source, port, target) = (
                (string)connection!["source"]!["activity"]!,
                (string)connection["source"]!["port"]!,
                (string)connection["target"]!["activity"]!);
            yield return new SingleEdit(
                $"{workflow}: {source}.{port} > nothing",
                workflow,
                connections => connections.RemoveAt(index));
            foreach (var id in original.Ids)
            {
                if (id != target)
                {
                    yield return new SingleEdit(
                        $"{workflow}: {source}.{port} > {id}",
                        workflow,
                        connections => connections[index]!["target"]!["activity"] = id);
                }

                yield return new SingleEdit($"{workflow}: {source}.{port} also > {id}", workflow, connections =>
                {
                    var another = connections[index]!.DeepClone();
                    another["target"]!["activity"] = id;
                    connections.Add(another);
                });
            }
        }
    }
}

internal sealed record SingleEdit(string Name, string Workflow, Action<JsonArray> Edit)
{
    public Drawing Drawing()
    {
        var drawing = Policy.Drawing.Of(Workflow);
        Edit(drawing.Connections);
        return drawing;
    }
}
