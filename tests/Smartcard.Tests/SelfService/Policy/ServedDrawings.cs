using System.Globalization;
using System.Text.Json.Nodes;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>Changes to the shipped workflows that are drawn more than once.</summary>
internal static class ServedDrawings
{
    /// <summary>The unlock as it comes with the product.</summary>
    public static Drawing Shipped() => Drawing.Of("unlock");

    public static Drawing CodeLife(string length) => Shipped().Set("codeLife", "timeSpan", Drawing.Literal(length));

    public static Drawing Stopping(string source, string port) => Shipped()
        .Add("stop", "Smartcard.StopSelfService").Lead(source, port, "stop").Join("stop", "Stopped", "finish")
        .Join("stop", "NoCard", "tryCardAgain");

    /// <summary>So many codes are sent and entered before the reset, the shipped one among them.</summary>
    public static Drawing SeveralCodes(int count) => Enumerable.Range(1, count - 1).Aggregate(Shipped(), (d, i) => d
        .Add($"send{i}", "Smartcard.SendCode").Add($"enter{i}", "Smartcard.EnterCode")
        .Join($"send{i}", "Sent", $"enter{i}").Join($"send{i}", "LimitReached", "tooManyCodes")
        .Join($"enter{i}", "Wrong", $"enter{i}").Join($"enter{i}", "Dead", $"send{i}")
        .Join($"enter{i}", "NewCode", $"send{i}").Join($"enter{i}", "OtherAddress", $"send{i}")
        .Lead(i == 1 ? "whatHappened" : $"enter{i - 1}", "Valid", $"send{i}").Join($"enter{i}", "Valid", "resetPasscode"));

    /// <summary>What the outcome led to, and beside it a time after which people are sent to the booth.</summary>
    public static Drawing Race(string source, string port, string asked, string time) => Shipped()
        .Add("race", "Elsa.FlowFork", ("branches", Drawing.Object("[\"A\",\"B\"]"))).Timer("time", time).Say("slow", "Too slow.")
        .Lead(source, port, "race").Join("race", "A", asked).Join("race", "B", "time").Join("time", "Done", "slow")
        .Join("slow", "Done", "refer");

    /// <summary>Two timers that run at the same time, in place of the one beside the code.</summary>
    public static Drawing BothTimers(string length) => Shipped()
        .Add("both", "Elsa.FlowFork", ("branches", Drawing.Object("[\"A\",\"B\"]"))).Timer("one", length).Timer("other", length)
        .Add("met", "Elsa.FlowJoin", ("mode", Drawing.Literal("WaitAll")))
        .Lead("codeOrTime", "Time", "both").Join("both", "A", "one").Join("both", "B", "other").Join("one", "Done", "met")
        .Join("other", "Done", "met").Join("met", "Done", "codeHasExpired");

    /// <summary>Says something, counts, and says it again until this comes true.</summary>
    public static Drawing Counting(string next, string isEnough) =>
        Shipped()
            .Variable("Rounds", "Int32", "0")
            .Say("again")
            .Add(
                "count",
                "Elsa.SetVariable",
                ("variable", new JsonObject { ["id"] = "var-Rounds", ["name"] = "Rounds" }),
                ("value", Drawing.Script(next)))
            .Decide("enough", isEnough)
            .Lead("welcome", "Continue", "again")
            .Join("again", "Done", "count")
            .Join("count", "Done", "enough")
            .Join("enough", "False", "again")
            .Join("enough", "True", "connect");

    public static JsonObject Said(string id) =>
        new()
        {
            ["id"] = id,
            ["type"] = "Smartcard.Say",
            ["version"] = 1,
            ["text"] = Drawing.Literal("Hello."),
        };

    public static JsonObject Repeated(string id, int times, JsonObject body) => new()
    {
        ["id"] = id,
        ["type"] = "Elsa.For",
        ["version"] = 1,
        ["body"] = body,
        ["start"] = Drawing.Literal("1"),
        ["end"] = Drawing.Literal(times.ToString(CultureInfo.InvariantCulture)),
    };

    /// <summary>So many minutes, one after the other.</summary>
    public static JsonObject Pauses(int minutes) =>
        new()
        {
            ["id"] = "minutes",
            ["type"] = "Elsa.Sequence",
            ["version"] = 1,
            ["activities"] = new JsonArray([
                .. Enumerable
                    .Range(0, minutes)
                    .Select(i => new JsonObject
                    {
                        ["id"] = $"minute{i}",
                        ["type"] = "Elsa.Delay",
                        ["version"] = 1,
                        ["timeSpan"] = Drawing.Literal("00:01:00"),
                    }),
            ]),
        };
}
