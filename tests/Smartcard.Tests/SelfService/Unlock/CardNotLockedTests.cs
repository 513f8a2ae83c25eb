using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Unlock;

/// <summary>Somebody puts a card in that is not locked: they are asked what they want before anything else.</summary>
public sealed class CardNotLockedTests
{
    [Fact]
    public async Task Who_leaves_it_ends_well_and_has_changed_nothing()
    {
        await using var bench = await IdentifiedAsync();
        Assert.Equal(["change", "leave"], bench.Open.Buttons.Select(b => b.Id));
        Assert.DoesNotContain(bench.Said.OfType<Prompt>(), p => p.Heading?.Key == "answers.heading");

        await bench.ReplyAsync("leave");

        Assert.Equal(("card.left", MessageTone.Good), (bench.LastKey, bench.Said.OfType<Message>().Last().Tone));
        Assert.Equal((WorkflowStatus.Finished, JourneyEnd.Cancelled), (bench.Status, (await bench.JourneyAsync()).End));
        Assert.Equal(3, bench.Card.State.AttemptsLeft);
    }

    [Fact]
    public async Task Who_wants_a_new_passcode_is_asked_the_questions_then()
    {
        await using var bench = await IdentifiedAsync();

        await bench.ReplyAsync("change");

        Assert.Equal("answers.heading", bench.Open.Heading!.Key);
        Assert.Equal("card.identified", bench.LastKey);
    }

    private static async Task<JourneyBench> IdentifiedAsync()
    {
        var bench = await JourneyBench.StartAsync();
        await bench.RegisterAsync();
        await bench.BeginAsync("unlock");
        await bench.ReplyAsync("continue");
        await (await BenchHelper.PairAsync(bench)).IdentifyAsync(bench.Card);
        return bench;
    }
}
