using Smartcard.CardTasks;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.CardTasks;

namespace Smartcard.Tests.SelfService.CardTasks;

/// <summary>A helper that is too old is refused, noted, and told of in the chat once for each code, which works for a newer one.</summary>
public sealed class HelperAgeTests
{
    [Theory]
    [InlineData("0.1.0")]
    [InlineData("")]
    public async Task It_is_refused_and_the_code_works_for_a_newer_one(string version)
    {
        await using var bench = await AtTheCodeAsync();
        var code = bench.Open.BigText!;

        for (var tries = 0; tries < 3; tries++)
        {
            var refused = await BenchHelper.AskAsync(bench, code, CardTaskClient.NewToken(), version);
            Assert.Equal(new PairingResult.HelperTooOld("0.3.0"), refused);
        }

        Assert.Equal(bench.Time.GetUtcNow(), (await bench.RowsAsync<Pairing>()).Single().TooOldAt);
        Assert.Equal(1, bench.Said.OfType<Message>().Count(m => m.Text.Key == "helper.tooOld"));
        var paired = Assert.IsType<PairingResult.Paired>(await BenchHelper.AskAsync(bench, code, CardTaskClient.NewToken(), "0.2.0"));
        Assert.Equal("0.3.0", paired.Session.NewerVersion);
    }

    [Fact]
    public async Task With_a_new_code_it_is_said_again_and_what_is_noted_stays_until_a_helper_connects()
    {
        await using var bench = await AtTheCodeAsync();
        await BenchHelper.AskAsync(bench, bench.Open.BigText!, CardTaskClient.NewToken(), "0.1.0");
        var first = bench.Open.BigText!;
        await bench.ReplyAsync("newCode");

        Assert.IsType<PairingResult.CodeUnknown>(await BenchHelper.AskAsync(bench, first, CardTaskClient.NewToken(), "0.3.0"));
        await BenchHelper.AskAsync(bench, bench.Open.BigText!, CardTaskClient.NewToken(), "0.1.0");

        Assert.Equal(2, bench.Said.OfType<Message>().Count(m => m.Text.Key == "helper.tooOld"));
        Assert.Equal(2, (await bench.RowsAsync<Pairing>()).Count(p => p.TooOldAt is not null));
        var paired = Assert.IsType<PairingResult.Paired>(
            await BenchHelper.AskAsync(bench, bench.Open.BigText!, CardTaskClient.NewToken(), "0.3.0"));
        Assert.Null(paired.Session.NewerVersion);
        Assert.DoesNotContain(await bench.RowsAsync<Pairing>(), p => p.UsedAt is null);
    }

    [Fact]
    public async Task A_wrong_code_tells_nothing_of_versions()
    {
        await using var bench = await AtTheCodeAsync();

        Assert.IsType<PairingResult.CodeUnknown>(await BenchHelper.AskAsync(bench, "2222-2222", CardTaskClient.NewToken(), "0.1.0"));
    }

    [Fact]
    public async Task Where_no_version_is_set_any_helper_is_connected_and_hears_of_none()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");

        var paired = await BenchHelper.AskAsync(bench, bench.Open.BigText!, CardTaskClient.NewToken());

        Assert.Null(Assert.IsType<PairingResult.Paired>(paired).Session.NewerVersion);
    }

    private static async Task<JourneyBench> AtTheCodeAsync()
    {
        var bench = await JourneyBench.StartAsync(("Helper:OldestVersion", "0.2.0"), ("Helper:NewestVersion", "0.3.0"));
        await bench.BeginAsync("registration", "chat-1");
        await bench.ReplyAsync("continue");
        return bench;
    }
}
