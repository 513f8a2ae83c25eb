using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Smartcard.Bot;
using Smartcard.Bot.Channels.DirectLine;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Secrets;
using Smartcard.SelfService;
using Smartcard.SelfService.Codes;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Registrations;
using Smartcard.Server.Demo;
using Smartcard.Server.Keys;
using Smartcard.Server.Steps;
using Smartcard.Workflows;

namespace Smartcard.Server.Setup;

/// <summary>Keys, limits and headers of the host, and the seams that an installation fills.</summary>
internal static class Security
{
    public static void AddSecurity(this WebApplicationBuilder builder, DataFolder data)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 256 * 1024;
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddDataProtection().SetApplicationName("Smartcard").PersistKeysToFileSystem(new DirectoryInfo(data.Keys));
        builder.Services.AddSingleton<XmlKeyManager>();
        builder.Services.AddSingleton<SharedKeyRing>();
        builder.Services.AddSingleton<IKeyManager>(services => services.GetRequiredService<SharedKeyRing>());
        builder.Services.AddHostedService<KeyRingWatch>();
        builder.Services.AddOptions<KeyOptions>().BindConfiguration(KeyOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<KeyRotation>();
        builder.Services.AddScoped<VaultCommands>();
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<DatabaseAway>();
        builder.Services.AddExceptionHandler<VaultAway>();
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.Converters.Add(new System.Text.Json.Serialization.JsonStringEnumConverter()));
    }

    public static void AddSelfServiceSeams(this WebApplicationBuilder builder, DataFolder data)
    {
        builder.Services.AddSingleton(services => new CodeKey(WatchedKeys(services, data.CodeKey)));
        builder.Services.AddSingleton(services => new ChatKey(WatchedKeys(services, data.ChatKey)));
        builder.AddVault(data);
        builder.Services.AddSingleton<StepRecordFile>();
        builder.Services.AddSingleton<IStepRecord>(services => services.GetRequiredService<StepRecordFile>());
        builder.Services.AddHostedService(services => services.GetRequiredService<StepRecordFile>()); // before those that take steps
        builder.Services.AddSingleton<IQuestionWords, QuestionWords>();
        builder.Services.AddScoped<ImportCommand>();
        builder.Services.AddScoped<DemoSeed>();
        builder.Services.AddScoped<DemoBooth>();
        if (builder.Environment.IsDevelopment())
        {
            builder.Services.AddHostedService<DemoSeedWatch>();
        }

        builder.Services.AddSingleton(services => new DevelopmentMailbox(data.Mailbox, services.GetRequiredService<TimeProvider>()));
        switch (builder.Configuration.GetValue<MailTransportKind>($"{MailOptions.Section}:{nameof(MailOptions.Transport)}"))
        {
            case MailTransportKind.Smtp:
                builder.Services.AddSingleton<IMailTransport, SmtpTransport>();
                break;
            case MailTransportKind.SendGrid:
                builder.Services.AddSendGrid();
                break;
            default: // a number that is none of them stops the start with a sentence of its own
                builder.Services.AddSingleton<IMailTransport>(services => services.GetRequiredService<DevelopmentMailbox>());
                break;
        }
    }

    private static Func<KeySet> WatchedKeys(IServiceProvider services, string path)
    {
        var file = new WatchedKeyFile(
            path,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<WatchedKeyFile>>());
        return () => file.Keys;
    }

    /// <summary>Faults are answered without their text, and no page of ours can be framed, sniffed or cached by others.</summary>
    public static void UseSmartcardSecurity(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.Use(async (http, next) =>
        {
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
            if (http.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true)
            {
                // no text of ours has the character 0, and PostgreSQL takes none; in a path the server refuses it
                http.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            await next();
        });
    }

    private sealed class QuestionWords : IQuestionWords
    {
        public IReadOnlyList<string> InEachLanguage(QuestionId question) => MessageCatalogue.InEachLanguage(ChatWords.Question(question));
    }
}
