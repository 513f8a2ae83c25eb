using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Booth.Acts;

/// <summary>Closing what needs nothing more: the page says first what stays as it is.</summary>
public sealed class CasePageTests
{
    [Fact]
    [OnPostgres]
    public async Task A_case_is_closed_for_a_reason_and_the_page_says_first_that_the_card_stays_stopped()
    {
        await using var host = await HostBench.StartAsync();
        var card = await host.LockedCardAsync();
        using var nia = await host.SignInAsync(BackOfficeRoles.Booth);
        var close = $"/backoffice/cases/{(await CaseAsync(host)).CardId!.Value.Value}/close";
        await nia.OpenAsync("/backoffice");
        Assert.Contains($"href=\"{close}\"", nia.Html, StringComparison.Ordinal);

        await nia.OpenAsync(close);
        Assert.Contains("Self-service is stopped for this card, and stays stopped.", nia.Text, StringComparison.Ordinal);
        Assert.Contains("The holder said: this was not me", nia.Text, StringComparison.Ordinal);
        await nia.SubmitAsync(close);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nia.Status);
        await nia.SubmitAsync(close, ("choice", nameof(CaseReason.CardIsReplaced)));

        Assert.Equal("/backoffice", nia.Path);
        Assert.DoesNotContain(close, nia.Html, StringComparison.Ordinal);
        Assert.True(await host.IsStoppedAsync(card));
        Assert.Contains("booth-case-closed:CardIsReplaced", await host.AuditAsync());
        await nia.OpenAsync(close);
        Assert.Contains("This was already closed.", nia.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_without_a_card_is_closed_too()
    {
        await using var host = await HostBench.StartAsync();
        var close = $"/backoffice/cases/{(await host.WaitsWithoutCardAsync()).Value}/close";
        using var nia = await host.SignInAsync(BackOfficeRoles.Booth);

        await nia.OpenAsync(close);
        Assert.DoesNotContain("stays stopped", nia.Text, StringComparison.Ordinal);
        await nia.SubmitAsync(close, ("choice", nameof(CaseReason.SolvedElsewhere)));

        Assert.Equal("/backoffice", nia.Path);
        Assert.DoesNotContain(close, nia.Html, StringComparison.Ordinal);
        Assert.NotNull((await CaseAsync(host)).ClosedAt);
        Assert.Contains("booth-case-closed:SolvedElsewhere", await host.AuditAsync());
    }

    private static async Task<BoothCase> CaseAsync(HostBench host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<BoothCase>()
            .SingleAsync(TestContext.Current.CancellationToken);
    }
}
