using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Mail;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Mail;

namespace Smartcard.Tests.BackOffice.Mails;

/// <summary>The mails that did not arrive, at the desk.</summary>
public sealed class MailPageTests : IAsyncLifetime
{
    private const string Page = "/backoffice/mails";
    private readonly KeptMails _mails = new();
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await MailHost.StartAsync(_mails);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(BackOfficeRoles.None, false)]
    [InlineData(BackOfficeRoles.Auditor, false)]
    [InlineData(BackOfficeRoles.Booth, true)]
    [InlineData(BackOfficeRoles.RaAdmin, true)]
    public async Task The_booth_and_RA_administrators_see_them_and_send_them_again(BackOfficeRoles roles, bool isAllowed)
    {
        var lost = await RefusedAsync();
        using var browser = await _host.SignInAsync(roles);
        await browser.OpenAsync("/backoffice/account");
        Assert.Equal(isAllowed, browser.Html.Contains($"href=\"{Page}\"", StringComparison.Ordinal));
        var token = BackOfficeBrowser.FormTokenOf(browser.Html);
        await browser.OpenAsync(Page);
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, browser.Status);
        Assert.Equal(isAllowed, browser.Html.Contains(lost.Value.ToString(), StringComparison.Ordinal));

        await browser.PostAsync($"{Page}/{lost.Value}/send-again", ("__RequestVerificationToken", token));

        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, browser.Status);
        Assert.Equal(isAllowed, (await _host.MailAsync(lost)).SentAgainAs is not null);
        Assert.Equal(isAllowed ? 1 : 0, (await _host.AuditAsync()).Count(e => e == "mail-sent-again"));
    }

    [Fact]
    [OnPostgres]
    public async Task Only_what_was_given_up_came_back_or_is_late_is_listed_newest_first_and_without_an_address()
    {
        var old = await RefusedAsync();
        var (arrived, back, dropped, deferred) = (
            await SentAsync(),
            await SentAsync(),
            await SentAsync(),
            await SentAsync());
        await NoteAsync(
            (arrived, MailDelivery.Delivered),
            (back, MailDelivery.Bounced),
            (dropped, MailDelivery.Dropped),
            (deferred, MailDelivery.Deferred));
        _mails.Failure = new IOException();
        var late = await _host.AddTellingAsync();
        await _host.SendMailsAsync();
        _host.Time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));
        var young = await _host.AddTellingAsync();
        using var booth = await _host.SignInAsync(BackOfficeRoles.Booth);
        var all = new[] { old, arrived, back, dropped, deferred, late, young };

        var listed = await _host.DoAsync(services => services.GetRequiredService<LostMails>()
            .ListAsync(10, OrganisationScope.Everybody, CancellationToken.None));
        await booth.OpenAsync(Page);

        Assert.Equal(new[] { late, dropped, back, old }.Select(m => m.Value).Order(), listed.Select(m => m.Id.Value).Order());
        Assert.Equal(listed.Select(m => m.CreatedAt).OrderDescending(), listed.Select(m => m.CreatedAt));
        Assert.Equal((late, old), (listed[0].Id, listed[^1].Id));
        Assert.Equal(3, all.Count(id => booth.Html.Contains($"{Page}/{id.Value}/send-again", StringComparison.Ordinal)));
        Assert.Contains("tried once, will be tried until", booth.Text, StringComparison.Ordinal);
        Assert.Contains("came back", booth.Text, StringComparison.Ordinal);
        Assert.Contains("(5.1.1)", booth.Text, StringComparison.Ordinal);
        Assert.Contains("not delivered by SendGrid", booth.Text, StringComparison.Ordinal);
        Assert.Contains("given up", booth.Text, StringComparison.Ordinal);
        Assert.Contains("a•••@trust.nhs.uk", booth.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("amal.hughes", booth.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Only the newest", booth.Text, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task One_is_sent_again_once_however_often_the_button_is_pressed()
    {
        var lost = await RefusedAsync();
        using var booth = await _host.SignInAsync(BackOfficeRoles.Booth);
        await booth.OpenAsync(Page);
        var token = BackOfficeBrowser.FormTokenOf(booth.Html);

        await booth.SubmitAsync($"{Page}/{lost.Value}/send-again");
        Assert.Contains("The mail is on its way again.", booth.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/send-again\"", booth.Html, StringComparison.Ordinal);
        Assert.Matches(@"Sent again\s+\d+ \w+, \d\d:\d\d UTC", booth.Text);
        await booth.PostAsync($"{Page}/{lost.Value}/send-again", ("__RequestVerificationToken", token));
        Assert.Equal(HttpStatusCode.OK, booth.Status);
        await _host.SendMailsAsync();

        var sent = Assert.Single(_mails.Sent);
        var (old, again) = (await _host.MailAsync(lost), await _host.MailAsync(new MailId(sent.Id)));
        Assert.Equal(again.Id, old.SentAgainAs);
        Assert.NotEqual(old.Id, again.Id);
        Assert.Equal(
            (old.Kind, old.To, old.Language, old.JourneyId, old.CardId, MailState.Sent),
            (again.Kind, again.To, again.Language, again.JourneyId, again.CardId, again.State));
        var entry = Assert.Single(
            await _host.DoAsync(services =>
                services
                    .GetRequiredService<SmartcardDbContext>()
                    .Set<AuditEntry>()
                    .Where(a => a.Event == "mail-sent-again")
                    .ToListAsync()));
        Assert.Equal((old.JourneyId, old.CardId, true), (entry.JourneyId, entry.CardId, entry.ActorId is not null));
    }

    [Fact]
    public async Task A_mail_with_a_code_is_never_sent_again()
    {
        _mails.Failure = new MailRefusedException("The mail server answered 550.");
        var code = await _host.AddCodeAsync();
        await _host.SendMailsAsync();
        using var booth = await _host.SignInAsync(BackOfficeRoles.Booth);
        await booth.OpenAsync(Page);
        Assert.Contains("Code to unlock", booth.Text, StringComparison.Ordinal);
        Assert.Contains("can choose “Send me a new code” in the chat", booth.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("send-again", booth.Html, StringComparison.Ordinal);
        var before = await _host.CountsAsync();

        await booth.PostAsync($"{Page}/{code.Value}/send-again", ("__RequestVerificationToken", BackOfficeBrowser.FormTokenOf(booth.Html)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, booth.Status);
        Assert.StartsWith("Error: ", booth.Title, StringComparison.Ordinal);
        Assert.Contains("You cannot send a mail with a code again", booth.Text, StringComparison.Ordinal);
        Assert.Equal(before, await _host.CountsAsync());
    }

    [Fact]
    [OnPostgres]
    public async Task One_that_arrived_or_is_on_its_way_or_never_was_is_not_sent_again()
    {
        var arrived = await SentAsync();
        await NoteAsync((arrived, MailDelivery.Delivered));
        using var booth = await _host.SignInAsync(BackOfficeRoles.Booth);
        await booth.OpenAsync(Page);
        Assert.Contains("None. Every mail was taken", booth.Text, StringComparison.Ordinal);
        var token = BackOfficeBrowser.FormTokenOf(booth.Html);
        var before = await _host.CountsAsync();

        await booth.PostAsync($"{Page}/{arrived.Value}/send-again", ("__RequestVerificationToken", token));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, booth.Status);
        await booth.PostAsync($"{Page}/{Guid.CreateVersion7()}/send-again", ("__RequestVerificationToken", token));
        Assert.Equal(HttpStatusCode.NotFound, booth.Status);
        await booth.PostAsync($"{Page}/{arrived.Value}/send-again", ("__RequestVerificationToken", "forged"));
        Assert.Equal(HttpStatusCode.BadRequest, booth.Status);

        Assert.Equal(before, await _host.CountsAsync());
    }

    [Fact]
    [OnPostgres]
    public async Task A_journey_shows_its_mails_and_the_list_leads_to_it_while_its_record_is_there()
    {
        var chat = await _host.ChatAsync();
        await chat.PressAsync("choices", "register");
        var id = await _host.DoAsync(services =>
            services.GetRequiredService<SmartcardDbContext>().Set<WorkflowInstanceRow>().Select(i => i.Id).SingleAsync());
        using var auditor = await _host.SignInAsync(BackOfficeRoles.Auditor);
        await auditor.OpenAsync($"/backoffice/instances/{id}");
        Assert.DoesNotContain("Mails (", auditor.Text, StringComparison.Ordinal);

        var mail = await _host.AddTellingAsync(new JourneyId(id));
        await _host.SendMailsAsync();
        await auditor.OpenAsync($"/backoffice/instances/{id}");
        Assert.Contains("<details class=\"beside-frame\"><summary><h2>Mails (1)", auditor.Html, StringComparison.Ordinal);
        await NoteAsync((mail, MailDelivery.Bounced));
        await auditor.OpenAsync($"/backoffice/instances/{id}");

        Assert.Contains("<details class=\"beside-frame\" open>", auditor.Html, StringComparison.Ordinal);
        foreach (var words in new[] { "The card is unlocked", "a•••@trust.nhs.uk", "(5.1.1)" })
        {
            Assert.Contains(words, auditor.Text, StringComparison.Ordinal);
        }

        Assert.Matches(@"handed over\s+\d+ \w+, \d\d:\d\d UTC", auditor.Text);
        Assert.Matches(@"came back\s+\d+ \w+, \d\d:\d\d UTC", auditor.Text);

        Assert.DoesNotContain("amal.hughes", auditor.Html, StringComparison.Ordinal);
        using var booth = await _host.SignInAsync(BackOfficeRoles.Booth);
        await booth.OpenAsync(Page);
        Assert.Contains($"href=\"/backoffice/instances/{id}\"", booth.Html, StringComparison.Ordinal);
        await _host.DoAsync(services => services.GetRequiredService<SmartcardDbContext>().Set<WorkflowInstanceRow>().ExecuteDeleteAsync());
        await booth.OpenAsync(Page);
        Assert.DoesNotContain($"href=\"/backoffice/instances/{id}\"", booth.Html, StringComparison.Ordinal);
        Assert.Contains("came back", booth.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_two_hundred_are_cut_with_a_sentence()
    {
        await _host.DoAsync(async services =>
        {
            var database = services.GetRequiredService<SmartcardDbContext>();
            var now = _host.Time.GetUtcNow();
            for (var i = 0; i < 201; i++)
            {
                var mail = new OutgoingMail
                {
                    Id = MailId.New(),
                    Kind = MailKind.Registered,
                    To = $"a{i}@nhs.net",
                    Language = "en",
                    CreatedAt = now.AddSeconds(-i),
                    NotAfter = now,
                };
                mail.End(MailState.Failed, now);
                database.Add(mail);
            }

            return await database.SaveChangesAsync();
        });
        using var booth = await _host.SignInAsync(BackOfficeRoles.Booth);

        await booth.OpenAsync(Page);

        Assert.Equal(200, booth.Html.Split("/send-again\"").Length - 1);
        Assert.Contains("Only the newest 200 are shown.", booth.Text, StringComparison.Ordinal);
    }

    /// <summary>A mail without a code that was given up.</summary>
    private async Task<MailId> RefusedAsync()
    {
        _mails.Failure = new MailRefusedException("The mail server answered 550.");
        var id = await _host.AddTellingAsync();
        await _host.SendMailsAsync();
        _mails.Failure = null;
        Assert.Equal(MailState.Failed, (await _host.MailAsync(id)).State);
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        return id;
    }

    private async Task<MailId> SentAsync()
    {
        var id = await _host.AddTellingAsync();
        await _host.SendMailsAsync();
        _host.Time.Advance(TimeSpan.FromSeconds(1));
        return id;
    }

    private Task<bool> NoteAsync(params (MailId Mail, MailDelivery Delivery)[] told) =>
        _host.DoAsync(async services =>
        {
            await services
                .GetRequiredService<MailDeliveries>()
                .NoteAsync(
                    [
                        .. told.Select(t => new DeliveryNews(
                            t.Mail,
                            t.Delivery,
                            _host.Time.GetUtcNow(),
                            t.Delivery == MailDelivery.Bounced ? "5.1.1" : null)),
                    ],
                    CancellationToken.None);
            return true;
        });
}
