using System.Text.Json.Nodes;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Designer.DryRun;
using Smartcard.Designer.ElsaApi;

namespace Smartcard.Tests.Designer.DryRun;

/// <summary>The parts of the page of a dry run, each alone.</summary>
public sealed class DryRunPartsTests : IDisposable
{
    private readonly BunitContext _bunit = new();
    private readonly DefaultHttpContext _http = new();

    public DryRunPartsTests()
    {
        _bunit.Services.AddAntiforgery();
        _http.RequestServices = _bunit.Services;
    }

    public void Dispose() => _bunit.Dispose();

    [Fact]
    public void A_form_has_what_is_asked_filled_in_and_the_first_button_stands_out()
    {
        var form = Form(
            [
                new("answer1", "Answer <1>", "made \"up\"", 50, null),
                new("question", "Question", "2", 100, [new("1", "First"), new("2", "Second")]),
            ],
            [new FillLink("right values", null), new FillLink("nothing", "?fill=nothing")]);

        Assert.Equal("made \"up\"", form.Find("input#field-answer1").GetAttribute("value"));
        Assert.Equal("Answer <1>", form.Find("label[for=field-answer1]").TextContent);
        Assert.Equal("2", form.Find("select#field-question option[selected]").GetAttribute("value"));
        Assert.Equal(["nhsuk-button", "nhsuk-button nhsuk-button--secondary"], form.FindAll("button").Select(b => b.GetAttribute("class")));
        Assert.Equal(["continue", "stop"], form.FindAll("button[name=button]").Select(b => b.GetAttribute("value")));
        Assert.Equal("right values", form.Find("strong").TextContent);
        Assert.Equal("?fill=nothing", form.Find("p a").GetAttribute("href"));
    }

    [Fact]
    public void A_form_without_fields_offers_nothing_to_fill_in() => Assert.Empty(Form([], []).FindAll("p.nhsuk-hint"));

    [Fact]
    public void What_ran_is_marked_on_the_drawing_and_the_way_between_is_drawn_last()
    {
        var way = new DrawnWay(
            (JsonObject)JsonNode.Parse("""
                {"activities":[{"id":"a","name":"An activity with a very long name"},{"id":"b","name":"B"},{"id":"c","name":"C"}],
                 "connections":[{"source":{"activity":"a","port":"Yes"},"target":{"activity":"b"}},{"source":{"activity":"a","port":"No"},"target":{"activity":"c"}},
                                {"source":{"activity":"a"},"target":{"activity":"nowhere"}}]}
                """)!,
            [Ran("a", "Completed", "Yes"), Ran("b", "Running", null)]);

        var drawing = way.Whole()!;

        Assert.Equal(["past", "now", ""], drawing.Boxes.Select(b => b.Look));
        Assert.Equal(["✓ 1×", "▶ 1×", null], drawing.Boxes.Select(b => b.Count));
        Assert.Equal("An activity with a very…", drawing.Boxes[0].Text);
        Assert.Equal(
            [("An activity with a very long name: No", false), ("An activity with a very long name: Yes", true)],
            drawing.Lines.Select(l => (l.Title, l.IsTaken)));
        var svg = _bunit.Render<WayDrawn>(parameters => parameters.Add(w => w.Drawing, drawing));
        Assert.Equal(["An activity with a very…", "B", "C"], svg.FindAll("g > text:not(.count)").Select(t => t.TextContent));
        Assert.Equal(["✓ 1×", "▶ 1×"], svg.FindAll("text.count").Select(t => t.TextContent));
    }

    [Fact]
    public void Nothing_drawn_is_no_drawing()
    {
        var way = new DrawnWay([], []);

        Assert.Null(way.Near());
        Assert.Null(way.Whole());
    }

    private static ActivityExecutions Ran(string activity, string status, string? outcomes) =>
        new(activity, Guid.Empty, activity, activity, "Elsa.Say", DateTimeOffset.UnixEpoch, null, status, status == "Running", outcomes);

    private IRenderedComponent<PromptForm> Form(
        IReadOnlyList<PromptFieldModel> fields,
        IReadOnlyList<FillLink> fills) =>
        _bunit.Render<PromptForm>(parameters =>
            parameters
                .Add(
                    f => f.Prompt,
                    new PromptModel(
                        new SpokenModel("en", "Heading", new MarkupString("Text"), null, []),
                        "/do",
                        "nonce",
                        fields,
                        [new("continue", "Continue"), new("stop", "Stop")],
                        fills))
                .AddCascadingValue<HttpContext>(_http));
}
