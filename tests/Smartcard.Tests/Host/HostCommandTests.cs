using Smartcard.Server.Keys;
using Smartcard.Server.Setup;

namespace Smartcard.Tests.Host;

/// <summary>What the program is told to do instead of running as a host.</summary>
public sealed class HostCommandTests
{
    [Theory]
    [InlineData("--urls=http://localhost", "", "--urls=http://localhost")]
    [InlineData("--migrate --Data:Folder=x", "--migrate", "--Data:Folder=x")]
    [InlineData("--backup /b --Data:Folder=x", "--backup /b", "--Data:Folder=x")]
    [InlineData("--without-database --backup /b", "--backup /b +", "")]
    [InlineData("--Data:Folder=x --restore /b --move-old-aside", "--restore /b +", "--Data:Folder=x")]
    [InlineData("--rotate-keys", "--rotate-keys", "")]
    [InlineData("--rotate-keys codes", "--rotate-keys codes", "")]
    [InlineData("--rotate-keys --Data:Folder=x", "--rotate-keys", "--Data:Folder=x")]
    public void Is_taken_out_of_the_settings(string args, string command, string settings)
    {
        var (found, rest) = HostCommand.Parse(args.Split(' '));

        Assert.Equal(command, found is null ? "" : string.Join(' ', new[] { found.Name, found.Value, found.Flag ? "+" : null }.OfType<string>()));
        Assert.Equal(settings, string.Join(' ', rest));
    }

    [Theory]
    [InlineData("--backup", "wants a folder behind it")]
    [InlineData("--restore --move-old-aside", "wants a folder behind it")]
    [InlineData("--migrate --backup /b", "cannot be done in one go")]
    [InlineData("--move-old-aside", "belongs to --restore")]
    [InlineData("--backup /b --move-old-aside", "belongs to --restore")]
    [InlineData("--restore /b --without-database", "belongs to --backup")]
    public void Says_what_to_write_instead(string args, string words) =>
        Assert.Contains(words, Assert.Throws<SettingException>(() => HostCommand.Parse(args.Split(' '))).Message, StringComparison.Ordinal);

    [Fact]
    public void Kinds_of_keys_have_words()
    {
        Assert.Equal([KeyKind.DataProtection], KeyKinds.Of("data-protection"));
        Assert.Equal(KeyKinds.All, KeyKinds.Of(null));
        Assert.Contains("data-protection, codes, chat, vault", Assert.Throws<SettingException>(() => KeyKinds.Of("passwords")).Message, StringComparison.Ordinal);
    }
}
