using Bunit;
using Smartcard.Designer.Versions;

namespace Smartcard.Tests.Designer.Versions;

/// <summary>What differs between two definitions, as a list.</summary>
public sealed class DifferenceListTests : IDisposable
{
    private readonly BunitContext _bunit = new();

    public void Dispose() => _bunit.Dispose();

    [Fact]
    public void Each_change_is_a_sentence_and_long_texts_stand_beside_each_other()
    {
        var list = Render(new Differences([new("'Say' <was> added."), new("'Text' changed.", "one\ntwo", "three")]));

        Assert.Equal(2, list.FindAll("ul.changes > li").Count);
        Assert.Contains("'Say' <was> added.", list.Find("li").TextContent, StringComparison.Ordinal);
        Assert.Equal(["one\ntwo", "three"], list.FindAll("pre").Select(p => p.TextContent));
    }

    [Fact]
    public void The_same_and_what_cannot_be_compared_are_told_apart()
    {
        Assert.Contains("They say the same", Render(new Differences([])).Markup, StringComparison.Ordinal);
        Assert.Contains("cannot be compared", Render(new Differences(null)).Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<DifferenceList> Render(Differences found) =>
        _bunit.Render<DifferenceList>(parameters => parameters.Add(l => l.Found, found));
}
