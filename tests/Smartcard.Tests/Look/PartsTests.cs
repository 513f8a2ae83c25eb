using Bunit;
using Smartcard.Look;

namespace Smartcard.Tests.Look;

/// <summary>The parts of which pages are made, each alone.</summary>
public sealed class PartsTests : IDisposable
{
    private readonly BunitContext _bunit = new();

    public void Dispose() => _bunit.Dispose();

    [Fact]
    public void Each_cell_of_a_table_has_its_head_beside_it_for_a_narrow_screen()
    {
        var table = _bunit.Render<DataTable<string>>(parameters =>
            parameters
                .Add(t => t.Label, "People")
                .Add(
                    t => t.Columns,
                    [
                        new Column<string>("Name", name => builder => builder.AddContent(0, name)),
                        new Column<string>("Letters", name => builder => builder.AddContent(0, name.Length)),
                    ])
                .Add(t => t.Items, ["Nia", "<b>"]));

        Assert.Equal(["Name", "Letters"], table.FindAll("th").Select(h => h.TextContent));
        Assert.Equal(["Name", "Letters", "Name", "Letters"], table.FindAll("td > span").Select(h => h.TextContent));
        Assert.Equal(["Nia", "3", "<b>", "3"], table.FindAll("td > div").Select(h => h.TextContent));
        Assert.Equal("People", table.Find("[role=region][tabindex='0']").GetAttribute("aria-label"));
    }

    [Fact]
    public void A_field_says_its_hint_and_what_is_wrong_to_whoever_does_not_see_them()
    {
        var input = Field(new Errors().Add("code", "Enter the code.")).Find("input");

        Assert.Equal("code-hint code-error", input.GetAttribute("aria-describedby"));
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
    }

    [Fact]
    public void A_field_that_is_right_has_its_hint_alone()
    {
        var field = Field(new Errors().Add("other", "Enter the other."));

        Assert.Equal("code-hint", field.Find("input").GetAttribute("aria-describedby"));
        Assert.Null(field.Find("input").GetAttribute("aria-invalid"));
        Assert.Empty(field.FindAll(".nhsuk-error-message"));
    }

    [Fact]
    public void The_summary_of_errors_leads_to_each_field_and_is_not_there_without_any()
    {
        var errors = new Errors().Add("name", "Enter a name.").Add("roles", "Choose a role.");

        Assert.Equal(["#name", "#roles"], Summary(errors).FindAll("a").Select(a => a.GetAttribute("href")));
        Assert.Empty(Summary(new Errors()).Markup.Trim());
    }

    private IRenderedComponent<Field> Field(Errors errors) =>
        _bunit.Render<Field>(parameters =>
            parameters
                .Add(f => f.Name, "code")
                .Add(f => f.Label, "Code")
                .Add(f => f.Hint, "Six digits.")
                .Add(f => f.Errors, errors));

    private IRenderedComponent<ErrorSummary> Summary(Errors errors) =>
        _bunit.Render<ErrorSummary>(parameters => parameters.Add(s => s.Errors, errors));
}
