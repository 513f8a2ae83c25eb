using System.CommandLine;
using Smartcard.Server;
using Smartcard.Server.Keys;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Tests.Server.Setup;

/// <summary>What the program is told to do instead of running as a host.</summary>
public sealed class HostCommandTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("--urls=http://localhost", "", "--urls=http://localhost")]
    [InlineData("--urls http://localhost /Data:Folder x Mail:Port=25", "", "--urls http://localhost /Data:Folder x Mail:Port=25")]
    [InlineData("--migrate --Data:Folder=x", "--migrate", "--Data:Folder=x")]
    [InlineData("--reset-admin --contentRoot /opt/smartcard", "--reset-admin", "--contentRoot /opt/smartcard")]
    [InlineData("--backup /b --Data:Folder=x", "--backup /b", "--Data:Folder=x")]
    [InlineData("--backup=/b --Data:Folder /c", "--backup /b", "--Data:Folder /c")]
    [InlineData("--without-database --backup /b", "--backup /b +", "")]
    [InlineData("--Data:Folder=x --restore /b --move-old-aside", "--restore /b +", "--Data:Folder=x")]
    [InlineData("--rotate-keys", "--rotate-keys", "")]
    [InlineData("--rotate-keys codes", "--rotate-keys codes", "")]
    [InlineData("--rotate-keys --Data:Folder=x", "--rotate-keys", "--Data:Folder=x")]
    [InlineData("--check-workflows", "--check-workflows", "")]
    [InlineData("--check-workflows a.json /b/c --Data:Folder=x", "--check-workflows a.json /b/c", "--Data:Folder=x")]
    [InlineData("--verify-audit a.jsonl b.jsonl", "--verify-audit a.jsonl b.jsonl", "")]
    [InlineData("--Data:Folder=@x --Key=--backup", "", "--Data:Folder=@x --Key=--backup")]
    public void Is_taken_out_of_the_settings(string args, string command, string settings)
    {
        var line = HostCommandLine.Read(args.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        var said = line.Command is { } found
            ? string.Join(' ', [found.Name, .. found.Values, .. found.Flag ? ["+"] : Array.Empty<string>()])
            : "";
        Assert.Equal(command, said);
        Assert.Equal(settings, string.Join(' ', line.Settings));
    }

    [Theory]
    [InlineData("--backup", "--backup needs a folder, for example --backup /backups/")]
    [InlineData("--restore --move-old-aside", "--restore needs a folder")]
    [InlineData("--migrate --backup /b", "together. Choose one of them")]
    [InlineData("--migrate --migrate", "--migrate is there twice")]
    [InlineData("--move-old-aside", "belongs to --restore")]
    [InlineData("--backup /b --move-old-aside", "belongs to --restore")]
    [InlineData("--restore /b --without-database", "belongs to --backup")]
    [InlineData("--backup /b /c", "argument 3 is neither a command nor a setting")]
    [InlineData("--purge", "'--purge' is neither a command nor a setting. --help lists the commands")]
    [InlineData("--migrat", "--migrat is not a command. Did you mean --migrate?")]
    [InlineData("--migrat --Data:Folder=x", "Did you mean --migrate?")]
    [InlineData("migrate", "Did you mean --migrate?")]
    [InlineData("--Backup /b", "Did you mean --backup?")]
    [InlineData("--back-up=/b", "--back-up is not a command. Did you mean --backup?")]
    [InlineData("--rotate-key codes", "Did you mean --rotate-keys?")]
    [InlineData("--migrate=false", "--migrate takes no value. Write --migrate alone, or leave it out.")]
    [InlineData("--reset-admin=false", "--reset-admin takes no value")]
    [InlineData("--backup /b --without-database=false", "--without-database takes no value")]
    [InlineData("--restore /b --move-old-aside=false", "--move-old-aside takes no value")]
    public void Says_what_to_write_instead(string args, string words) =>
        Assert.Contains(
            words,
            Assert.Throws<SettingException>(() => HostCommandLine.Read(args.Split(' '))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("--Mail:SendGrid:ApiKey = SG.Zebedee")]
    [InlineData("--Mail:SendGrid:ApiKey:SG.Zebedee")]
    [InlineData("Zebedee")]
    public void Never_repeats_what_may_be_a_secret(string args) =>
        Assert.DoesNotContain(
            "Zebedee",
            Assert.Throws<SettingException>(() => HostCommandLine.Read(args.Split(' '))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--help --Data:Folder=x")]
    [InlineData("--backup --help")]
    public async Task Help_lists_every_command_with_what_it_does(string args)
    {
        var help = await AnswerAsync(args);

        var page = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs", "operations.md"),
            TestContext.Current.CancellationToken);
        foreach (var option in Options())
        {
            Assert.Matches($@"{option.Name}( <[A-Z]+>)?\s+\S+", help);
            Assert.True(option.Description!.EndsWith('.'), $"{option.Name} has no sentence.");
            Assert.Contains($"`{option.Name}", page, StringComparison.Ordinal);
        }

        Assert.Contains("--Section:Key=value", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_told_alone() => Assert.Matches(@"^\d+\.\d+\.\d+\S*$", (await AnswerAsync("--version")).Trim());

    [Theory]
    [InlineData("--migrat", 1)]
    [InlineData("--backup", 1)]
    [InlineData("--check-workflows /nowhere/at/all.json", 2)]
    [InlineData("--verify-audit /nowhere/at/all.jsonl", 2)]
    [InlineData("--version", 0)]
    public async Task Ends_with_the_code_that_the_documents_name(string args, int code) =>
        Assert.Equal(code, await Startup.RunAsync(args.Split(' '), static builder => HostApp.Build(builder)));

    [Fact]
    public void Kinds_of_keys_have_words()
    {
        Assert.Equal([KeyKind.DataProtection], KeyKinds.Of("data-protection"));
        Assert.Equal(KeyKinds.All, KeyKinds.Of(null));
        Assert.Contains(
            "data-protection, codes, chat, vault",
            Assert.Throws<SettingException>(() => KeyKinds.Of("passwords")).Message,
            StringComparison.Ordinal);
    }

    private static IEnumerable<Option> Options() =>
        HostCommandLine.Read([]).Options.Where(o => o.Name.StartsWith("--", StringComparison.Ordinal));

    private static async Task<string> AnswerAsync(string args)
    {
        var line = HostCommandLine.Read(args.Split(' '));
        Assert.True(line.IsAnsweredAlone);
        await using var said = new StringWriter();
        Assert.Equal(0, await line.AnswerAsync(said));
        return said.ToString();
    }
}
