namespace Smartcard.Tests.SelfService.Registrations;

/// <summary>A registration as far as a test needs it to be.</summary>
internal static class RegistrationSteps
{
    public static async Task UpToQuestionsAsync(this JourneyBench bench)
    {
        await bench.BeginAsync("registration");
        await bench.ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(bench);
        await helper.ProveAsync(bench.Card, "1234");
        Assert.Equal("questions.heading", bench.Open.Heading!.Key);
    }

    public static async Task UpToAddressAsync(this JourneyBench bench)
    {
        await bench.UpToQuestionsAsync();
        await bench.ReplyAsync("save", JourneyBench.AnswerForm(JourneyBench.Answers));
        Assert.Equal("email.heading", bench.Open.Heading!.Key);
    }
}
