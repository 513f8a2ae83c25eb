using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Designer.Versions;

/// <summary>Two RA administrators of an installation in which publishing needs approval.</summary>
public abstract class TwoAdministrators : IAsyncLifetime
{
    protected const string Approvals = "/backoffice/workflows/approvals";
    protected const string Versions = "/backoffice/workflows/unlock/versions";

    private protected HostBench Host { get; private set; } = null!;
    private protected BenchUser NiaUser { get; private set; } = null!;
    private protected BenchUser OmarUser { get; private set; } = null!;
    private protected StudioUser Nia { get; private set; } = null!;
    private protected StudioUser Omar { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await HostBench.StartAsync("--Workflows:PublishingNeedsApproval=true");
        NiaUser = await Host.UserAsync("nia", BackOfficeRoles.RaAdmin);
        OmarUser = await Host.UserAsync("omar", BackOfficeRoles.RaAdmin);
        Nia = new StudioUser(await Host.SignInAsync(NiaUser));
        Omar = new StudioUser(await Host.SignInAsync(OmarUser));
    }

    public async ValueTask DisposeAsync()
    {
        Nia.Browser.Dispose();
        Omar.Browser.Dispose();
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<PublishingRequest> AskAsync(string heading)
    {
        await Nia.DraftAsync("unlock", heading);
        await Nia.PublishAsync("unlock");
        Assert.StartsWith("Sent for approval:", Assert.Single(Nia.Refusals), StringComparison.Ordinal);
        return Assert.Single(await RequestsAsync());
    }

    /// <summary>Presses a button of the approvals page that the browser is on.</summary>
    private protected static async Task DecideAsync(StudioUser who, string decision, string? reason = null)
    {
        var action = Regex.Match(who.Browser.Html, $"action=\"({Approvals}/([^/\"]+)/{decision})\"");
        Assert.True(action.Success, who.Browser.Text);
        await who.Browser.SubmitAsync(
            action.Groups[1].Value,
            reason is null ? [] : [($"reason-{Guid.Parse(action.Groups[2].Value):N}", reason)]);
    }

    private protected async Task<List<PublishingRequest>> RequestsAsync()
    {
        await using var scope = Host.Services.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<SmartcardDbContext>()
            .Set<PublishingRequest>()
            .AsNoTracking()
            .OrderBy(r => r.Id)
            .ToListAsync(TestContext.Current.CancellationToken);
    }
}
