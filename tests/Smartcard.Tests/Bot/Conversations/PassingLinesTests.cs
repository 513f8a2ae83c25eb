using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Storage;
using Smartcard.Storage.Conversations;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Bot.Conversations;

/// <summary>A line that tells how things are at a moment gives way to the next one, in the chat and when it is read again.</summary>
[OnPostgres]
public sealed class PassingLinesTests : IAsyncLifetime
{
    private HostBench _host = null!;
    private HostNurse _nurse = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _nurse = await HostNurse.AtAsync(_host);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Of_connecting_and_reading_only_the_last_line_stays()
    {
        await _nurse.RegisterAsync();
        var before = (await _nurse.Chat.ActivitiesAsync()).Count(IsSeen);
        await _nurse.BeginToUnlockAsync();

        Assert.Equal(
            ["✓ Unlock my card", "✓ Start", "✓ Card read.", "(form)"],
            (await _nurse.Chat.ActivitiesAsync()).Where(IsSeen).Skip(before - 1).Select(Shown));
    }

    [Fact]
    public async Task A_code_that_has_done_its_work_leaves_nothing_behind()
    {
        await _nurse.RegisterAsync();

        var said = (await _nurse.Chat.ActivitiesAsync()).Where(IsSeen).Select(Shown).ToList();
        Assert.DoesNotContain(said, text => text.Contains("code any more", StringComparison.Ordinal));
        Assert.DoesNotContain(said, text => text.Contains("closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_somebody_typed_in_between_is_not_written_over()
    {
        await _nurse.RegisterAsync();
        await _nurse.BeginToUnlockAsync();
        await _nurse.AnswerAsync(number => HostNurse.Answers[number - 1]);
        await _nurse.SendAsync(() => _nurse.Chat.TypeAsync("what now?"));
        await _nurse.EnterCodeAsync();

        var said = (await _nurse.Chat.ActivitiesAsync()).Where(IsSeen).Select(Shown).ToList();
        Assert.Contains($"We have sent a code to {HostNurse.Email}.", said);
        Assert.Contains(said, text => text.StartsWith("We did not keep what you typed.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_whole_address_lies_sealed_in_the_database()
    {
        await _nurse.RegisterAsync();
        Assert.True(await _nurse.Chat.SaidAsync(HostNurse.Email) || await _nurse.Chat.SaidAsync("Your card is registered."));

        await using var scope = _host.Services.CreateAsyncScope();
        var rows = await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<ConversationEntry>()
            .Select(e => e.Json + e.Prompt)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.NotEmpty(rows);
        Assert.DoesNotContain(rows, row => row.Contains(HostNurse.Email, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_stands_above_the_open_form()
    {
        await _nurse.Chat.PressAsync("choices", "unlock");
        var form = (await _nurse.Chat.ActivitiesAsync()).Last(a => a["attachments"] is not null);
        await _nurse.SendAsync(() => _nurse.Chat.TypeAsync("help", "asked"));

        var said = await _nurse.Chat.ActivitiesAsync();
        var at = DateTimeOffset.Parse((string)form["timestamp"]!, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        var help = said.Where(a => a["channelData"]?["webchat:sequence-id"] is not null).ToList();
        Assert.Equal(["help", "Read the text, then press the button. Nothing happens until you do."], help.Take(2).Select(Shown));
        Assert.Equal(3, help.Count);
        Assert.All(help, a => Assert.InRange((double)a["channelData"]!["webchat:sequence-id"]!, at - 0.95, at - 0.01));
        Assert.Equal(help.Select(Order).Order(), help.Select(Order));
        Assert.Contains(said, a => a.ToJsonString() == form.ToJsonString());
    }

    private static double Order(JsonObject activity) => (double)activity["channelData"]!["webchat:sequence-id"]!;

    private static bool IsSeen(JsonObject activity) =>
        (string?)activity["type"] == "message" && activity["channelData"]?["postBack"] is null;

    private static string Shown(JsonObject activity) => activity["attachments"] is null ? (string)activity["text"]! : "(form)";
}
