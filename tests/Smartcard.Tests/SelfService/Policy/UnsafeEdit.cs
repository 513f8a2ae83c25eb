using System.Text.Json.Nodes;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>An edit that must be refused.</summary>
/// <param name="Activity">Where.</param>
/// <param name="Reason">A part of why.</param>
/// <param name="LastStep">Of the way to it; null where that does not matter.</param>
internal sealed record UnsafeEdit(Drawing Drawing, string Activity, string Reason, string? LastStep)
{
    public const string ResetWithoutAnswers = "without right answers to the security questions";
    public const string WithoutCode = "without a valid code";
    public const string Silent = "can end the journey without a word";

    public async Task IsRefusedAsync()
    {
        var refusals = await Drawing.CheckAsync();

        var refusal = refusals.FirstOrDefault(r =>
            r.ActivityId == Activity && r.Reason.Contains(Reason, StringComparison.Ordinal));
        Assert.True(
            refusal is not null,
            $"Not refused for {Activity} because '{Reason}', but: {string.Join(Environment.NewLine, refusals)}");
        if (LastStep is { } last)
        {
            Assert.Equal(last, refusal.Path[^1]);
        }
    }

    public static Drawing UnlockWith(Action<Drawing> edit) => Edited("unlock", edit);

    public static Drawing RegistrationWith(Action<Drawing> edit) => Edited("registration", edit);

    private static Drawing Edited(string name, Action<Drawing> edit)
    {
        var drawing = Drawing.Of(name);
        edit(drawing);
        return drawing;
    }

    public static JsonObject Liquid(string template) =>
        new JsonObject
        {
            ["expression"] = new JsonObject { ["type"] = "Liquid", ["value"] = template },
        };

    public static JsonArray Inner(string id, string type) => [new JsonObject { ["id"] = id, ["type"] = type, ["version"] = 1 }];
}
