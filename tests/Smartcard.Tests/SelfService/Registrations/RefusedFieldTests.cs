namespace Smartcard.Tests.SelfService.Registrations;

/// <summary>A form that comes again says which of its fields was refused.</summary>
public sealed class RefusedFieldTests
{
    [Fact]
    public async Task The_answer_that_was_refused_is_marked_and_named_and_no_other()
    {
        await using var bench = await UpToQuestionsAsync();

        await bench.ReplyAsync("save", Answers((4, JourneyBench.Answers[0].Answer)));

        Assert.Equal(["answer4"], bench.Open.Fields.Where(f => f.Problem is not null).Select(f => f.Id));
        Assert.Equal("answers.same", Assert.Single(bench.Open.Problems).Key);
    }

    [Fact]
    public async Task An_answer_or_a_question_that_is_missing_is_asked_for_by_its_number()
    {
        await using var bench = await UpToQuestionsAsync();

        await bench.ReplyAsync("save", [.. Answers((2, "")).Select(f => f.Item1 == "question3" ? ("question3", "") : f)]);

        Assert.Equal(["answer2", "question3"], bench.Open.Fields.Where(f => f.Problem is not null).Select(f => f.Id));
        Assert.Equal(["answers.missing", "questions.missing"], bench.Open.Problems.Select(p => p.Key!).Order(StringComparer.Ordinal));
        Assert.Equal("answers.missing", bench.Open.Fields.Single(f => f.Id == "answer2").WhenEmpty!.Key);
        Assert.Equal("2", bench.Open.Fields.Single(f => f.Id == "answer2").WhenEmpty!.Arguments["number"]);
    }

    [Fact]
    public async Task An_address_and_a_code_that_were_refused_are_marked()
    {
        await using var bench = await UpToQuestionsAsync();
        await bench.ReplyAsync("save", JourneyBench.AnswerForm(JourneyBench.Answers));

        await bench.ReplyAsync("confirm", ("email", "amal@evilnhs.uk"));
        Assert.NotNull(Assert.Single(bench.Open.Fields).Problem);
        await bench.ReplyAsync("confirm", ("email", "amal.hughes@trust.nhs.uk"));
        Assert.Null(Assert.Single(bench.Open.Fields).Problem);
        await bench.ReplyAsync("send", ("code", "12"));
        Assert.NotNull(Assert.Single(bench.Open.Fields).Problem);
    }

    private static async Task<JourneyBench> UpToQuestionsAsync()
    {
        var bench = await JourneyBench.StartAsync();
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        await (await BenchHelper.PairAsync(bench)).ProveAsync(bench.Card, "1234");
        return bench;
    }

    /// <summary>Good answers, but for one.</summary>
    private static (string, string)[] Answers((int Number, string Answer) other) =>
        [.. JourneyBench.AnswerForm(JourneyBench.Answers).Select(f => f.Item1 == $"answer{other.Number}" ? (f.Item1, other.Answer) : f)];
}
