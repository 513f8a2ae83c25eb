using Smartcard.Tests.Host;
using System.Text.Json.Nodes;

namespace Smartcard.Tests.Bot.Conversations;

/// <summary>What stands in the place of a form that is closed, and whose words it is.</summary>
public sealed class ClosedFormTests
{
    [Fact]
    public async Task The_button_that_was_pressed_is_the_persons_and_a_form_that_nobody_sent_is_closed_by_the_bot()
    {
        await using var host = await HostBench.StartAsync();
        var chat = await host.ChatAsync();
        await chat.PressAsync("choices", "register", "mine");
        await chat.TypeAsync("cancel");

        var said = await chat.ActivitiesAsync();
        var pressed = said.Single(a => (string?)a["text"] == "✓ Register my card");
        var echo = said.Single(a => (string?)a["channelData"]?["clientActivityID"] == "mine");
        Assert.True(JsonNode.DeepEquals(echo["from"], pressed["from"]), pressed.ToJsonString());
        Assert.Equal("user", (string?)pressed["from"]!["role"]);
        Assert.Equal("bot", (string?)said.Single(a => (string?)a["text"] == "This form is closed.")["from"]!["role"]);
    }
}
