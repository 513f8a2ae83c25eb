using Smartcard.Workflows;

namespace Smartcard.Tests.Workflows.Definitions;

/// <summary>The type that a workflow has where others use it as an activity: the same as Elsa makes of its name.</summary>
public sealed class WorkflowAsActivityTests
{
    [Theory]
    [InlineData("Confirm an address", "ConfirmAnAddress")]
    [InlineData("  confirm_an--address ", "ConfirmAnAddress")]
    [InlineData("Step 2 of 3", "Step 2Of 3")]
    [InlineData("- -", "- -")]
    public void A_type_is_named_after_its_workflow(string name, string type) => Assert.Equal(type, WorkflowAsActivity.TypeNameOf(name));

    [Fact]
    public void A_name_of_many_dashes_is_read_at_once()
    {
        var name = new string('-', 5_000_000);

        Assert.Equal(name, WorkflowAsActivity.TypeNameOf(name));
    }
}
