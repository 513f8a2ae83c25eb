using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Policy;
using static Smartcard.Tests.Designer.DryRun.DryRunPlayer;

namespace Smartcard.Tests.Designer.DryRun;

/// <summary>A workflow played against made-up staff: what is seen is what staff would see, and nothing of it is real.</summary>
public sealed partial class DryRunTests : IAsyncLifetime
{
    private const string Path = "/backoffice/workflows/unlock/dry-run";
    private HostBench _host = null!;
    private BackOfficeBrowser _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _admin = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task An_unlock_is_played_to_its_end_in_a_few_clicks()
    {
        await BeginAsync(_admin, "unlock");
        Assert.Contains("Only unlock your own card.", _admin.Text, StringComparison.Ordinal);

        await UpToQuestionsAsync(_admin);
        await ReplyAsync(_admin, "answer");
        Assert.Contains("Mail to robin.example@nhs.net: ", _admin.Text, StringComparison.Ordinal);
        await ReplyAsync(_admin, "send");
        await DoAsync(_admin, "card-Own");

        Assert.Contains("Your card is unlocked.", _admin.Text, StringComparison.Ordinal);
        Assert.Contains("The journey has ended.", _admin.Text, StringComparison.Ordinal);
        Assert.Contains("This version is safe", _admin.Text, StringComparison.Ordinal);
        Assert.Contains("<strong>Reset the passcode</strong>: Reset", _admin.Html, StringComparison.Ordinal);
        Assert.Matches("class=\"taken\"[^>]*><title>Ask security questions: Correct<", _admin.Html);
        Assert.Matches("class=\"\"[^>]*><title>Ask security questions: Wrong<", _admin.Html);
    }

    [Fact]
    public async Task A_registration_is_played_to_its_end()
    {
        await BeginAsync(_admin, "registration");
        await ReplyAsync(_admin, "continue");
        await DoAsync(_admin, "connect");
        await DoAsync(_admin, "card-Own");
        await ReplyAsync(_admin, "save");
        await ReplyAsync(_admin, "confirm");
        await ReplyAsync(_admin, "send");

        Assert.Contains("Your card is registered.", _admin.Text, StringComparison.Ordinal);
        Assert.Contains("The journey has ended.", _admin.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_shipped_workflow_can_be_begun()
    {
        foreach (var workflow in new[] { "registration", "report", "unlock", "unlock-card-and-code" })
        {
            await BeginAsync(_admin, workflow);

            Assert.Contains("What happened", _admin.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("has failed", _admin.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Card_and_code_only_is_played_without_questions()
    {
        await BeginAsync(_admin, "unlock-card-and-code");
        await ReplyAsync(_admin, "continue");
        await DoAsync(_admin, "connect");
        await DoAsync(_admin, "card-Own");
        await ReplyAsync(_admin, "send");
        await DoAsync(_admin, "card-Own");

        Assert.Contains("Your card is unlocked.", _admin.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_answers_three_times_lead_to_the_booth()
    {
        await BeginAsync(_admin, "unlock");
        await UpToQuestionsAsync(_admin);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await _admin.OpenAsync($"{Path}?fill=wrong");
            await ReplyAsync(_admin, "answer");
        }

        Assert.Contains("Self-service has stopped for this card", _admin.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_expires_when_the_clock_is_moved_and_so_does_patience()
    {
        await BeginAsync(_admin, "unlock");
        await UpToQuestionsAsync(_admin);
        await ReplyAsync(_admin, "answer");
        Assert.Contains("Next timer: 15 minutes, in 1", _admin.Text, StringComparison.Ordinal);

        await DoAsync(_admin, "wait-15");
        Assert.Contains("That code has expired", _admin.Text, StringComparison.Ordinal);
        await DoAsync(_admin, "wait-31");
        Assert.Contains("nothing was heard for 30 minutes", _admin.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_helper_that_falls_silent_is_noticed_and_connected_again()
    {
        await BeginAsync(_admin, "unlock");
        await ReplyAsync(_admin, "continue");
        await DoAsync(_admin, "connect");
        await DoAsync(_admin, "silence");
        Assert.Contains("?do=connect", _admin.Html, StringComparison.Ordinal);

        await DoAsync(_admin, "connect");
        await DoAsync(_admin, "card-Own");

        Assert.Contains("Capitals and spaces do not matter.", _admin.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("card-OfAnother", "Card read.")]
    [InlineData("card-Unknown", "We do not know this card.")]
    [InlineData("end-CardRemoved", "We could not use the card")]
    public async Task Other_cards_have_their_own_words(string step, string words)
    {
        await BeginAsync(_admin, "unlock");
        await ReplyAsync(_admin, "continue");
        await DoAsync(_admin, "connect");

        await DoAsync(_admin, step);

        Assert.Contains(words, _admin.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_that_is_taken_out_halfway_leaves_it_open_what_it_has()
    {
        await BeginAsync(_admin, "unlock");
        await UpToQuestionsAsync(_admin);
        await ReplyAsync(_admin, "answer");
        await ReplyAsync(_admin, "send");

        await DoAsync(_admin, "tear");

        Assert.Contains("We do not know whether your passcode was changed", _admin.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_step_back_is_as_it_was_and_goes_on_from_there()
    {
        await BeginAsync(_admin, "unlock");
        await UpToQuestionsAsync(_admin);
        var before = PlainOf(_admin);

        await ReplyAsync(_admin, "answer");
        await DoAsync(_admin, "back");
        Assert.Equal(before, PlainOf(_admin));

        await ReplyAsync(_admin, "answer");
        await ReplyAsync(_admin, "send");
        await DoAsync(_admin, "card-Own");
        await DoAsync(_admin, "back");
        await DoAsync(_admin, "card-Own");
        Assert.Contains("Your card is unlocked.", _admin.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_played_in_Welsh_too()
    {
        await BeginAsync(_admin, "unlock");
        await _admin.OpenAsync($"{Path}?language=cy");

        Assert.Contains("Datgloi fy ngherdyn", _admin.Text, StringComparison.Ordinal);
        Assert.Contains("lang=\"cy\"", _admin.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unsafe_draft_is_played_with_its_refusals_beside_it()
    {
        await SaveDraftAsync(Drawing.Of("unlock").Bypass("askQuestions", "Correct"));
        await BeginAsync(_admin, "unlock");

        Assert.Contains("This version cannot be published", _admin.Text, StringComparison.Ordinal);
        Assert.Contains("can be reached without right answers", _admin.Text, StringComparison.Ordinal);
        await ReplyAsync(_admin, "continue");
        await DoAsync(_admin, "connect");
        await DoAsync(_admin, "card-Own");
        await ReplyAsync(_admin, "send");

        // the domain refuses, here too
        Assert.Contains("It took too long since you proved who you are", _admin.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_that_cannot_be_run_says_why_and_where()
    {
        await SaveDraftAsync(Drawing.Of("unlock").Set("codeLife", "timeSpan", Drawing.Literal("a while")));
        await _admin.OpenAsync(Path);
        await _admin.SubmitAsync($"{Path}?do=start&version=2");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _admin.Status);
        Assert.Contains("'15 minutes' (codeLife): 'Time span'", _admin.Text, StringComparison.Ordinal);
        Assert.Contains("$.root.activities[", _admin.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_it_is_real()
    {
        var before = await _host.CountsAsync();
        var files = FilesOf();

        await An_unlock_is_played_to_its_end_in_a_few_clicks();

        var after = await _host.CountsAsync();
        Assert.Equal(WithoutAudit(before), WithoutAudit(after));
        Assert.Equal(1, AuditOf(after) - AuditOf(before));
        Assert.Equal(files, FilesOf());

        static string WithoutAudit(string counts) => Audit().Replace(counts, "");
        static int AuditOf(string counts) =>
            int.Parse(Audit().Match(counts).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_form_that_is_not_open_any_more_does_nothing_and_says_so()
    {
        await BeginAsync(_admin, "unlock");
        var nonce = NonceOf().Match(_admin.Html).Groups[1].Value;
        await ReplyAsync(_admin, "continue");

        await _admin.PostAsync(
            $"{Path}?do=reply",
            ("__RequestVerificationToken", BackOfficeBrowser.FormTokenOf(_admin.Html)),
            ("nonce", nonce),
            ("button", "continue"));

        Assert.Contains("That form was no longer open", _admin.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wait-1000")]
    [InlineData("card-Nonsense")]
    [InlineData("end-Done")]
    [InlineData("end-7")]
    [InlineData("")]
    public async Task What_cannot_be_done_is_not_done(string step)
    {
        await BeginAsync(_admin, "unlock");
        var before = PlainOf(_admin);

        await _admin.PostAsync($"{Path}?do={step}", ("__RequestVerificationToken", BackOfficeBrowser.FormTokenOf(_admin.Html)));

        Assert.Equal(before, PlainOf(_admin));
    }

    [Fact]
    public async Task The_booth_and_auditors_do_not_play()
    {
        using var booth = await _host.SignInAsync(BackOfficeRoles.Booth | BackOfficeRoles.Auditor);

        await booth.OpenAsync("/backoffice/workflows/unlock");
        Assert.DoesNotContain(Path, booth.Html, StringComparison.Ordinal);
        await booth.OpenAsync(Path);
        Assert.Equal(HttpStatusCode.Forbidden, booth.Status);
    }

    [Fact]
    public async Task A_workflow_that_is_not_there_is_not_found()
    {
        await _admin.OpenAsync("/backoffice/workflows/nothing/dry-run");
        Assert.Equal(HttpStatusCode.NotFound, _admin.Status);
        await _admin.OpenAsync(Path + "?version=99");
        Assert.Equal(HttpStatusCode.NotFound, _admin.Status);
    }

    /// <summary>What is read, without times and tokens.</summary>
    private static string PlainOf(BackOfficeBrowser browser) => Time().Replace(browser.Text, "");

    private async Task SaveDraftAsync(Drawing drawing)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        database.Add(
            new WorkflowDefinitionRow
            {
                DefinitionId = "unlock",
                Version = 2,
                Name = "Unlock",
                Json = drawing.Json.ToJsonString(),
                IsPublished = false,
                CreatedAt = _host.Time.GetUtcNow(),
            });
        await database.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private string[] FilesOf() =>
        [
            .. Directory
                .GetFiles(System.IO.Path.GetDirectoryName(_host.AnnouncedTo)!, "*", SearchOption.AllDirectories)
                .Where(f => !f.Contains("smartcard.db", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    [GeneratedRegex("name=\"nonce\" value=\"([^\"]+)\"")]
    private static partial Regex NonceOf();

    [GeneratedRegex(@"\d+:\d+:\d+|, in \d[^.]+")]
    private static partial Regex Time();

    [GeneratedRegex(@"audit=(\d+)")]
    private static partial Regex Audit();
}
