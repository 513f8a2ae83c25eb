using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Smartcard.Cards.Software;
using Smartcard.Designer.Definitions;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Codes;
using Smartcard.SelfService.Hosts;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Registrations;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.SelfService.Audit;
using Smartcard.Tests.SelfService.Mail;
using Smartcard.Tests.SelfService.Vault;
using Smartcard.Workflows;
using Secret = Smartcard.Domain.Secrets.Secret;

namespace Smartcard.Tests.SelfService;

/// <summary>
/// Everything behind the chat, in one process: the shipped workflows, the real rules and database, a software card, and
/// a clock in hand.
/// </summary>
internal sealed class JourneyBench : IAsyncDisposable
{
    public static readonly IReadOnlyList<(int Question, string Answer)> Answers =
        [(1, "Aberystwyth pier"), (2, "Llewellyn-Jones"), (3, "St. Mary's"), (4, "Mrs Pritchard")];

    private static readonly Dictionary<string, string> Inputs = new() { ["language"] = "en", ["channel"] = "webchat" };

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Helper:HostAddress"] = "https://smartcard.example",
        ["Mail:PublicAddress"] = "https://smartcard.example",
    };

    /// <summary>A database that is up to date and has the workflows, made once: each bench begins with a copy.</summary>
    private static readonly Lazy<Task<byte[]>> Prepared = new(PrepareAsync);

    private readonly ServiceProvider _services;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-bench-");
    private readonly HeardJourney _heard = new();
    private readonly TestDatabase _database = TestDatabase.Named();

    private JourneyBench(
        IEnumerable<KeyValuePair<string, string?>> settings,
        DatabaseLocation? location = null,
        AnswerHasher? hasher = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(Settings.Concat(settings)).Build());
        services.AddSingleton<TimeProvider>(Time);
        services.AddLogging(logging => logging.AddProvider(Log).SetMinimumLevel(LogLevel.Trace));
        services.AddDataProtection().SetApplicationName("bench").PersistKeysToFileSystem(_folder);
        services.AddDefinitions();
        services.AddStorage(location ?? (TestDatabase.IsPostgres ? _database.Location : new DatabaseLocation.SqliteFile(DatabasePath)));
        services.AddWorkflows(activities => activities.AddSelfServiceActivities());
        services.AddSelfService();
        services.AddSingleton(hasher ?? TestAnswers.Hasher);
        services.AddSingleton(new CodeKey(RandomNumberGenerator.GetBytes(32)));
        services.AddSingleton(s => new KeyFileVault(
            Path.Combine(_folder.FullName, "vault.json"),
            s.GetRequiredService<IDataProtectionProvider>()));
        services.AddSingleton<ICardKeyVault>(s => new ChosenVault(() => Vault ?? s.GetRequiredService<KeyFileVault>()));
        services.AddSingleton<IVaultKeys>(s => s.GetRequiredService<KeyFileVault>());
        services.AddSingleton<IQuestionWords, NoWords>();
        services.AddSingleton<IMailTransport>(Mails);
        services.AddSingleton<IAuditProgress>(Audit);
        services.AddSingleton<IHostMonitor>(Hosts);
        services.AddSingleton<ITurnObserver>(_heard);
        services.AddSingleton<IJourneyChannel>(_heard);
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 7, 0, 0, TimeSpan.Zero));

    /// <summary>Null = the development vault.</summary>
    public ICardKeyVault? Vault { get; set; }

    public KeptMails Mails { get; } = new();

    public KeptAuditProgress Audit { get; } = new();

    /// <summary>Not known, until a test says so.</summary>
    public FakeHostMonitor Hosts { get; } = new();

    public CollectingLog Log { get; } = new();

    public SoftwareGidsCard Card { get; } = new(TestCards.Create("Amal Hughes", "1234"));

    public SoftwareGidsCard OtherCard { get; } = new(TestCards.Create("Bethan Okafor", "2468"));

    public Guid Journey { get; private set; }

    public string DatabasePath => Path.Combine(_folder.FullName, "bench.db");

    /// <summary>On PostgreSQL.</summary>
    public DatabaseLocation.PostgresServer Database => _database.Location;

    /// <summary>What the people of chats were told beside their journeys.</summary>
    public List<(string Chat, Message Message)> Told => _heard.Told;

    /// <summary>All that was said and asked, in order.</summary>
    public List<object> Said => _heard.All;

    public Prompt Open => _heard.All.OfType<Prompt>().Last();

    public WorkflowStatus Status => _heard.Status;

    /// <param name="settings">As in configuration, e.g. <c>Policy:QuestionsRequired</c>.</param>
    public static Task<JourneyBench> StartAsync(params (string Key, string Value)[] settings) => StartAsync(TestAnswers.Hasher, settings);

    /// <param name="hasher">What answers are hashed with.</param>
    /// <param name="settings">As above.</param>
    public static async Task<JourneyBench> StartAsync(AnswerHasher hasher, params (string Key, string Value)[] settings)
    {
        var bench = new JourneyBench(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)), hasher: hasher);
        if (TestDatabase.IsPostgres)
        {
            await bench._database.MakeAsync("journeys", FillAsync);
        }
        else
        {
            await File.WriteAllBytesAsync(bench.DatabasePath, await Prepared.Value);
        }

        await bench.DoAsync(async services =>
        {
            var database = services.GetRequiredService<SmartcardDbContext>();
            await services
                .GetRequiredService<DefinitionSeed>()
                .SeedAsync(Path.Combine(Repository.Root, "workflows"), CancellationToken.None);
            foreach (var card in new[] { bench.Card, bench.OtherCard })
            {
                var staff = new Staff { Id = StaffId.New(), DisplayName = card.State.Label, Organisation = "Bench" };
                database.Add(staff);
                database.Add(new Card
                {
                    Id = CardId.New(),
                    Identifier = CardIdentifier.Parse(card.State.CardId),
                    StaffId = staff.Id,
                    PublicKey = TestCards.PublicKeyOf(card),
                    EnrolledAt = bench.Time.GetUtcNow(),
                });
                services.GetRequiredService<KeyFileVault>().Add(card.State.CardId, card.State.AdminKey);
            }

            await database.SaveChangesAsync();
            return true;
        });
        return bench;
    }

    public async Task<TResult> DoAsync<TResult>(Func<IServiceProvider, Task<TResult>> action)
    {
        await using var scope = _services.CreateAsyncScope();
        return await action(scope.ServiceProvider);
    }

    public Task<TResult> TurnAsync<TResult>(Func<IServiceProvider, CancellationToken, Task<TResult>> action) =>
        DoAsync(services => services.GetRequiredService<TurnTransaction>().RunAsync(ct => action(services, ct), CancellationToken.None));

    /// <param name="chat">What it is started for.</param>
    public async Task BeginAsync(string definition, string chat = "chat")
    {
        Journey = Guid.CreateVersion7(Time.GetUtcNow());
        await TurnAsync((services, ct) => services.GetRequiredService<WorkflowEngine>()
            .StartAsync(new StartRequest(Journey, definition, null, chat, Inputs), ct));
    }

    public Task<ResumeResult> ReplyAsync(string button, params (string Field, string Value)[] fields) =>
        ReplyAsync(Open.Nonce, button, fields);

    public async Task<ResumeResult> ReplyAsync(string nonce, string button, params (string Field, string Value)[] fields)
    {
        using var reply = new PromptReply(button, fields.ToDictionary(f => f.Field, f => new Secret(f.Value)));
        return await DoAsync(async services =>
        {
            var engine = services.GetRequiredService<WorkflowEngine>();
            var prepared = await engine.PrepareAsync(
                new Stimulus(Prompt.BookmarkName, nonce, reply),
                CancellationToken.None);
            return await services
                .GetRequiredService<TurnTransaction>()
                .RunAsync(ct => engine.ResumeAsync(prepared, ct), CancellationToken.None);
        });
    }

    /// <summary>Lets time pass and resumes every timer that has come due by then.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        Time.Advance(span);
        foreach (
            var timer in await DoAsync(services =>
                services.GetRequiredService<DueTimers>().ClaimAsync(Time.GetUtcNow(), 100, [], CancellationToken.None)))
        {
            await TurnAsync((services, ct) => services.GetRequiredService<WorkflowEngine>().ResumeTimerAsync(timer, ct));
        }
    }

    public async Task SendMailsAsync()
    {
        foreach (var mail in await DoAsync(services => services.GetRequiredService<MailSender>().FindDueAsync(100, CancellationToken.None)))
        {
            await DoAsync(async services =>
            {
                await services.GetRequiredService<MailSender>().SendAsync(mail, CancellationToken.None);
                return true;
            });
        }
    }

    /// <summary>Lets the mail go out and reads the code in it.</summary>
    public async Task<string> ReadCodeAsync()
    {
        await SendMailsAsync();
        return Mails.Sent[^1].Text.Split("\n\n")[1];
    }

    public async Task RegisterAsync()
    {
        await BeginAsync("registration");
        await ReplyAsync("continue");
        var helper = await BenchHelper.PairAsync(this);
        await helper.ProveAsync(Card, "1234");
        await ReplyAsync("save", AnswerForm(Answers));
        await ReplyAsync("confirm", ("email", "amal.hughes@trust.nhs.uk"));
        await ReplyAsync("send", ("code", await ReadCodeAsync()));
        await SendMailsAsync();
    }

    /// <summary>Right answers to whatever questions are open.</summary>
    public Task<ResumeResult> AnswerAsync() =>
        ReplyAsync("answer", [.. Open.Fields.Select(f => (f.Id, Answers.Single(a => "answer" + a.Question == f.Id).Answer))]);

    public Task<ResumeResult> AnswerWronglyAsync() => ReplyAsync("answer", [.. Open.Fields.Select(f => (f.Id, "not this one"))]);

    public static (string, string)[] AnswerForm(IReadOnlyList<(int Question, string Answer)> answers) =>
    [
        .. answers.SelectMany((a, i) => new[]
        {
            ($"question{i + 1}", a.Question.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ($"answer{i + 1}", a.Answer),
        }),
    ];

    /// <summary>The key of the last thing said that came from the message files.</summary>
    public string? LastKey => Said.OfType<Message>().LastOrDefault(m => m.Text.Key is not null)?.Text.Key;

    public async Task<Journey> JourneyAsync() =>
        await DoAsync(services =>
            services
                .GetRequiredService<SmartcardDbContext>()
                .Set<Journey>()
                .SingleAsync(j => j.Id == new JourneyId(Journey)));

    public async Task<IReadOnlyList<T>> RowsAsync<T>()
        where T : class =>
        await DoAsync(services => services.GetRequiredService<SmartcardDbContext>().Set<T>().AsNoTracking().ToListAsync());

    public void EmptyVault() => File.WriteAllText(Path.Combine(_folder.FullName, "vault.json"), "{}");

    private static async Task<byte[]> PrepareAsync()
    {
        var folder = Directory.CreateTempSubdirectory("smartcard-bench-");
        var file = Path.Combine(folder.FullName, "prepared.db");
        await FillAsync(new DatabaseLocation.SqliteFile(file));
        var bytes = await PreparedFile.ReadAsync(file);
        folder.Delete(recursive: true);
        return bytes;
    }

    private static async Task FillAsync(DatabaseLocation location)
    {
        var bench = new JourneyBench([], location);
        await bench.DoAsync(async services =>
        {
            await services.GetRequiredService<DatabasePreparation>().MigrateAsync(CancellationToken.None);
            await services
                .GetRequiredService<DefinitionSeed>()
                .SeedAsync(Path.Combine(Repository.Root, "workflows"), CancellationToken.None);
            return true;
        });
        await bench._services.DisposeAsync();
        bench._folder.Delete(recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        var pool = TestDatabase.IsPostgres ? null : await SqlitePool.OfAsync(_services);
        await _services.DisposeAsync();
        if (TestDatabase.IsPostgres)
        {
            await _database.DisposeAsync();
        }

        pool?.CloseWithin(_folder);
        _folder.Delete(recursive: true);
    }

    private sealed class NoWords : IQuestionWords
    {
        public IReadOnlyList<string> InEachLanguage(QuestionId question) => [$"What is question {question.Value}?"];
    }
}
