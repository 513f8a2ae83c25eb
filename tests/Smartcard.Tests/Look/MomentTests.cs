using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Smartcard.Look;

namespace Smartcard.Tests.Look;

/// <summary>A moment: for people in words, for programs exactly, and in UTC until a script says it in the zone of whoever looks.</summary>
public sealed class MomentTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 11, 28, 15, 5, 7, TimeSpan.FromHours(1));

    private readonly BunitContext _bunit = new();
    private readonly FakeTimeProvider _time = new(At);

    public MomentTests() => _bunit.Services.AddSingleton<TimeProvider>(_time);

    public void Dispose() => _bunit.Dispose();

    [Theory]
    [InlineData(TimeShown.Minute, "28 November, 14:05 UTC", "28 November 2026, 14:05 UTC")]
    [InlineData(TimeShown.Second, "28 November, 14:05:07 UTC", "28 November 2026, 14:05:07 UTC")]
    [InlineData(TimeShown.Clock, "14:05:07 UTC", "28 November 2026, 14:05:07 UTC")]
    [InlineData(TimeShown.Day, "28 November", "28 November 2026, 14:05 UTC")]
    public void It_is_said_in_words_and_whole_in_its_title(TimeShown shown, string words, string title)
    {
        var time = Render(At, shown).Find("time");

        Assert.Equal(words, time.TextContent);
        Assert.Equal(title, time.GetAttribute("title"));
        Assert.Equal("2026-11-28T14:05:07Z", time.GetAttribute("datetime"));
        Assert.Equal(shown.ToString().ToLowerInvariant(), time.GetAttribute("data-shown"));
    }

    [Fact]
    public void The_year_is_said_when_it_is_not_this_one()
    {
        _time.Advance(TimeSpan.FromDays(40));

        Assert.Equal("28 November 2026, 14:05 UTC", Render(At, TimeShown.Minute).Find("time").TextContent);
    }

    [Fact]
    public void What_is_not_known_is_a_dash() => Assert.Equal("–", Render(null, TimeShown.Minute).Markup.Trim());

    [Fact]
    public void Words_stand_around_it()
    {
        var told = _bunit.Render<Told>(parameters => parameters.Add(t => t.What, new Telling("came back", At, " (5.1.1)")));

        Assert.Equal(
            "came back 28 November, 14:05 UTC (5.1.1)",
            string.Join(' ', told.Nodes.Select(n => n.TextContent.Trim()).Where(t => t.Length > 0)));
    }

    private IRenderedComponent<Moment> Render(DateTimeOffset? at, TimeShown shown) =>
        _bunit.Render<Moment>(parameters => parameters.Add(m => m.At, at).Add(m => m.Shown, shown));
}
