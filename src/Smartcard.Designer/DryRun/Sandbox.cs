using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using OpenTelemetry;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService;
using Smartcard.SelfService.Codes;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Policy;
using Smartcard.SelfService.Registrations;
using Smartcard.SelfService.Telemetry;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Designer.DryRun;

/// <summary>
/// The real engine, activities and rules on a database in memory, with made-up staff, a clock of its own and a mailbox
/// that delivers nowhere.
/// </summary>
/// <remarks>
/// It is built from nothing of the host's but rules and words, so that there is no way out of it and no secret in it.
/// One thing at a time; see <see cref="DryRun"/>.
/// </remarks>
internal sealed class Sandbox : IAsyncDisposable
{
    /// <summary>What may go off by itself in one move of the clock; more is a circle.</summary>
    private const int MostTimers = 500;

    /// <summary>What is taken of the host's configuration: rules and texts. Neither an address nor a password is among them.</summary>
    private static readonly string[] Taken =
    [
        "Policy",
        "Helper:TaskLifetime",
        "Helper:PasscodeMinLength",
        "Helper:PasscodeMaxLength",
        "Helper:PasscodeDigitsOnly",
        "Mail:From",
        "Mail:RegistrationAuthority",
    ];

    private readonly ServiceProvider _services;
    private readonly SqliteConnection _database;

    private Sandbox(IConfiguration configuration, IQuestionWords words, Action<PolicyOptions> policy)
    {
        // The name makes it one database for all its connections; the open connection keeps it alive.
        var name = $"file:dry-run-{Guid.CreateVersion7():N}?mode=memory&cache=shared";
        _database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = name }.ToString());
        _database.Open();

        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddLogging();
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        services.AddStorage(new DatabaseLocation.SqliteFile(name));
        services.AddWorkflows(activities => activities.AddSelfServiceActivities());
        services.AddSelfService();
        // nobody listens to it
        services.AddSingleton(provider => new SelfServiceMeter(provider.GetRequiredService<IMeterFactory>().Create("Smartcard.DryRun")));
        services.PostConfigure(policy);
        services.AddSingleton(new CodeKey(RandomNumberGenerator.GetBytes(32)));
        services.AddSingleton<ICardKeyVault, SandboxPeople.Vault>();
        services.AddSingleton(words);
        services.AddSingleton<IMailTransport>(Mails);
        services.AddSingleton<IJourneyChannel>(Talk);
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public SandboxClock Clock { get; } = new();

    public KeptMails Mails { get; } = new();

    public RecordedTalk Talk { get; } = new();

    /// <param name="host">The host's configuration.</param>
    /// <param name="policy">What differs from the installation's.</param>
    /// <param name="prepare">Fills the database.</param>
    public static async Task<Sandbox> OpenAsync(
        IConfiguration host,
        IQuestionWords words,
        Action<PolicyOptions> policy,
        Func<SmartcardDbContext, Task> prepare,
        CancellationToken cancellationToken)
    {
        var nowhere = new Dictionary<string, string?>
        {
            ["Helper:HostAddress"] = "https://dry-run.invalid",
            ["Mail:PublicAddress"] = "https://dry-run.invalid",
        };
        var sandbox = new Sandbox(
            new ConfigurationBuilder().AddInMemoryCollection(RulesOf(host)).AddInMemoryCollection(nowhere).Build(),
            words,
            policy);
        await sandbox.DoAsync(async services =>
        {
            var database = services.GetRequiredService<SmartcardDbContext>();
            await database.Database.EnsureCreatedAsync(cancellationToken);
            await prepare(database);
            return true;
        });
        return sandbox;
    }

    public async Task<TResult> DoAsync<TResult>(Func<IServiceProvider, Task<TResult>> action)
    {
        using var untraced = SuppressInstrumentationScope.Begin();
        await using var scope = _services.CreateAsyncScope();
        return await action(scope.ServiceProvider);
    }

    public Task<TResult> TurnAsync<TResult>(
        Func<IServiceProvider, CancellationToken, Task<TResult>> action,
        CancellationToken cancellationToken) =>
        DoAsync(services =>
            services.GetRequiredService<TurnTransaction>().RunAsync(ct => action(services, ct), cancellationToken));

    /// <summary>Lets time pass: timers go off when they are due, mails go out, and who says nothing for half an hour has gone.</summary>
    /// <param name="time">Zero = what is due by now.</param>
    /// <param name="heartbeat">Called before each timer, as what runs beside a journey would go on meanwhile.</param>
    public async Task PassAsync(TimeSpan time, Func<Task> heartbeat, CancellationToken cancellationToken)
    {
        var until = Clock.GetUtcNow() + time;
        for (var timers = 0; timers < MostTimers && await NextTimerAsync(cancellationToken) is var (id, due) && due <= until; timers++)
        {
            MoveTo(due);
            await heartbeat();
            await TurnAsync((services, ct) => services.GetRequiredService<WorkflowEngine>().ResumeTimerAsync(id, ct), cancellationToken);
            await SendMailsAsync(cancellationToken);
        }

        MoveTo(until);
        await heartbeat();
        await DoAsync(services => services.GetRequiredService<AbandonedJourneys>().EndAsync(cancellationToken));
        await SendMailsAsync(cancellationToken);
    }

    /// <summary>A copy of the database as it is now, to come back to.</summary>
    public SqliteConnection Copy()
    {
        var copy = new SqliteConnection("Data Source=:memory:");
        copy.Open();
        _database.BackupDatabase(copy);
        return copy;
    }

    public void Restore(SqliteConnection copy) => copy.BackupDatabase(_database);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static IEnumerable<KeyValuePair<string, string?>> RulesOf(IConfiguration host) =>
        host.AsEnumerable()
            .Where(setting =>
                Array.Exists(
                    Taken,
                    taken =>
                        setting.Key == taken || setting.Key.StartsWith(taken + ":", StringComparison.OrdinalIgnoreCase)));

    private void MoveTo(DateTimeOffset at)
    {
        if (at - Clock.GetUtcNow() is var ahead && ahead > TimeSpan.Zero)
        {
            Clock.Ahead += ahead;
        }
    }

    private Task<(Guid Id, DateTimeOffset Due)?> NextTimerAsync(CancellationToken cancellationToken) => DoAsync(async services =>
        await services.GetRequiredService<SmartcardDbContext>().Set<WorkflowBookmarkRow>().AsNoTracking()
            .Where(b => b.DueAt != null).OrderBy(b => b.DueAt).FirstOrDefaultAsync(cancellationToken) is { } next
            ? (next.Id, next.DueAt!.Value)
            : ((Guid, DateTimeOffset)?)null);

    private async Task SendMailsAsync(CancellationToken cancellationToken)
    {
        foreach (
            var mail in await DoAsync(services =>
                services.GetRequiredService<MailSender>().FindDueAsync(MostTimers, cancellationToken)))
        {
            await DoAsync(async services =>
            {
                await services.GetRequiredService<MailSender>().SendAsync(mail, cancellationToken);
                return true;
            });
        }
    }

    /// <summary>The mails that would have been sent, oldest first.</summary>
    internal sealed class KeptMails : IMailTransport
    {
        public List<FinishedMail> All { get; } = [];

        public Task SendAsync(FinishedMail mail, CancellationToken cancellationToken)
        {
            All.Add(mail);
            return Task.CompletedTask;
        }
    }
}
