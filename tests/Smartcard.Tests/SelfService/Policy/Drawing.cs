using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Smartcard.SelfService;
using Smartcard.SelfService.Policy;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>A shipped workflow, to be changed as the designer would change it, and then judged.</summary>
internal sealed class Drawing
{
    private static readonly ActivityRegistry Registry = MakeRegistry();

    private Drawing(JsonNode json) => Json = json;

    public JsonNode Json { get; }

    public JsonArray Activities => Json["root"]!["activities"]!.AsArray();

    public JsonArray Connections => Json["root"]!["connections"]!.AsArray();

    public IEnumerable<string> Ids => Activities.Select(IdOf);

    public static Drawing Of(string name) =>
        new(JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "workflows", name + ".json")))!);

    public static string IdOf(JsonNode? activity) => (string)activity!["id"]!;

    public JsonNode Activity(string id) => Activities.Single(a => IdOf(a) == id)!;

    public string TypeOf(string id) => (string)Activity(id)["type"]!;

    public Drawing Add(string id, string type, params (string Input, JsonNode Value)[] inputs)
    {
        var activity = new JsonObject { ["id"] = id, ["type"] = type, ["version"] = 1 };
        foreach (var (input, value) in inputs)
        {
            activity[input] = value;
        }

        Activities.Add(activity);
        return this;
    }

    public Drawing Say(string id, string text = "Hello.") => Add(id, "Smartcard.Say", ("text", Literal(text)));

    public Drawing Timer(string id, string length) => Add(id, "Elsa.Delay", ("timeSpan", Literal(length)));

    public Drawing Decide(string id, string condition) => Add(id, "Elsa.FlowDecision", ("condition", Script(condition)));

    public Drawing Each<T>(IEnumerable<T> items, Func<Drawing, T, Drawing> edit) => items.Aggregate(this, edit);

    /// <summary>A loop that runs this so many times.</summary>
    public Drawing Repeat(string id, int times, JsonObject body) =>
        Add(id, "Elsa.For", ("start", Literal("1")), ("end", Literal(times.ToString(CultureInfo.InvariantCulture))), ("body", body));

    public Drawing Set(string id, string input, JsonNode value)
    {
        Activity(id)[input] = value;
        return this;
    }

    public Drawing Variable(string name, string typeName, string value)
    {
        Json["variables"]!
            .AsArray()
            .Add(
                new JsonObject
                {
                    ["id"] = "var-" + name,
                    ["name"] = name,
                    ["typeName"] = typeName,
                    ["value"] = value,
                });
        return this;
    }

    /// <summary>The outcome leads to another activity than before, or to one for the first time.</summary>
    public Drawing Lead(string source, string port, string target)
    {
        Cut(source, port);
        return Join(source, port, target);
    }

    /// <summary>One more connection from the outcome.</summary>
    public Drawing Join(string source, string port, string target)
    {
        Connections.Add(new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
            ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
        });
        return this;
    }

    public Drawing Cut(string source, string port)
    {
        foreach (
            var connection in Connections
                .Where(c => (string)c!["source"]!["activity"]! == source && (string)c["source"]!["port"]! == port)
                .ToArray())
        {
            Connections.Remove(connection);
        }

        return this;
    }

    /// <summary>Puts an activity between an outcome and what it leads to.</summary>
    public Drawing Insert(string source, string port, string id, string outcome = "Done")
    {
        var target = TargetOf(source, port);
        return Lead(source, port, id).Join(id, outcome, target);
    }

    /// <summary>Takes an activity out; what led to it leads to where its outcome led.</summary>
    public Drawing Bypass(string id, string outcome)
    {
        var target = TargetOf(id, outcome);
        foreach (var connection in Connections.ToArray())
        {
            if ((string)connection!["source"]!["activity"]! == id)
            {
                Connections.Remove(connection);
            }
            else if ((string)connection["target"]!["activity"]! == id)
            {
                connection["target"]!["activity"] = target;
            }
        }

        Activities.Remove(Activity(id));
        return this;
    }

    public string TargetOf(string source, string port) =>
        (string)
            Connections.First(c =>
                (string)c!["source"]!["activity"]! == source && (string)c["source"]!["port"]! == port
            )!["target"]!["activity"]!;

    public static JsonNode Literal(string value) =>
        new JsonObject
        {
            ["typeName"] = null,
            ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value },
        };

    public static JsonNode Script(string value) =>
        new JsonObject
        {
            ["typeName"] = null,
            ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = value },
        };

    public static JsonNode Object(string json) =>
        new JsonObject
        {
            ["typeName"] = null,
            ["expression"] = new JsonObject { ["type"] = "Object", ["value"] = json },
        };

    public static WorkflowDefinition ReadText(string json) => DefinitionReader.Read(json, Registry);

    public static Task<IReadOnlyList<DefinitionRefusal>> CheckAsync(
        WorkflowDefinition definition,
        bool areQuestionsRequired = true) =>
        new PolicyProof(Options.Create(new PolicyOptions { QuestionsRequired = areQuestionsRequired })).CheckAsync(
            definition,
            TestContext.Current.CancellationToken);

    public WorkflowDefinition Read() => ReadText(Json.ToJsonString());

    public Task<IReadOnlyList<DefinitionRefusal>> CheckAsync(bool areQuestionsRequired = true) => CheckAsync(Read(), areQuestionsRequired);

    public static ActivityRegistry MakeRegistry()
    {
        var registry = WorkflowsRegistration.Primitives();
        registry.AddSelfServiceActivities();
        return registry;
    }
}
