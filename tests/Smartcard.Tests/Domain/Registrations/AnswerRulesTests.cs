using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Secrets;
using Smartcard.SelfService;
using Smartcard.SelfService.Registrations;

namespace Smartcard.Tests.Domain.Registrations;

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

        Assert.True(AnswerHasher.Full.Verify(second, AnswerHasher.Full.Hash(first)));
    }

    [Theory]
    [InlineData("Łódź", "Lodz")]
    [InlineData("Sørensen", "Sorensen")]
    [InlineData("Straßburg", "Strassburg")]
    [InlineData("STRAẞBURG", "strassburg")]
    [InlineData("Đorđe", "Dorde")]
    [InlineData("Ħamrun", "hamrun")]
    [InlineData("IĞDIR", "ığdır")]
    [InlineData("Diyarbakır", "diyarbakir")]
    [InlineData("Cœur d’Œuvre", "coeur doeuvre")]
    [InlineData("Ærøskøbing", "aeroskobing")]
    [InlineData("Þórður", "thordur")]
    [InlineData("Guðrún", "gudrun")]
    [InlineData("Ŋaŋo", "nano")]
    [InlineData("Nguyễn Văn Đức", "nguyen van duc")]
    [InlineData("ﬂuﬀy ʼn Ĳssel", "fluffy n ijssel")]
    [InlineData("Kauaʻi", "kauai")]
    [InlineData("O\u02BCNeill", "o'neill")]
    [InlineData("Дубоўка", "дубоука")]
    [InlineData("Αθήνα", "αθηνα")]
    [InlineData("שָׁלוֹם", "שלום")]
    [InlineData("مُحَمَّد", "محمد")]
    [InlineData("محــــمد", "محمد")]
    [InlineData("が\u304E", "か\u3099き\u3099")]
    [InlineData("ｶﾞﾗｽ", "ガラス")]
    [InlineData("क\u200Dिताब", "किताब")]
    [InlineData("१२ मार्ग", "12 मार्ग")]
    [InlineData("❤\uFE0F cat dog", "❤ cat dog")]
    public void Whatever_the_keyboard_makes_of_a_letter_is_that_letter(string registered, string typed)
    {
        using var first = new Secret(registered);
        using var second = new Secret(typed);

        Assert.True(AnswerHasher.Full.Verify(second, AnswerHasher.Full.Hash(first)));
        Assert.True(AnswerHasher.Full.Verify(first, AnswerHasher.Full.Hash(second)));
    }

    [Theory]
    [InlineData("किताब", "कताबी")]
    [InlineData("किताब", "कुताब")]
    [InlineData("தமிழ்", "தமழி")]
    [InlineData("বই", "বাই")]
    [InlineData("ไม้", "ไม่")]
    [InlineData("かぎ", "かき")]
    [InlineData("パパイヤ", "ハハイヤ")]
    [InlineData("ഇല", "ഇലാ")]
    [InlineData("ខ្មែរ", "ខ្មារ")]
    [InlineData("Sagem", "Sagen")]
    [InlineData("12 High Street", "13 High Street")]
    [InlineData("Zebedee", "Zebedee Blue")]
    public void Other_words_are_other_answers(string registered, string typed)
    {
        using var first = new Secret(registered);
        using var second = new Secret(typed);

        Assert.False(AnswerHasher.Full.Verify(second, AnswerHasher.Full.Hash(first)));
    }

    [Fact]
    public void The_same_answer_is_hashed_differently_each_time_and_with_the_right_parameters()
    {
        using var answer = new Secret("Zebedee Blue");
        var (first, second) = (AnswerHasher.Full.Hash(answer), AnswerHasher.Full.Hash(answer));

        Assert.NotEqual(first, second);
        Assert.StartsWith("$argon2id$v=19$m=19456,t=2,p=1,fold=2$", first, StringComparison.Ordinal);
        Assert.DoesNotContain("zebedee", first, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_product_hashes_at_full_cost()
    {
        using var services = new ServiceCollection().AddSelfService().BuildServiceProvider();

        Assert.Same(AnswerHasher.Full, services.GetRequiredService<AnswerHasher>());
    }

    [Theory]
    [InlineData("St. Mary's", "st marys", true)]
    [InlineData("Łódź", "łódź", true)]
    [InlineData("Łódź", "Lodz", false)]
    [InlineData("किताब", "किताब", true)]
    public void An_answer_of_before_is_checked_as_it_was_hashed(string registered, string typed, bool isSame)
    {
        using var answer = new Secret(typed);

        Assert.Equal(isSame, AnswerHasher.Full.Verify(answer, HashOfBefore.Of(registered)));
    }

    [Theory]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1,fold=3$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void A_hash_of_another_kind_is_an_error_and_no_wrong_answer(string phc)
    {
        using var answer = new Secret("Zebedee");

        Assert.Throws<FormatException>(() => AnswerHasher.Full.Verify(answer, phc));
    }

    [Theory]
    [InlineData("北京", null)]
    [InlineData("京", AnswerFault.TooShort)]
    [InlineData("서울", null)]
    [InlineData("서", AnswerFault.TooShort)]
    [InlineData("かぎ", null)]
    [InlineData("राम", null)]
    [InlineData("कि", AnswerFault.TooShort)]
    [InlineData("ตา", null)]
    [InlineData("東京1", null)]
    [InlineData("京1", AnswerFault.TooShort)]
    [InlineData("é\u0301\u0302\u0303\u0304", AnswerFault.TooShort)]
    [InlineData("Wŷ", AnswerFault.TooShort)]
    [InlineData("ʼʼʼʼ", AnswerFault.TooShort)]
    [InlineData("👨\u200D👩\u200D👧\u200D👦", AnswerFault.TooShort)]
    [InlineData("🇬🇧", AnswerFault.TooShort)]
    [InlineData("🐶🐱🐭", null)]
    [InlineData("🐶🐶🐶", AnswerFault.TooCommon)]
    [InlineData("मामा", AnswerFault.TooCommon)]
    public void Length_is_counted_in_characters_as_people_see_them(string answer, AnswerFault? fault) =>
        Assert.Equal(fault, Check([(1, "one two"), (2, answer), (3, "Pontcanna"), (4, "Mrs Pritchard")]).SingleOrDefault()?.Fault);

    [Fact]
    public void Whoever_is_told_that_an_answer_is_too_short_is_told_how_long_it_must_be()
    {
        Assert.Equal(2, Assert.Single(Check([(1, "one two"), (2, "京"), (3, "Pontcanna"), (4, "Mrs Pritchard")])).Min);
        Assert.Equal(3, Assert.Single(Check([(1, "one two"), (2, "ab"), (3, "Pontcanna"), (4, "Mrs Pritchard")])).Min);
    }

    [Theory]
    [InlineData("amal.hughes@trust.nhs.uk")]
    [InlineData("Trust")]
    [InlineData("trust nhs uk")]
    [InlineData("NHS.uk")]
    [InlineData("Amal.Hughes")]
    [InlineData("zebedee 7")]
    [InlineData("Llewellyn-Jones")]
    [InlineData("Llewellyn")]
    public void The_persons_address_and_whatever_it_is_made_of_is_no_answer(string answer)
    {
        string[] addresses = ["amal.hughes@trust.nhs.uk", "zebedee7@llewellyn-jones.nhs.uk"];

        var problem = Assert.Single(Check([(1, "one two"), (2, answer), (3, "Pontcanna"), (4, "Mrs Pritchard")], addresses));

        Assert.Equal(AnswerFault.IsNameOrAddress, problem.Fault);
    }

    [Fact]
    public void What_an_address_gives_away_is_looked_for_among_what_could_be_an_answer_at_all()
    {
        Assert.Equal(
            ["amal.hughes@trust.nhs.uk", "trust.nhs.uk", "trust", "nhs", "nhs.uk"],
            AnswerRules.PossibleAnswersIn(EmailAddress.Parse("amal.hughes@trust.nhs.uk"), "Amal Hughes"));
        Assert.Equal(
            10,
            AnswerRules
                .PossibleAnswersIn(
                    EmailAddress.Parse("abc.bcd.cde.def.efg.fgh.ghi.hij.ijk@trust.nhs.uk"),
                    "Amal Hughes")
                .Count);
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
        Assert.Equal(
            AnswerFault.TooLong,
            Assert
                .Single(
                    Check([
                        (1, string.Concat(Enumerable.Range(0, 101).Select(i => (char)('a' + (i % 26))))),
                        (2, "one two"),
                        (3, "Pontcanna"),
                        (4, "Mrs Pritchard"),
                    ]))
                .Fault);

    [Fact]
    public void Four_different_questions_are_needed()
    {
        Assert.Equal(
            new AnswerProblem(AnswerFault.QuestionRepeated, 3, 1),
            Assert.Single(Check([(1, "one two"), (2, "three four"), (1, "Pontcanna"), (4, "Mrs Pritchard")])));
        Assert.Equal(
            new AnswerProblem(AnswerFault.QuestionMissing, 4),
            Assert.Single(Check([(1, "one two"), (2, "three four"), (3, "Pontcanna"), (null, "Mrs Pritchard")])));
    }

    [Fact]
    public void A_secret_prints_nothing_and_is_gone_after_use()
    {
        var secret = new Secret("Zebedee");
        Assert.DoesNotContain("Zebedee", $"{secret}", StringComparison.Ordinal);
        secret.Dispose();
        Assert.All(secret.Utf8.ToArray(), b => Assert.Equal(0, b));
    }

    private static IReadOnlyList<AnswerProblem> Check(
        (int? Question, string Answer)[] given,
        params string[] addresses) =>
        AnswerRules.Check(
            [
                .. given.Select(g => new GivenAnswer(
                    g.Question is { } q ? new QuestionId(q) : null,
                    new Secret(g.Answer),
                    ["What is your pet called?"])),
            ],
            "Amal Hughes",
            [.. addresses.Select(EmailAddress.Parse)]);
}
