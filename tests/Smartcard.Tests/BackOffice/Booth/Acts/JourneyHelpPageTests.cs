using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Booth;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Booth.Acts;

/// <summary>Help with a journey, as booth staff see it: what is offered, asked first, refused in words, and said in the chat.</summary>
public sealed class JourneyHelpPageTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private HostBench _host = null!;
    private BackOfficeBrowser _nia = null!;
    private Chat _chat = null!;
    private string _help = "";

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _nia = await _host.SignInAsync(await _host.UserAsync("nia", BackOfficeRoles.Booth));
        _chat = await _host.ChatAsync();
        await _chat.PressAsync("choices", "register");
        _help = $"/backoffice/journeys/{(await JourneyAsync()).Id.Value}/help";
    }

    public async ValueTask DisposeAsync()
    {
        _nia.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    [OnPostgres]
    public async Task The_lists_lead_to_the_journey_and_it_says_where_it_stands_and_what_can_be_done()
    {
        _host.Time.Advance(BoothQueue.MaxAge * 2);
        await _nia.OpenAsync("/backoffice");
        Assert.Contains($"href=\"{_help}\"", _nia.Html, StringComparison.Ordinal);

        await _nia.OpenAsync(_help);

        Assert.Contains("Registration, just begun", _nia.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing seems to be holding it up", _nia.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{_help}/message\"", _nia.Html, StringComparison.Ordinal);
        Assert.Contains($"href=\"{_help}/end\"", _nia.Html, StringComparison.Ordinal);
        foreach (var impossible in new[] { "send-mail", "one-more-code", "clear-questions" })
        {
            Assert.DoesNotContain(impossible, _nia.Html, StringComparison.Ordinal);
        }

        _host.Time.Advance(TimeSpan.FromMinutes(10));
        await _nia.OpenAsync(_help + "/now");
        Assert.DoesNotContain("<html", _nia.Html, StringComparison.Ordinal);
        Assert.Contains("The person has not answered the last question in the chat.", _nia.Text, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task A_message_is_chosen_first_and_is_then_in_the_chat_and_on_the_page()
    {
        await _nia.OpenAsync(_help + "/message");
        Assert.Contains("From the IT booth: please come to us with your card.", _nia.Text, StringComparison.Ordinal);
        await _nia.SubmitAsync(_help + "/message");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, _nia.Status);
        Assert.Contains("Choose what you want to say.", _nia.Text, StringComparison.Ordinal);

        await _nia.SubmitAsync(_help + "/message", ("choice", nameof(BoothSentence.ComeToBooth)));

        Assert.Equal(_help + "?done=message", _nia.Path);
        Assert.Contains("The message is in their chat.", _nia.Text, StringComparison.Ordinal);
        Assert.Contains("nia Example", _nia.Text, StringComparison.Ordinal);
        Assert.True(await _chat.SaidAsync("From the IT booth: please come to us with your card."));
        Assert.True(await _chat.SaidAsync("The IT booth: "));
        Assert.DoesNotContain($"href=\"{_help}/message\"", _nia.Html, StringComparison.Ordinal); // for a minute
        await _nia.OpenAsync(_help + "/message");
        Assert.Contains("Somebody did the same less than a minute ago.", _nia.Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"action=\"{_help}/message\"", _nia.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chat_in_Welsh_reads_it_in_Welsh_and_the_page_says_so()
    {
        var chat = await _host.ChatAsync("cy");
        await chat.PressAsync("choices", "register");
        var help = $"/backoffice/journeys/{(await JourneyAsync()).Id.Value}/help";

        await _nia.OpenAsync(help + "/message");
        Assert.Contains("They read the sentence in Welsh.", _nia.Text, StringComparison.Ordinal);
        await _nia.SubmitAsync(help + "/message", ("choice", nameof(BoothSentence.WeAreLooking)));

        Assert.True(await chat.SaidAsync("Gan y bwth TG: rydym yn edrych ar hyn."));
    }

    [Fact]
    [OnPostgres]
    public async Task A_journey_is_ended_for_a_reason_and_the_chat_says_who_ended_it()
    {
        await _nia.OpenAsync(_help + "/end");
        await _nia.SubmitAsync(_help + "/end", ("choice", nameof(ActReason.AskedAtBooth)));

        Assert.Contains("The journey has ended.", _nia.Text, StringComparison.Ordinal);
        Assert.Contains("There is nothing that you can do for this journey now.", _nia.Text, StringComparison.Ordinal);
        Assert.True(await _chat.SaidAsync("The IT booth has ended what you were doing."));
        Assert.Equal("choices", await _chat.NonceAsync()); // they can begin again
        Assert.Equal(JourneyEnd.Cancelled, (await JourneyAsync()).End);
        Assert.Contains("booth-journey-ended:AskedAtBooth", await _host.AuditAsync());
    }

    [Fact]
    public async Task A_journey_that_ended_while_the_page_was_open_is_said_in_a_sentence()
    {
        await _nia.OpenAsync(_help + "/message");
        await _chat.TypeAsync("cancel");

        await _nia.SubmitAsync(_help + "/message", ("choice", nameof(BoothSentence.WeAreLooking)));

        Assert.Equal(HttpStatusCode.Conflict, _nia.Status);
        Assert.Contains("This journey has already ended.", _nia.Text, StringComparison.Ordinal);
        Assert.False(await _chat.SaidAsync("From the IT booth"));
    }

    [Fact]
    public async Task An_auditor_may_not_and_neither_may_a_form_without_its_token()
    {
        using var auditor = await _host.SignInAsync(BackOfficeRoles.Auditor);
        await auditor.OpenAsync("/backoffice");
        Assert.DoesNotContain(_help, auditor.Html, StringComparison.Ordinal);
        foreach (var path in new[] { _help, _help + "/now", _help + "/end", $"/backoffice/cases/{Guid.CreateVersion7()}/close" })
        {
            await auditor.OpenAsync(path);
            Assert.Equal(HttpStatusCode.Forbidden, auditor.Status);
        }

        await _nia.PostAsync(_help + "/end", ("choice", nameof(ActReason.AskedAtBooth)));

        Assert.Equal(HttpStatusCode.BadRequest, _nia.Status);
        Assert.Null((await JourneyAsync()).EndedAt);
    }

    [Theory]
    [InlineData("/backoffice/journeys/{0}/help")]
    [InlineData("/backoffice/journeys/{0}/help/message")]
    [InlineData("/backoffice/cases/{0}/close")]
    public async Task What_is_not_there_is_not_found(string page)
    {
        await _nia.OpenAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, page, Guid.CreateVersion7()));

        Assert.Equal(HttpStatusCode.NotFound, _nia.Status);
    }

    [Fact]
    public async Task How_the_identity_was_checked_is_asked_where_questions_are_cleared()
    {
        var nurse = await HostNurse.AtAsync(_host);
        await nurse.RegisterAsync();
        await nurse.BeginToUnlockAsync();
        var help = $"/backoffice/journeys/{(await JourneyAsync()).Id.Value}/help";
        await _nia.OpenAsync(help);
        Assert.Contains($"href=\"{help}/clear-questions\"", _nia.Html, StringComparison.Ordinal);

        await _nia.OpenAsync(help + "/clear-questions");
        await _nia.SubmitAsync(help + "/clear-questions", ("choice", nameof(ActReason.AnswersForgotten)), ("seen", "badge 4711"));
        Assert.Contains("Choose how you checked who the person is.", _nia.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"badge 4711\"", _nia.Html, StringComparison.Ordinal);
        await _nia.SubmitAsync(
            help + "/clear-questions",
            ("choice", nameof(ActReason.AnswersForgotten)),
            ("check", "Staff badge with photograph"),
            ("seen", "badge 4711"));

        Assert.Contains("The security questions are cleared.", _nia.Text, StringComparison.Ordinal);
        Assert.True(await nurse.Chat.SaidAsync("The IT booth has cleared your security questions"));
    }

    private async Task<Journey> JourneyAsync()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<Journey>()
            .OrderByDescending(j => j.Id)
            .FirstAsync(_ct);
    }
}
