using System.Net.Sockets;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.BackOffice.SignIn;
using Smartcard.Bot.Channels.DirectLine;
using Smartcard.Designer;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Codes;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Vault;
using Smartcard.Server.Backup;
using Smartcard.Server.Demo;
using Smartcard.Server.Health;
using Smartcard.Server.Jobs;
using Smartcard.Server.Keys;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Server.Setup;

/// <summary>Starts the host, and turns what can be wrong at a start into one sentence and a non-zero exit.</summary>
internal static class Startup
{
    /// <returns>
    /// The exit code: 0 done, or stopped as asked; 1 not done, and the console says why; <see cref="WorkflowCheck"/>
    /// and <see cref="AuditCheck"/> have a third.
    /// </returns>
    public static async Task<int> RunAsync(string[] args, Func<WebApplicationBuilder, WebApplication> build)
    {
        HostCommand? command = null;
        try
        {
            var line = HostCommandLine.Read(args);
            if (line.IsAnsweredAlone)
            {
                return await line.AnswerAsync(Console.Out);
            }

            command = line.Command;
            if (command is { Name: HostCommand.CheckWorkflows })
            {
                return await WorkflowCheck.RunAsync(command.Values, Console.Out, line.Settings);
            }

            if (command is { Name: HostCommand.VerifyAudit })
            {
                return await AuditCheck.RunAsync(command.Values, Console.Out, CancellationToken.None);
            }

            var builder = WebApplication.CreateBuilder(line.Settings);
            builder.Configuration.AddLogLevels();
            if (command is not null)
            {
                builder.Logging.ClearProviders(); // what is said must not drown
            }

            if (command is { Name: HostCommand.Backup or HostCommand.Restore })
            {
                await BackupCommands.RunAsync(command, builder.Configuration, Console.Out, CancellationToken.None);
                return 0;
            }

            WordsCheck.Require();
            var app = build(builder);
            if (command is not null)
            {
                return await RunCommandAsync(command, app.Services);
            }

            await PrepareAsync(app.Services, CancellationToken.None);
            await app.RunAsync();
            return 0;
        }
        catch (Exception failure) when (Explain(failure) is { } sentence)
        {
            await Console.Error.WriteLineAsync((command is null ? "Smartcard cannot start: " : "That could not be done: ") + sentence);
            return 1;
        }
    }

    private static async Task<int> RunCommandAsync(HostCommand command, IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<DatabasePreparation>();
        if (command.Name == HostCommand.Migrate)
        {
            await database.RunAloneAsync(
                async ct =>
                {
                    await database.MigrateAsync(ct);
                    await scope.ServiceProvider.GetRequiredService<JobStore>().PrepareAsync(ct);
                },
                CancellationToken.None);
            await Console.Out.WriteLineAsync("The database is up to date.");
            return 0;
        }

        var kinds = command.Name == HostCommand.RotateKeys ? KeyKinds.Of(command.Value) : [];
        var options = scope.ServiceProvider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        await database.RunAloneAsync(ct => database.MigrateOrCheckAsync(options, ct), CancellationToken.None);
        if (command.Name == HostCommand.Import)
        {
            return await scope.ServiceProvider.GetRequiredService<ImportCommand>()
                .RunAsync(command.Value!, Console.Out, CancellationToken.None);
        }

        await (command.Name switch
        {
            HostCommand.RotateKeys =>
                scope.ServiceProvider.GetRequiredService<KeyRotation>().RunAsync(kinds, Console.Out, CancellationToken.None),
            HostCommand.MakeVaultKeys =>
                scope.ServiceProvider.GetRequiredService<VaultCommands>().MakeKeysAsync(Console.Out, CancellationToken.None),
            HostCommand.TransportKey => scope.ServiceProvider.GetRequiredService<VaultCommands>()
                .ExportTransportKeyAsync(command.Value!, Console.Out, CancellationToken.None),
            _ => scope.ServiceProvider.GetRequiredService<FirstAdministrator>().ResetAsync(CancellationToken.None),
        });
        return 0;
    }

    /// <summary>
    /// Brings the database up to date, and seeds workflows, demo staff and the first administrator where they are
    /// missing. Hosts that start at the same time do so in turn.
    /// </summary>
    internal static async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        await scope
            .ServiceProvider.GetRequiredService<DatabasePreparation>()
            .RunAloneAsync(ct => PrepareAloneAsync(scope, ct), cancellationToken);
    }

    private static async Task PrepareAloneAsync(AsyncServiceScope scope, CancellationToken cancellationToken)
    {
        var options = scope.ServiceProvider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        await scope.ServiceProvider.GetRequiredService<DatabasePreparation>().MigrateOrCheckAsync(options, cancellationToken);
        await scope.ServiceProvider.GetRequiredService<JobStore>().PrepareOrCheckAsync(options, cancellationToken);
        KeyRingCheck.Require(
            scope.ServiceProvider.GetRequiredService<IDataProtectionProvider>(),
            scope.ServiceProvider.GetRequiredService<DataFolder>());
        var files = scope.ServiceProvider.GetRequiredService<WorkflowFiles>();
        scope.ServiceProvider.GetRequiredService<MailStartCheck>().Warn();
        scope.ServiceProvider.GetRequiredService<VaultStartCheck>().Warn();
        scope.ServiceProvider.GetRequiredService<CodeKey>(); // keys that cannot be read are told now, not to the first nurse
        scope.ServiceProvider.GetRequiredService<ChatKey>();
        await scope.ServiceProvider.BringInWorkflowFilesAsync(files.Folder, cancellationToken);
        await RequireWorkflowsAsync(scope.ServiceProvider, files.Folder, cancellationToken);
        await scope.ServiceProvider.GetRequiredService<DemoSeed>().SeedAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<FirstAdministrator>().MakeWhereMissingAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<DemoBooth>().AddWhereMissingAsync(cancellationToken);
    }

    /// <summary>If a workflow is missing, staff would be told at 7 a.m. that we have a fault.</summary>
    private static async Task RequireWorkflowsAsync(IServiceProvider services, string folder, CancellationToken cancellationToken)
    {
        var published = await services.GetRequiredService<SmartcardDbContext>().Set<WorkflowDefinitionRow>()
            .Where(d => d.IsPublished).Select(d => d.DefinitionId).ToListAsync(cancellationToken);
        var missing = services.GetRequiredService<IWorkflowChoice>().InUse.Except(published).Order(StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            throw new SettingException(
                $"staff may need the workflow {string.Join(" and ", missing)}, but no version of it is published. "
                + $"Put {missing[0]}.json into {folder} (it comes with the product) and start again.");
        }
    }

    /// <summary>One sentence for what the person who starts the host can fix. Null for a fault of ours.</summary>
    internal static string? Explain(Exception failure) =>
        failure switch
        {
            StorageUnusableException or InvalidDataException => failure.Message,
            DefinitionException => $"a workflow file is wrong. {failure.Message}",
            DefinitionRefusedException => failure.Message,
            OptionsValidationException wrong => $"a setting is wrong. {string.Join(" ", wrong.Failures)}",
            SettingException or VaultAwayException => failure.Message,
            InvalidOperationException { InnerException: FormatException or ArgumentException } unread
                when unread.Message.Contains(" at '", StringComparison.Ordinal) =>
                $"a setting is wrong. {unread.Message} "
                + $"{(unread.InnerException is FormatException why ? why.Message + " " : "")}"
                + "docs/settings.md says what you can write there.",
            IOException
            {
                InnerException.InnerException: SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
            } =>
                "the port is in use. Stop the program that uses it, or use another address with --urls http://127.0.0.1:5081.",
            IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
                "the port is in use. Stop the program that uses it, or use another address with --urls http://127.0.0.1:5081.",
            UnauthorizedAccessException => $"this account may not use a file. {failure.Message}",
            _ => null,
        };
}

internal sealed record WorkflowFiles(string Folder);
