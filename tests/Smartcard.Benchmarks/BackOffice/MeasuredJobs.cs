using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Alerts;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Figures;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Policy;
using Smartcard.SelfService.Retention;
using Smartcard.Server;
using Smartcard.Server.Jobs;
using Smartcard.Storage.Workflows;

namespace Smartcard.Benchmarks.BackOffice;

/// <summary>
/// What runs again and again beside the pages, each with the services of a host that is not started. A new job is one
/// line.
/// </summary>
internal sealed class MeasuredJobs : IAsyncDisposable
{
    private readonly WebApplication _host;

    public MeasuredJobs(string folder, string[] settings)
    {
        var builder = WebApplication.CreateBuilder([$"--Data:Folder={folder}", .. settings]);
        builder.Logging.ClearProviders();
        _host = HostApp.Build(builder);
    }

    public IReadOnlyList<MeasuredJob> All =>
    [
        Of<LeftMails>("mails left behind, every 5 s", (mails, ct) => mails.FindAsync(100, TimeProvider.System.GetUtcNow(), ct)),
        Of<DueTimers>("the next timer, every second", (timers, ct) => timers.NextAsync(ct)),
        Of<StallFinder>("journeys that stand still", (finder, ct) => finder.FindAsync(OrganisationScope.Everybody, ct)),
        Of<BoothQueueQuery>("the booth's queue, at most every second", (queue, ct) => queue.ReadAsync(OrganisationScope.Everybody, ct)),
        Of<SilentJourneys>("find-stalled-journeys, every minute", (journeys, ct) => journeys.ReportAsync(ct)),
        Of<AbandonedJourneys>("end-abandoned-journeys, every minute", (journeys, ct) => journeys.EndAsync(ct)),
        Of<UnlockFigures>(
            "figures of unlocks, 90 days",
            (figures, ct) => figures.SinceAsync(TimeProvider.System.GetUtcNow().AddDays(-90), ct)),
        Of<FigureCounting>("count-figures, every 5 minutes", (figures, ct) => figures.RunAsync(ct)),
        Of<AlertWatch>("look-for-alerts, every minute", (alerts, ct) => alerts.LookAsync(ct)),
        Of<CodePurge>("purge-codes, every 10 minutes", (purge, ct) => purge.RunAsync(ct)),
        Of<MailPurge>("purge-mails, every hour", (purge, ct) => purge.RunAsync(ct)),
        Of<ConversationPurge>("purge-conversations, every hour", (purge, ct) => purge.RunAsync(ct)),
        Of<JourneyPurge>("purge-journeys, every hour", (purge, ct) => purge.RunAsync(ct)),
        Of<AuditVerifier>(
            "verify-audit, every 10 minutes: 100,000 entries",
            (verifier, ct) => verifier.VerifyAsync(new AuditProgress(), VerifyAuditJob.MostEntries, ct)),
    ];

    /// <summary>With a new one-time password, where the settings say.</summary>
    public async Task ResetAdministratorAsync(CancellationToken cancellationToken)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<FirstAdministrator>().ResetAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private MeasuredJob Of<T>(string name, Func<T, CancellationToken, Task> run)
        where T : notnull => new(name, async cancellationToken =>
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await run(scope.ServiceProvider.GetRequiredService<T>(), cancellationToken);
    });
}

internal sealed record MeasuredJob(string Name, Func<CancellationToken, Task> RunAsync);
