using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Alerts;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Booth.Acts;
using Smartcard.SelfService.Cards;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Codes;
using Smartcard.SelfService.Figures;
using Smartcard.SelfService.Hosts;
using Smartcard.SelfService.Import;
using Smartcard.SelfService.Instructions;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Lockout;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.People;
using Smartcard.SelfService.People.Disclosures;
using Smartcard.SelfService.Policy;
using Smartcard.SelfService.Registrations;
using Smartcard.SelfService.Registrations.AddressChanges;
using Smartcard.SelfService.Retention;
using Smartcard.SelfService.Retention.Erasure;
using Smartcard.SelfService.Retention.Holds;
using Smartcard.SelfService.Systems;
using Smartcard.SelfService.Telemetry;
using Smartcard.SelfService.Unlock;
using Smartcard.SelfService.Vault;
using Smartcard.Storage.Conversations;
using Smartcard.Workflows;

namespace Smartcard.SelfService;

public static class SelfServiceRegistration
{
    /// <summary>
    /// Adds the features. The caller adds the channel of journeys, a mail transport, a card key vault, the code key and
    /// the questions' words.
    /// </summary>
    public static IServiceCollection AddSelfService(this IServiceCollection services)
    {
        services.AddPolicy();
        services.AddOptions<HelperOptions>().BindConfiguration(HelperOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PivOptions>().BindConfiguration(PivOptions.Section);
        services.AddOptions<BoothOptions>().BindConfiguration(BoothOptions.Section)
            .PostConfigure(booth => booth.IdentityChecks ??= BoothOptions.CommonChecks)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<FiguresOptions>().BindConfiguration(FiguresOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<AlertOptions>().BindConfiguration(AlertOptions.Section)
            .PostConfigure<IOptions<BoothOptions>>((alerts, booth) => alerts.StayBelow(booth.Value.ResetsPerHour))
            .Validate<IConfiguration>(
                (_, all) => all["Alerts:Off"] is null, "Alerts:Off is a list. Write for example Alerts__Off__0=booth-waiting.")
            .Validate<IConfiguration>(
                (_, all) => all["Alerts:Mail:To"] is null,
                "Alerts:Mail:To is a list. Write for example Alerts__Mail__To__0=booth.leads@trust.nhs.uk.")
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<VaultOptions>().BindConfiguration(VaultOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateDataAnnotations().ValidateOnStart();

        services.AddSingleton<HelperSignals>();
        services.AddSingleton<MailSignal>();
        services.AddSingleton<NotMeLinks>();
        services.AddSingleton<MailComposer>();
        services.AddMetrics();
        services.AddSingleton(provider => new SelfServiceMeter(provider.GetRequiredService<IMeterFactory>().Create(SelfServiceMeter.Name)));
        services.AddScoped<SelfServiceMetrics>();
        services.AddScoped<AuditLog>();
        services.AddScoped<AuditVerifier>();
        services.AddScoped<Lockouts>();
        services.AddScoped<JourneyEvidence>();
        services.AddScoped<JourneyClosing>();
        services.AddScoped<InPersonUsers>();
        services.AddScoped<InPersonChecks>();
        services.AddScoped<InPersonPairing>();
        services.AddScoped<InPersonCardWork>();
        services.AddScoped<InPersonResets>();
        services.AddScoped<InPersonStandings>();
        services.AddScoped<StallFinder>();
        services.AddScoped<BoothCases>();
        services.AddScoped<BoothClaims>();
        services.AddScoped<BoothNotes>();
        services.AddScoped<BoothQueueQuery>();
        services.AddSingleton<BoothQueue>();
        services.AddScoped<JourneyChat>();
        services.AddScoped<CaseChats>();
        services.AddScoped<JourneyActRecords>();
        services.AddScoped<QuestionsClearing>();
        services.AddScoped<BoothActs>();
        services.AddScoped<CaseStandings>();
        services.AddScoped<CaseClosings>();
        services.AddScoped<CardGate>();
        services.AddScoped<CardJourneys>();
        services.AddScoped<CardStates>();
        services.AddScoped<CardFinder>();
        services.AddScoped<CardReaders>();
        services.AddScoped<CardReadingWork>();
        services.AddScoped<CardReadings>();
        services.AddScoped<DerivedKeys>();
        services.AddScoped<CardGiving>();
        services.AddScoped<KeyChecks>();
        services.AddScoped<PastKeyChecks>();
        services.AddScoped<CardReadingStandings>();
        services.AddScoped<StaffChanges>();
        services.AddScoped<StaffByNumber>();
        services.AddScoped<StaffDirectory>();
        services.AddScoped<ApiTokens>();
        services.AddScoped<StaffTrail>();
        services.AddScoped<PersonRecords>();
        services.AddScoped<PersonViews>();
        services.TryAddSingleton<ActivitySeal>();
        services.AddScoped<PersonDisclosures>();
        services.AddScoped<PeopleScopes>();
        services.AddScoped<StaffOrganisations>();
        services.AddSingleton<StaffWordRound>();
        services.AddScoped<StaffWordFill>();
        services.AddScoped<AbandonedJourneys>();
        services.AddScoped<SilentJourneys>();
        services.AddScoped<UnlockFigures>();
        services.AddSingleton(AnswerHasher.Full);
        services.AddScoped<PendingRegistrations>();
        services.AddScoped<SecurityQuestions>();
        services.AddScoped<EmailCodes>();
        services.AddScoped<AddressChangeChecks>();
        services.AddScoped<AddressChangeStandings>();
        services.AddScoped<NewAddresses>();
        services.AddScoped<OwnAccounts>();
        services.AddScoped<AddressDesk>();
        services.AddScoped<Pairings>();
        services.AddScoped<CardTaskInbox>();
        services.AddScoped<ResetReleases>();
        services.AddScoped<ReleaseNotices>();
        services.TryAddSingleton<IHostMonitor, NoHostMonitor>();
        services.TryAddSingleton<ThisHost>();
        services.AddScoped<HelperAge>();
        services.AddScoped<HelperSessions>();
        services.AddScoped<HelperWork>();
        services.AddSingleton<VaultUses>();
        services.AddScoped<VaultOutsideTurns>();
        services.AddSingleton<VaultStartCheck>();
        services.AddScoped<CardKeyLimit>();
        services.AddScoped<CardTaskTurns>();
        services.AddSingleton<PivUnlock>();
        services.AddSingleton<ICardUnlocks>(provider => provider.GetRequiredService<PivUnlock>());
        services.AddScoped<ReportedCards>();
        services.AddScoped<PukAnswers>();
        services.AddScoped<PukRefusals>();
        services.AddScoped<PukCalls>();
        services.AddScoped<CardTaskVault>();
        services.AddScoped<KeyCheckCalls>();
        services.AddScoped<CardTaskCalls>();
        services.AddScoped<CodeMails>();
        services.AddScoped<Outbox>();
        services.AddScoped<MailSender>();
        services.AddScoped<MailDeliveries>();
        services.AddScoped<LostMails>();
        services.AddSingleton<MailStartCheck>();
        services.AddScoped<LeftMails>();
        services.AddScoped<LegalHolds>();
        services.AddScoped<ErasedRows>();
        services.AddScoped<PersonErasures>();
        services.AddScoped<Batches>();
        services.AddScoped<CodePurge>();
        services.AddScoped<MailPurge>();
        services.AddScoped<AlertPurge>();
        services.AddScoped<ConversationPurge>();
        services.AddScoped<JourneyPurge>();
        services.AddAlerts();
        services.AddImport();
        services.AddScoped<FigurePurge>();
        services.AddScoped<HourReading>();
        services.AddScoped<FigureCounting>();
        services.AddScoped<FigureReport>();
        services.AddScoped<FigureDownloads>();
        services.AddScoped<AuditDays>();
        services.AddScoped<AuditDownloads>();
        services.AddScoped<ITurnObserver, JourneyObserver>();
        services.AddScoped<ITurnObserver, TimerCounter>();
        return services;
    }

    private static void AddImport(this IServiceCollection services)
    {
        services.AddOptions<ImportOptions>().BindConfiguration(ImportOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ImportSignal>();
        services.AddSingleton<ImportProgress>();
        services.AddScoped<ImportChunks>();
        services.AddScoped<ImportIntake>();
        services.AddScoped<ImportJudge>();
        services.AddScoped<ImportOwnRows>();
        services.AddScoped<ImportedPeopleChanges>();
        services.AddScoped<SystemImports>();
        services.AddScoped<ImportPreview>();
        services.AddScoped<ImportedCardChanges>();
        services.AddScoped<ImportApplication>();
        services.AddScoped<ImportRuns>();
        services.AddScoped<ImportActs>();
        services.AddScoped<ImportRows>();
        services.AddScoped<ImportLookup>();
    }

    private static void AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<AlertDigest>();
        services.AddScoped<AlertFigures>();
        services.AddScoped<AlertNews>();
        services.AddScoped<AlertWatch>();
        services.AddScoped<AlertSender>();
        services.AddScoped<TestAlerts>();
        services.AddSingleton<AlertWebhook>();
        services.AddHttpClient(AlertWebhook.ClientName, http => http.Timeout = TimeSpan.FromSeconds(30)) // a post ends before
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false, // to wherever somebody who takes the receiver over may say
                    UseCookies = false,
                    ConnectTimeout = TimeSpan.FromSeconds(10),
                    MaxResponseDrainSize = AlertWebhook.MostOfAnswer,
                    MaxResponseHeadersLength = 16,
                })
            .RemoveAllLoggers(); // the address may hold a secret
    }

    /// <summary>Adds SendGrid as the mail transport.</summary>
    public static IServiceCollection AddSendGrid(this IServiceCollection services)
    {
        services.AddHttpClient(SendGridTransport.ClientName, http =>
            {
                http.Timeout = TimeSpan.FromSeconds(30);
                http.MaxResponseContentBufferSize = 1024 * 1024;
            })
            // A redirect would take the mail, code included, to another host.
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    ConnectTimeout = TimeSpan.FromSeconds(10),
                })
            .RemoveAllLoggers(); // the sender says how each mail went
        return services.AddSingleton<IMailTransport, SendGridTransport>();
    }

    /// <summary>Adds the installation's policy, which workflow serves whom by it, and what refuses workflows that break it.</summary>
    public static IServiceCollection AddPolicy(this IServiceCollection services)
    {
        services.AddOptions<PolicyOptions>().BindConfiguration(PolicyOptions.Section)
            .PostConfigure(policy => policy.ApprovedEmailProviders ??= PolicyOptions.NationalProviders)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IWorkflowChoice, WorkflowChoice>();
        return services.AddSingleton<IDefinitionGuard, PolicyProof>();
    }

    /// <summary>The activities that workflows are drawn with.</summary>
    public static void AddSelfServiceActivities(this ActivityRegistry registry) => registry
        .Register<ShowInstructions>()
        .Register<SayActivity>()
        .Register<ConnectHelper>()
        .Register<IdentifyCard>()
        .Register<ProveCard>()
        .Register<SetSecurityQuestions>()
        .Register<ConfirmEmail>()
        .Register<SendCode>()
        .Register<EnterCode>()
        .Register<CompleteRegistration>()
        .Register<AskSecurityQuestions>()
        .Register<ResetPasscode>()
        .Register<ReferToBooth>()
        .Register<StopSelfService>();
}
