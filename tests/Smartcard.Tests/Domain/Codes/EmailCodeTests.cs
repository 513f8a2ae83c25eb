using System.Security.Cryptography;
using Smartcard.Domain;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Secrets;

namespace Smartcard.Tests.Domain.Codes;

/// <summary>How long a code is good, and how it is kept. S2, S3.</summary>
public sealed class EmailCodeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public void A_code_works_once_within_its_life_with_spaces_or_without()
    {
        var code = CodeOf("482913");

        Assert.IsType<CodeCheck.Valid>(Try(code, " 482 913 ", Now.AddMinutes(15).AddTicks(-1)));
        Assert.IsType<CodeCheck.Dead>(Try(code, "482913", Now));
    }

    [Fact]
    public void A_code_is_dead_after_fifteen_minutes_and_after_three_wrong_tries()
    {
        Assert.IsType<CodeCheck.Expired>(Try(CodeOf("482913"), "482913", Now.AddMinutes(15)));

        var code = CodeOf("482913");
        Assert.Equal(new CodeCheck.Wrong(2), Try(code, "000000", Now));
        Assert.Equal(new CodeCheck.Wrong(1), Try(code, "482914", Now));
        Assert.IsType<CodeCheck.Dead>(Try(code, "999999", Now));
        Assert.IsType<CodeCheck.Dead>(Try(code, "482913", Now));
    }

    [Fact]
    public void The_same_digits_have_another_hash_for_another_code_and_another_key()
    {
        using var digits = new Secret("482913");
        var id = CodeId.New();

        Assert.NotEqual(EmailCode.Hash(id, digits, Key), EmailCode.Hash(CodeId.New(), digits, Key));
        Assert.NotEqual(EmailCode.Hash(id, digits, Key), EmailCode.Hash(id, digits, new byte[32]));
    }

    [Fact]
    public void Codes_are_six_digits_and_all_of_them_occur()
    {
        var drawn = Enumerable.Range(0, 2000).Select(_ =>
        {
            using var code = EmailCode.Draw();
            return code.Use(text => text.ToString());
        }).ToList();

        Assert.All(drawn, code => Assert.Matches("^[0-9]{6}$", code));
        Assert.Contains(drawn, code => code[0] == '0');
        Assert.True(drawn.Distinct().Count() > 1990, "Codes repeat far more often than chance would have it.");
    }

    [Theory]
    [InlineData(2, false, 5, true)]
    [InlineData(3, false, 3, false)]
    [InlineData(3, true, 5, true)]
    [InlineData(4, true, 4, false)]
    [InlineData(3, true, 6, false)]
    [InlineData(0, false, 6, false)]
    public void A_journey_has_three_codes_and_one_more_that_the_booth_allows_and_a_card_six_in_a_day(
        int ofJourney, bool isOneMoreAllowed, int ofCard, bool mayBeMade) =>
        Assert.Equal(mayBeMade, EmailCode.MayBeMade(ofJourney, isOneMoreAllowed, ofCard));

    [Fact]
    public void A_clock_that_was_set_back_does_not_make_a_code_live_longer()
    {
        Assert.IsType<CodeCheck.Expired>(Try(CodeOf("482913"), "482913", Now.AddHours(-1)));
        Assert.IsType<CodeCheck.Valid>(Try(CodeOf("482913"), "482913", Now.AddSeconds(-50))); // clocks of two hosts
    }

    private static EmailCode CodeOf(string digits)
    {
        var id = CodeId.New();
        using var code = new Secret(digits);
        return new EmailCode
        {
            Id = id,
            JourneyId = JourneyId.New(),
            CardId = CardId.New(),
            Address = "amal@nhs.net",
            KeyedHash = EmailCode.Hash(id, code, Key),
            CreatedAt = Now,
            ExpiresAt = Now + EmailCode.Lifetime,
        };
    }

    private static CodeCheck Try(EmailCode code, string typed, DateTimeOffset at)
    {
        using var secret = new Secret(typed);
        return code.Try(secret, [Key], at);
    }
}
