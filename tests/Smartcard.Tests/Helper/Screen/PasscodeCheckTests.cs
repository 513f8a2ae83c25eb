using System.Text;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Tests.Helper.Screen;

/// <summary>What is wrong with a new passcode, said before the card is touched. P-U9.</summary>
public sealed class PasscodeCheckTests
{
    [Theory]
    [InlineData("", "", "problem.empty")]
    [InlineData("567", "567", "problem.tooShort")]
    [InlineData("4826", "4826", null)]
    [InlineData("n3w ~|!\"", "n3w ~|!\"", null)]
    [InlineData("123456789", "123456789", "problem.tooLong")]
    [InlineData("pässword", "pässword", "problem.characters")] // eight characters, and nine bytes
    [InlineData("£££", "£££", "problem.characters")]
    [InlineData("4826", "5679", "problem.differ")]
    public void Names_the_first_thing_that_is_wrong(string first, string second, string? problem) =>
        Assert.Equal(problem, Check(first, second, new PasscodeRule(4, 8, DigitsOnly: false)));

    [Theory]
    [InlineData("12345a", "problem.digits")]
    [InlineData("12345", "problem.tooShort")]
    [InlineData("482615", null)]
    public void Keeps_to_digits_where_the_installation_wants_them(string typed, string? problem) =>
        Assert.Equal(problem, Check(typed, typed, new PasscodeRule(6, 8, DigitsOnly: true)));

    [Theory]
    [InlineData("7777", "problem.allTheSame")]
    [InlineData("aAaA", "problem.allTheSame")]
    [InlineData("        ", "problem.allTheSame")]
    [InlineData("1234", "problem.run")]
    [InlineData("67890", "problem.run")]
    [InlineData("9012", "problem.run")]
    [InlineData("10987", "problem.run")]
    [InlineData("fEdC", "problem.run")]
    [InlineData("2580", "problem.common")]
    [InlineData("Password", "problem.common")]
    [InlineData("1235", null)]
    [InlineData("2581", null)]
    public void Refuses_what_is_easy_to_guess_and_says_why(string typed, string? problem) =>
        Assert.Equal(problem, Check(typed, typed, new PasscodeRule(4, 8, DigitsOnly: false) { Common = ["2580", "password"] }));

    [Theory]
    [InlineData("pässwd", "problem.cannotBeRight")]
    [InlineData("12£4", "problem.cannotBeRight")]
    [InlineData("123", "problem.notAPasscode")]
    [InlineData("1234", null)] // what the card has may be weak
    public void The_passcode_that_the_card_has_is_not_tried_when_it_cannot_be_right(string typed, string? problem)
    {
        using var passcode = Passcode.Copy(Encoding.UTF8.GetBytes(typed));
        Assert.Equal(problem, PasscodeCheck.Current(passcode));
    }

    private static string? Check(string first, string second, PasscodeRule rule)
    {
        using var typed = new NewPasscode(Passcode.Copy(Encoding.UTF8.GetBytes(first)), Passcode.Copy(Encoding.UTF8.GetBytes(second)));
        return PasscodeCheck.New(typed, rule);
    }
}
