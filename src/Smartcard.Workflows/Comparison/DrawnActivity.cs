using System.Text.Json.Nodes;

namespace Smartcard.Workflows.Comparison;

/// <summary>An activity of a definition that nobody has checked: what is its own, and where it stands.</summary>
/// <param name="Key">Its id; in a spoilt definition, where an id stands twice, with a number behind.</param>
/// <param name="Own">Its members without the activities in it.</param>
/// <param name="Parent">The key of the activity around it; empty for the root.</param>
/// <param name="Slot">Where it stands in that: <c>activities</c>, a port such as <c>then</c>, or a switch's case by its label.</param>
internal sealed record DrawnActivity(string Key, JsonObject Own, string Parent, string Slot, ActivityDescriptor? Descriptor)
{
    public string Type => Own.Text("type") ?? "";

    public string TypeWords => Descriptor is { DisplayName.Length: > 0 } ? Descriptor.DisplayName : Type;

    /// <summary>What the designer writes on it.</summary>
    public string Name => (Own["metadata"] as JsonObject)?.Text("displayText") is { Length: > 0 } given ? given : TypeWords;

    /// <summary>All activities, the root first, each before those in it.</summary>
    public static List<DrawnActivity> AllOf(JsonObject definition, ActivityRegistry registry)
    {
        var found = new List<DrawnActivity>();
        if (definition["root"] is JsonObject root)
        {
            Add((JsonObject)root.DeepClone(), "", "root");
        }

        return found;

        void Add(JsonObject activity, string parent, string slot)
        {
            var id = activity.Text("id") ?? "";
            var key = found.Exists(f => f.Key == id) ? $"{id} #{found.Count}" : id;
            var children = TakeChildren(activity);
            var version = activity["version"] is JsonValue value && value.TryGetValue<int>(out var number) ? number : 1;
            found.Add(new DrawnActivity(key, activity, parent, slot, registry.Find(activity.Text("type") ?? "", version)));
            foreach (var (child, at) in children)
            {
                Add(child, key, at);
            }
        }
    }

    private static List<(JsonObject Child, string Slot)> TakeChildren(JsonObject activity)
    {
        var taken = new List<(JsonObject, string)>();
        foreach (var (name, value) in activity.ToArray())
        {
            if (value is JsonObject port && DefinitionDocument.IsActivity(port))
            {
                activity.Remove(name);
                taken.Add((port, name));
            }

            foreach (var item in value is JsonArray list ? list.ToArray() : [])
            {
                if (item is JsonObject child && DefinitionDocument.IsActivity(child))
                {
                    ((JsonArray)value!).Remove(child);
                    taken.Add((child, name));
                }
                else if (item is JsonObject entry && entry["activity"] is JsonObject inner && DefinitionDocument.IsActivity(inner))
                {
                    entry.Remove("activity");
                    taken.Add((inner, entry.Text("label") ?? name));
                }
            }
        }

        return taken;
    }
}
