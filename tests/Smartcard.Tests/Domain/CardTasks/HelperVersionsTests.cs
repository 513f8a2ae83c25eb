using Smartcard.Domain.CardTasks;

namespace Smartcard.Tests.Domain.CardTasks;

/// <summary>Which helpers are too old, and which have a newer one.</summary>
public sealed class HelperVersionsTests
{
    [Theory]
    [InlineData("0.2.0", null, "0.1.9", true)]
    [InlineData("0.2.0", null, "0.2", false)]
    [InlineData("0.2.0", null, "0.2.0-beta.1", false)]
    [InlineData("0.2.0", null, "0.10.0", false)]
    [InlineData("0.2.0", null, "", true)]
    [InlineData("0.2.0", null, "newest", true)]
    [InlineData(null, "0.3.0", "", false)]
    [InlineData(null, null, "", false)]
    public void Older_than_the_oldest_is_too_old_and_so_is_one_that_does_not_say(
        string? oldest, string? newest, string sent, bool isTooOld) =>
        Assert.Equal(isTooOld, Of(oldest, newest).IsTooOld(sent));

    [Theory]
    [InlineData("0.3.0", "0.2.0", "0.3.0")]
    [InlineData("0.3", "", "0.3.0")]
    [InlineData("0.3.0", "0.3.0", null)]
    [InlineData("0.3.0", "0.4.0", null)]
    [InlineData("1.2.3.4", "1.2.3", "1.2.3.4")]
    [InlineData(null, "0.1.0", null)]
    public void A_newer_one_is_named(string? newest, string sent, string? newer) => Assert.Equal(newer, Of(null, newest).NewerThan(sent));

    [Theory]
    [InlineData("0.2.0", "0.3.0", "0.3.0")]
    [InlineData("0.2.0", null, "0.2.0")]
    [InlineData(null, null, null)]
    public void The_newest_is_the_one_to_install(string? oldest, string? newest, string? wanted) =>
        Assert.Equal(wanted, Of(oldest, newest).Wanted);

    [Theory]
    [InlineData("1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.-2")]
    [InlineData("v1.2")]
    [InlineData("1.2 ")]
    [InlineData("1.2\n")]
    [InlineData("99999999999.1")]
    public void What_is_no_version_is_not_read(string text) => Assert.Null(HelperVersions.Read(text));

    private static HelperVersions Of(string? oldest, string? newest) => new(HelperVersions.Read(oldest), HelperVersions.Read(newest));
}
