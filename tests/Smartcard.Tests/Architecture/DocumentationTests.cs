using System.Reflection;
using System.Text.RegularExpressions;
using Smartcard.BackOffice.SignIn;
using Smartcard.Bot;
using Smartcard.Designer.Definitions;
using Smartcard.SelfService;
using Smartcard.SelfService.Alerts;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Figures;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Policy;
using Smartcard.Server.Setup;
using Smartcard.Server.Telemetry;
using Smartcard.Workflows;

namespace Smartcard.Tests.Architecture;

/// <summary>The documents say what the program does: each activity, each setting, each place they name.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Docs = Path.Combine(Repository.Root, "docs");

    public static TheoryData<string> Activities
    {
        get
        {
            var registry = new ActivityRegistry();
            registry.AddSelfServiceActivities();
            return [.. registry.All.Select(a => a.TypeName)];
        }
    }

    [Theory]
    [MemberData(nameof(Activities))]
    public void Every_activity_has_a_page_with_its_inputs_and_outcomes(string type)
    {
        var registry = new ActivityRegistry();
        registry.AddSelfServiceActivities();
        var activity = registry.Find(type, 1)!;
        var name = WordStart().Replace(type["Smartcard.".Length..], "-$0").ToLowerInvariant();

        var page = File.ReadAllText(Path.Combine(Docs, "activities", name + ".md"));

        Assert.StartsWith("# " + activity.DisplayName, page, StringComparison.Ordinal);
        Assert.Contains($"`{type}`", page, StringComparison.Ordinal);
        Assert.All(activity.Inputs, input => Assert.Contains($"| `{input.Key}` |", page, StringComparison.Ordinal));
        Assert.Equal(
            activity.Outcomes,
            OutcomeRow()
                .Matches(page[page.IndexOf("| Outcome |", StringComparison.Ordinal)..])
                .Select(m => m.Groups[1].Value));
        Assert.Contains(
            $"({name}.md)",
            File.ReadAllText(Path.Combine(Docs, "activities", "README.md")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_activity_of_Elsas_is_on_their_page()
    {
        var page = File.ReadAllText(Path.Combine(Docs, "activities", "elsa.md"));

        Assert.All(
            WorkflowsRegistration.Primitives().All,
            activity => Assert.Contains($"`{activity.TypeName}`", page, StringComparison.Ordinal));
        Assert.All(DataType.Names, type => Assert.Contains($"`{type}`", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(PolicyOptions.Section, typeof(PolicyOptions))]
    [InlineData("Policy:CardAndCodeOnly", typeof(CardAndCodeOnlyOptions))]
    [InlineData(PublishingOptions.Section, typeof(PublishingOptions))]
    [InlineData(DatabaseOptions.Section, typeof(DatabaseOptions))]
    [InlineData(HelperOptions.Section, typeof(HelperOptions))]
    [InlineData(FiguresOptions.Section, typeof(FiguresOptions))]
    [InlineData(ChatOptions.Section, typeof(ChatOptions))]
    [InlineData(MailOptions.Section, typeof(MailOptions))]
    [InlineData("Mail:Smtp", typeof(SmtpOptions))]
    [InlineData("Mail:SendGrid", typeof(SendGridOptions))]
    [InlineData(AlertOptions.Section, typeof(AlertOptions))]
    [InlineData("Alerts:Webhook", typeof(AlertWebhookOptions))]
    [InlineData("Alerts:Mail", typeof(AlertMailOptions))]
    [InlineData(SignInOptions.Section, typeof(SignInOptions))]
    [InlineData("SignIn:OpenIdConnect", typeof(OpenIdConnectSettings))]
    [InlineData(TelemetryOptions.Section, typeof(TelemetryOptions))]
    public void Every_setting_is_described(string section, Type options)
    {
        var page = File.ReadAllText(Path.Combine(Docs, "settings.md"));
        var settings = options
            .GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(p =>
                p.CanWrite
                && p.PropertyType != typeof(CardAndCodeOnlyOptions)
                && p.PropertyType != typeof(SmtpOptions)
                && p.PropertyType != typeof(SendGridOptions)
                && p.PropertyType != typeof(AlertWebhookOptions)
                && p.PropertyType != typeof(AlertMailOptions)
                && p.PropertyType != typeof(OpenIdConnectSettings)
                && p.PropertyType != typeof(OpenIdConnectGroups)
                && p.PropertyType != typeof(byte[]));

        Assert.All(settings, setting => Assert.Contains($"`{section}:{setting.Name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_link_and_every_file_that_is_named_is_there()
    {
        var pages = Directory
            .GetFiles(Docs, "*.md", SearchOption.AllDirectories)
            .Concat(
                new[]
                {
                    "README.md",
                    "CONTRIBUTING.md",
                    "SECURITY.md",
                    "THIRD-PARTY-NOTICES.md",
                    "tests/README.md",
                }.Select(page => Path.Combine(Repository.Root, page)));
        foreach (var page in pages)
        {
            var text = File.ReadAllText(page);
            var links = Link()
                .Matches(text)
                .Select(m => m.Groups[1].Value)
                .Where(l => !l.Contains("://", StringComparison.Ordinal) && !l.StartsWith('#'));
            Assert.All(
                links,
                link =>
                    Assert.True(
                        Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, link.Split('#')[0])),
                        $"{Path.GetRelativePath(Repository.Root, page)} links to {link}, which is not there."));
            Assert.All(
                NamedFile().Matches(text).Select(m => m.Groups[1].Value),
                file =>
                    Assert.True(
                        File.Exists(Path.Combine(Repository.Root, file))
                            || File.Exists(Path.Combine(Repository.Root, "src", "Smartcard." + file)),
                        $"{Path.GetRelativePath(Repository.Root, page)} names {file}, which is not there."));
        }
    }

    [Fact]
    public void Whoever_contributes_finds_each_path_and_each_test_that_is_named()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "CONTRIBUTING.md"));
        var tests = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension)
            .ToHashSet();

        Assert.All(NamedPath().Matches(text).Select(m => m.Groups[1].Value), path => Assert.True(
            Path.Exists(Path.Combine(Repository.Root, path)), $"CONTRIBUTING.md names {path}, which is not there."));
        Assert.All(NamedTest().Matches(text).Select(m => m.Groups[1].Value), test => Assert.Contains(test, tests));
    }

    /// <summary>Without one of them a host ends at its start.</summary>
    [Fact]
    public void Whoever_installs_a_service_is_told_of_each_folder_that_the_image_copies()
    {
        var copied = CopiedIntoImage()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile")))
            .Select(m => m.Groups[1].Value)
            .ToList();
        var told = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));

        Assert.Contains("workflows", copied);
        Assert.All(copied, folder => Assert.Contains($" /opt/smartcard/{folder}\n", told, StringComparison.Ordinal));
    }

    [GeneratedRegex("(?<!^)(?=[A-Z])")]
    private static partial Regex WordStart();

    [GeneratedRegex(@"^COPY .* /app/(\w+)\r?$", RegexOptions.Multiline)]
    private static partial Regex CopiedIntoImage();

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex OutcomeRow();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w./-])((?:\./)?(?:src|bot|tests|docs|tools|deploy|licences|\.devcontainer|\.vscode)/[\w./-]*\w)")]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"(?:\./test |'\*\.)(\w+Tests)\b")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"`([A-Za-z][\w./-]*/[\w.-]+\.(?:cs|json|md|http|html|css|js))`")]
    private static partial Regex NamedFile();
}
