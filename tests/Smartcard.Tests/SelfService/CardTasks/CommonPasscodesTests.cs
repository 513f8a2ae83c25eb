using System.ComponentModel.DataAnnotations;
using System.Text;
using Smartcard.Helper.Screen;
using Smartcard.SelfService.CardTasks;

namespace Smartcard.Tests.SelfService.CardTasks;

/// <summary>The passcodes that nobody may choose. S15.</summary>
public sealed class CommonPasscodesTests
{
    [Fact]
    public void The_list_that_is_there_has_passcodes_each_once_that_are_not_refused_without_it()
    {
        Assert.Empty(Problems(new HelperOptions { CommonPasscodes = CommonPasscodes.All }));
        Assert.Equal(CommonPasscodes.All, CommonPasscodes.All.Distinct(StringComparer.OrdinalIgnoreCase));
        Assert.DoesNotContain(CommonPasscodes.All, passcode => WeakPasscode.Of(Encoding.ASCII.GetBytes(passcode), []) is not null);
        Assert.InRange(CommonPasscodes.All.Count, 175, 225); // as the documents say: about 200
    }

    [Fact]
    public void An_installation_has_a_list_of_its_own_or_none()
    {
        Assert.Same(CommonPasscodes.All, new HelperOptions().PasscodeRule.Common);
        Assert.Equal(["trust1"], new HelperOptions { CommonPasscodes = ["trust1"] }.PasscodeRule.Common);
        Assert.Empty(new HelperOptions { CommonPasscodes = [""] }.PasscodeRule.Common);
    }

    [Theory]
    [InlineData("123")]
    [InlineData("123456789")]
    [InlineData("caffè")]
    public void What_is_no_passcode_is_named_by_its_place_alone(string entry)
    {
        var problem = Assert.Single(Problems(new HelperOptions { CommonPasscodes = ["2580", entry] }));

        Assert.StartsWith("Helper:CommonPasscodes:1 is no passcode.", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(entry, problem, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Problems(HelperOptions options) =>
        options.Validate(new ValidationContext(options)).Select(problem => problem.ErrorMessage!);
}
