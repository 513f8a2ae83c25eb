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
    [InlineData("5678", "5678", null)]
    [InlineData("n3w ~|!\"", "n3w ~|!\"", null)]
    [InlineData("123456789", "123456789", "problem.tooLong")]
    [InlineData("pässword", "pässword", "problem.characters")] // eight characters, and nine bytes
    [InlineData("£££", "£££", "problem.characters")]
    [InlineData("5678", "5679", "problem.differ")]
    public void Names_the_first_thing_that_is_wrong(string first, string second, string? problem) =>
        Assert.Equal(problem, Check(first, second, new PasscodeRule(4, 8, DigitsOnly: false)));

    [Theory]
    [InlineData("12345a", "problem.digits")]
    [InlineData("12345", "problem.tooShort")]
    [InlineData("123456", null)]
    public void Keeps_to_digits_where_the_installation_wants_them(string typed, string? problem) =>
        Assert.Equal(problem, Check(typed, typed, new PasscodeRule(6, 8, DigitsOnly: true)));

    private static string? Check(string first, string second, PasscodeRule rule)
    {
        using var typed = new NewPasscode(Passcode.Copy(Encoding.UTF8.GetBytes(first)), Passcode.Copy(Encoding.UTF8.GetBytes(second)));
        return PasscodeCheck.New(typed, rule);
    }
}
