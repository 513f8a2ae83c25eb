using System.Text.Json.Nodes;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>The shipped unlock drawn as two workflows, of which one uses the other.</summary>
internal static class PartOfUnlock
{
    /// <summary>The part of the shipped unlock that sends codes until one is right, as a workflow by itself.</summary>
    public static JsonObject ConfirmByCode()
    {
        var unlock = Drawing.Of("unlock");
        string[] ids = [.. Inside];
        var activities = new JsonArray([
            .. unlock.Activities.Where(a => ids.Contains(Drawing.IdOf(a))).Select(a => a!.DeepClone()),
            Complete("leaveValid", "Valid"),
            Complete("leaveTooMany", "TooMany"),
        ]);
        var part = new JsonObject
        {
            ["definitionId"] = "confirm-by-code",
            ["name"] = "Confirm by code",
            ["version"] = 1,
            ["options"] = new JsonObject { ["usableAsActivity"] = true },
            ["variables"] = unlock.Json["variables"]!.DeepClone(),
            ["outcomes"] = new JsonArray("Valid", "TooMany"),
            ["root"] = new JsonObject
            {
                ["id"] = "part",
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["start"] = "sendCode",
                ["activities"] = activities,
                ["connections"] = new JsonArray([
                    .. unlock
                        .Connections.Where(c =>
                            ids.Contains((string?)c!["source"]!["activity"])
                            && ids.Contains((string?)c["target"]!["activity"]))
                        .Select(c => c!.DeepClone()),
                ]),
            },
        };
        Lead(part, "sendCode", "LimitReached", "leaveTooMany");
        Lead(part, "whatHappened", "Valid", "leaveValid");
        return part;
    }

    /// <summary>The shipped unlock with that part as one activity.</summary>
    public static Drawing UnlockWithPart()
    {
        var unlock = Drawing.Of("unlock");
        var place = unlock.Activity("sendCode")["metadata"]!.DeepClone();
        place["displayText"] = null;
        foreach (var id in Inside)
        {
            unlock.Activities.Remove(unlock.Activity(id));
        }

        foreach (
            var connection in unlock
                .Connections.Where(c =>
                    Inside.Contains((string?)c!["source"]!["activity"])
                    || Inside.Contains((string?)c["target"]!["activity"]))
                .ToArray())
        {
            unlock.Connections.Remove(connection);
        }

        unlock.Add(
            "confirm",
            "ConfirmByCode",
            ("workflowDefinitionId", "confirm-by-code"),
            ("workflowDefinitionVersionId", "confirm-by-code.v1"),
            ("metadata", place));
        return unlock
            .Lead("askQuestions", "Correct", "confirm")
            .Lead("confirm", "Valid", "resetPasscode")
            .Lead("confirm", "TooMany", "tooManyCodes");
    }

    /// <summary>What an unlock says first, as a workflow by itself.</summary>
    public static JsonObject SayWhatHappens()
    {
        var leave = Complete("leave", "Continue");
        leave["metadata"] = JsonNode.Parse("""{"displayText":"Leave","designer":{"position":{"x":500,"y":0}}}""");
        var part = new JsonObject
        {
            ["definitionId"] = "say-what-happens",
            ["name"] = "Say what happens",
            ["version"] = 1,
            ["options"] = new JsonObject { ["usableAsActivity"] = true },
            ["outcomes"] = new JsonArray("Continue"),
            ["root"] = new JsonObject
            {
                ["id"] = "part",
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["activities"] = new JsonArray(Drawing.Of("unlock").Activity("welcome").DeepClone(), leave),
                ["connections"] = new JsonArray(),
            },
        };
        Lead(part, "welcome", "Continue", "leave");
        return part;
    }

    /// <summary>The shipped unlock with that as one activity too.</summary>
    public static Drawing UnlockWithBothParts()
    {
        var unlock = UnlockWithPart();
        var place = unlock.Activity("welcome")["metadata"]!.DeepClone();
        place["displayText"] = null;
        unlock.Add(
            "explain",
            "SayWhatHappens",
            ("workflowDefinitionId", "say-what-happens"),
            ("workflowDefinitionVersionId", "say-what-happens.v1"),
            ("metadata", place));
        return unlock
            .Lead("start", "Done", "explain")
            .Bypass("welcome", "Continue")
            .Lead("explain", "Continue", "connect");
    }

    private static IReadOnlyList<string> Inside { get; } =
    [
        "sendCode",
        "codeOrTime",
        "enterCode",
        "codeLife",
        "codeIsValid",
        "countWrongCode",
        "codeIsDead",
        "newCodeWanted",
        "codeHasExpired",
        "whicheverFirst",
        "whatHappened",
        "offerAfterExpiry",
        "offerAfterDead",
    ];

    private static JsonObject Complete(string id, string outcome) =>
        new()
        {
            ["id"] = id,
            ["type"] = "Elsa.Complete",
            ["version"] = 1,
            ["outcomes"] = Drawing.Literal(outcome),
        };

    /// <summary>The outcome leads there, and nowhere else.</summary>
    public static void Lead(JsonObject definition, string source, string port, string target)
    {
        var connections = definition["root"]!["connections"]!.AsArray();
        foreach (
            var old in connections
                .Where(c => (string?)c!["source"]!["activity"] == source && (string?)c["source"]!["port"] == port)
                .ToArray())
        {
            connections.Remove(old);
        }

        connections.Add(
            new JsonObject
            {
                ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
                ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
                ["vertices"] = new JsonArray(),
            });
    }
}
