using Smartcard.Domain.Registrations;
using Smartcard.Domain.Secrets;
using Smartcard.SelfService.Registration;

namespace Smartcard.Tests.Domain;

/// <summary>When two answers are the same, and which answers will not do. P-R5, S9.</summary>
public sealed class AnswerRulesTests
{
    [Theory]
    [InlineData("St. Mary's", "st marys")]
    [InlineData("St. Mary's", "ST MARY’S")]
    [InlineData("  Llewellyn-Jones ", "llewellyn jones")]
    [InlineData("Caffè Nero", "caffe nero")]
    [InlineData("Ŵyr", "wyr")]
    [InlineData("e\u0301clair", "\u00e9clair")]
    [InlineData("ﬁsh", "fish")]
    [InlineData("Ｓａｇｅｍ", "sagem")]
    [InlineData("zero\u200bwidth", "zerowidth")]
    [InlineData("Kelvin", "\u212Aelvin")]
    [InlineData("12 High Street", "12highstreet")]
    public void Case_accents_spaces_punctuation_and_form_do_not_matter(string registered, string typed)
    {
        using var first = new Secret(registered);
        using var second = new Secret(typed);

        Assert.True(AnswerHasher.Verify(second, AnswerHasher.Hash(first)));
    }

    [Theory]
    [InlineData("Sagem", "Sagen")]
    [InlineData("12 High Street", "13 High Street")]
    [InlineData("Zebedee", "Zebedee Blue")]
    public void Other_words_are_other_answers(string registered, string typed)
    {
        using var first = new Secret(registered);
        using var second = new Secret(typed);

        Assert.False(AnswerHasher.Verify(second, AnswerHasher.Hash(first)));
    }

    [Fact]
    public void The_same_answer_is_hashed_differently_each_time_and_with_the_right_parameters()
    {
        using var answer = new Secret("Zebedee Blue");
        var (first, second) = (AnswerHasher.Hash(answer), AnswerHasher.Hash(answer));

        Assert.NotEqual(first, second);
        Assert.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$", first, StringComparison.Ordinal);
        Assert.DoesNotContain("zebedee", first, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("", AnswerFault.Missing)]
    [InlineData("!?", AnswerFault.TooShort)]
    [InlineData("a b", AnswerFault.TooShort)]
    [InlineData("What is your pet called", AnswerFault.IsTheQuestion)]
    [InlineData("Amal Hughes", AnswerFault.IsNameOrAddress)]
    [InlineData("hughes", AnswerFault.IsNameOrAddress)]
    [InlineData("password", AnswerFault.TooCommon)]
    [InlineData("B.L.U.E.", AnswerFault.TooCommon)]
    [InlineData("aaaaaaaa", AnswerFault.TooCommon)]
    [InlineData("St. Mary's", AnswerFault.Repeated)]
    public void An_answer_that_will_not_do_is_named(string answer, AnswerFault fault)
    {
        var problem = Assert.Single(Check([(1, "st marys"), (2, answer), (3, "Pontcanna"), (4, "Mrs Pritchard")]));

        Assert.Equal((fault, 2), (problem.Fault, problem.Number));
    }

    [Fact]
    public void A_hundred_characters_are_enough() =>
        Assert.Equal(AnswerFault.TooLong, Assert.Single(Check([(1, string.Concat(Enumerable.Range(0, 101).Select(i => (char)('a' + (i % 26))))), (2, "one two"), (3, "Pontcanna"), (4, "Mrs Pritchard")])).Fault);

    [Fact]
    public void Four_different_questions_are_needed()
    {
        Assert.Equal(new AnswerProblem(AnswerFault.QuestionRepeated, 3, 1), Assert.Single(Check([(1, "one two"), (2, "three four"), (1, "Pontcanna"), (4, "Mrs Pritchard")])));
        Assert.Equal(new AnswerProblem(AnswerFault.QuestionMissing, 4), Assert.Single(Check([(1, "one two"), (2, "three four"), (3, "Pontcanna"), (null, "Mrs Pritchard")])));
    }

    [Fact]
    public void A_secret_prints_nothing_and_is_gone_after_use()
    {
        var secret = new Secret("Zebedee");
        Assert.DoesNotContain("Zebedee", $"{secret}", StringComparison.Ordinal);
        secret.Dispose();
        Assert.All(secret.Utf8.ToArray(), b => Assert.Equal(0, b));
    }

    private static IReadOnlyList<AnswerProblem> Check((int? Question, string Answer)[] given) => AnswerRules.Check(
        [.. given.Select(g => new GivenAnswer(g.Question is { } q ? new QuestionId(q) : null, new Secret(g.Answer), ["What is your pet called?"]))], ["Amal Hughes"]);
}
