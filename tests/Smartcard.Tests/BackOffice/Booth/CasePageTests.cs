using System.Net;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Booth;

/// <summary>The page of a case: what colleagues are told when they come too late, and that nothing they typed is lost.</summary>
public sealed class CasePageTests : IAsyncLifetime
{
    private HostBench _host = null!;
    private BenchUser _niasAccount = null!;
    private BackOfficeBrowser _nia = null!;
    private BackOfficeBrowser _tom = null!;
    private CardId _card;
    private string _case = "";

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _niasAccount = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        _nia = await _host.SignInAsync(_niasAccount);
        _tom = await _host.SignInAsync(await _host.UserAsync("tom", BackOfficeRoles.Booth));
        _card = await _host.WaitsAsync("Anwen Jones", TimeSpan.FromMinutes(25), BoothReason.NotMe);
        _case = $"/backoffice/cases/{_card.Value}";
    }

    public async ValueTask DisposeAsync()
    {
        _nia.Dispose();
        _tom.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    [OnPostgres]
    public async Task Who_comes_second_is_told_who_was_first_and_takes_it_over_only_when_asked()
    {
        await _nia.OpenAsync(_case);
        await _tom.OpenAsync(_case);
        Assert.Contains("25 minutes", _nia.Text, StringComparison.Ordinal);
        await _nia.SubmitAsync(_case + "/take");
        Assert.Equal(_case, _nia.Path);

        await _tom.SubmitAsync(_case + "/take");
        Assert.Equal(HttpStatusCode.Conflict, _tom.Status);
        Assert.Contains("nia Example has taken this. Ask them, or take it over.", _tom.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{_case}/take-over\"", _tom.Html, StringComparison.Ordinal);

        await _tom.OpenAsync(_case + "/take-over");
        Assert.Contains("nia Example took the case of Anwen Jones on", _tom.Text, StringComparison.Ordinal);
        await _tom.SubmitAsync(_case + "/take-over");
        Assert.Equal(_case, _tom.Path);
        await _nia.SubmitAsync(_case + "/give-back");
        Assert.Equal(HttpStatusCode.Conflict, _nia.Status);
        Assert.Contains("tom Example has taken this.", _nia.Text, StringComparison.Ordinal);
        Assert.Contains("booth-case-taken-over", await _host.AuditAsync());
    }

    [Fact]
    public async Task It_is_handed_over_to_a_colleague_of_the_booth_alone()
    {
        var auditor = await _host.UserAsync("ada", BackOfficeRoles.Auditor);
        await _nia.OpenAsync(_case);
        await _nia.SubmitAsync(_case + "/take");
        Assert.Contains(">tom Example</option>", _nia.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("ada Example", _nia.Html, StringComparison.Ordinal);
        foreach (var wrong in new[] { "", "somebody", auditor.Id.ToString(), _niasAccount.Id.ToString() })
        {
            await _nia.SubmitAsync(_case + "/hand-over", ("colleague", wrong));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, _nia.Status);
            Assert.Contains("Choose a colleague who works at the booth.", _nia.Text, StringComparison.Ordinal);
        }

        var tom = System.Text.RegularExpressions.Regex.Match(_nia.Html, "value=\"([^\"]+)\"[^>]*>tom Example").Groups[1].Value;
        await _nia.SubmitAsync(_case + "/hand-over", ("colleague", tom));

        Assert.Equal(_case, _nia.Path);
        Assert.DoesNotContain("hand-over-form", _nia.Html, StringComparison.Ordinal);
        Assert.Contains("tom Example", _nia.Text, StringComparison.Ordinal);
        Assert.Contains("booth-case-handed-over", await _host.AuditAsync());
    }

    [Fact]
    [OnPostgres]
    public async Task A_note_is_there_for_colleagues_and_one_that_cannot_be_kept_is_shown_again()
    {
        await _nia.OpenAsync(_case);
        Assert.Contains("Do not write answers to security questions, codes or passcodes.", _nia.Text, StringComparison.Ordinal);
        var tooLong = new string('x', BoothNote.MaxLength + 1);
        await _nia.SubmitAsync(_case + "/notes", ("note", tooLong));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, _nia.Status);
        Assert.Contains("Write the note on one line, in 500 characters or fewer.", _nia.Text, StringComparison.Ordinal);
        Assert.Contains($"value=\"{tooLong}\"", _nia.Html, StringComparison.Ordinal);

        await _nia.SubmitAsync(_case + "/notes", ("note", "Back at 3 pm <b>"));
        Assert.StartsWith(_case, _nia.Path, StringComparison.Ordinal);
        await _tom.OpenAsync(_case + "/now");
        Assert.Contains("Back at 3 pm <b>", _tom.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", _tom.Html, StringComparison.Ordinal);
        Assert.Contains("nia Example", _tom.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"note\"", _tom.Html, StringComparison.Ordinal); // the form is outside of what changes
    }

    [Fact]
    public async Task Once_the_case_is_closed_the_page_says_so_and_what_was_typed_is_shown_again()
    {
        await _nia.OpenAsync(_case);
        await _tom.OpenAsync($"/backoffice/cards/{_card.Value}/reset-in-person");
        await _tom.SubmitAsync(_tom.Path, ("check", "Staff badge with photograph"));
        await _tom.SubmitAsync(_tom.Path + "/elsewhere");

        await _nia.SubmitAsync(_case + "/notes", ("note", "too late"));
        Assert.Equal(HttpStatusCode.Conflict, _nia.Status);
        Assert.Contains("This case has been closed.", _nia.Text, StringComparison.Ordinal);
        Assert.Contains("too late", _nia.Text, StringComparison.Ordinal);
        await _nia.OpenAsync(_case);
        Assert.Equal(HttpStatusCode.OK, _nia.Status);
        Assert.Contains("This case has been closed.", _nia.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_without_a_card_has_a_page_too_and_what_nobody_knows_has_none()
    {
        var single = await _host.WaitsWithoutCardAsync();
        await _nia.OpenAsync($"/backoffice/cases/{single.Value}");
        Assert.Contains("Not known: no card was read", _nia.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("reset-in-person", _nia.Html, StringComparison.Ordinal);
        await _nia.SubmitAsync(_nia.Path + "/take");
        Assert.Contains("nia Example", _nia.Text, StringComparison.Ordinal);

        foreach (var path in new[] { "", "/now", "/take-over" })
        {
            await _nia.OpenAsync($"/backoffice/cases/{Guid.CreateVersion7()}{path}");
            Assert.Equal(HttpStatusCode.NotFound, _nia.Status);
        }
    }

    [Fact]
    public async Task What_is_about_ones_own_card_is_refused_in_words_and_not_offered()
    {
        using var anwen = await _host.SignInAsync(await CalledAsync("Jones, Anwen"));
        await _nia.OpenAsync(_case);
        await _nia.SubmitAsync(_case + "/take");
        await _nia.SubmitAsync(_case + "/notes", ("note", "Looks nervous"));
        foreach (var look in new[] { _case, _case + "/now" })
        {
            await anwen.OpenAsync(look);
            Assert.Contains("This is your own card. Ask a colleague to help you.", anwen.Text, StringComparison.Ordinal);
            Assert.Contains("Only booth staff can read this note", anwen.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Looks nervous", anwen.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("case-take-over", anwen.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("note-form", anwen.Html, StringComparison.Ordinal);
        }

        await anwen.OpenAsync("/backoffice/account");
        var token = BackOfficeBrowser.FormTokenOf(anwen.Html);
        foreach (var act in new[] { "take", "take-over", "hand-over", "notes" })
        {
            await anwen.PostAsync($"{_case}/{act}", ("__RequestVerificationToken", token), ("note", "It is mine"));
            Assert.Equal(HttpStatusCode.Conflict, anwen.Status);
            Assert.Contains("This is your own card. Ask a colleague to help you.", anwen.Text, StringComparison.Ordinal);
        }

        Assert.Equal(4, (await _host.AuditAsync()).Count(e => e == "booth-act-refused:OwnCard"));
    }

    [Fact]
    public async Task It_is_not_handed_over_to_the_colleague_whose_card_it_is()
    {
        var anwen = await CalledAsync("Anwen Jones");
        await _nia.OpenAsync(_case);
        await _nia.SubmitAsync(_case + "/take");

        await _nia.SubmitAsync(_case + "/hand-over", ("colleague", anwen.Id.ToString()));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _nia.Status);
        Assert.Contains("This card belongs to the colleague you chose. Choose somebody else.", _nia.Text, StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task Whoever_looks_is_on_record_as_on_the_persons_page_and_once_for_both()
    {
        await _nia.OpenAsync(_case);
        await _nia.OpenAsync(_case + "/now");
        await _nia.OpenAsync(_case + "/close");
        Assert.Equal(1, await SeenAsync());
        await _nia.OpenAsync($"/backoffice/cards/{_card.Value}/holder");
        Assert.Contains("Anwen Jones", _nia.Text, StringComparison.Ordinal);
        Assert.Equal(1, await SeenAsync());

        await _tom.OpenAsync(_case + "/now"); // the part alone counts too
        Assert.Equal(2, await SeenAsync());
        await _tom.OpenAsync($"/backoffice/cases/{(await _host.WaitsWithoutCardAsync()).Value}"); // nobody knows who that is
        Assert.Equal(2, await SeenAsync());
    }

    private async Task<BenchUser> CalledAsync(string name)
    {
        var user = await _host.UserAsync("anwen", BackOfficeRoles.Booth);
        await _host.ChangeAsync(user.Id, u => u.DisplayName = name);
        return user;
    }

    private async Task<int> SeenAsync() =>
        (await _host.AuditAsync()).Count(e => e == "person-seen");

    [Fact]
    public async Task An_auditor_reads_it_without_the_notes_and_changes_nothing()
    {
        await _nia.OpenAsync(_case);
        await _nia.SubmitAsync(_case + "/notes", ("note", "Back at 3 pm"));
        using var auditor = await _host.SignInAsync(BackOfficeRoles.Auditor);
        await auditor.OpenAsync(_case);
        Assert.Contains("Anwen Jones", auditor.Text, StringComparison.Ordinal);
        Assert.Contains("nia Example", auditor.Text, StringComparison.Ordinal);
        Assert.Contains("Only booth staff can read this note", auditor.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Back at 3 pm", auditor.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(_case + "/notes", auditor.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(_case + "/take", auditor.Html, StringComparison.Ordinal);
        await auditor.OpenAsync("/backoffice/account");
        var token = BackOfficeBrowser.FormTokenOf(auditor.Html);
        foreach (var act in new[] { "take", "take-over", "give-back", "hand-over", "notes" })
        {
            await auditor.PostAsync($"{_case}/{act}", ("__RequestVerificationToken", token), ("note", "x"));
            Assert.Equal(HttpStatusCode.Forbidden, auditor.Status);
        }
    }
}
