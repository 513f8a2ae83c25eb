using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Smartcard.SelfService.Codes;
using Smartcard.Server.Demo;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Server.Setup;

/// <summary>Starts the host, and turns what can be wrong at a start into one sentence and a non-zero exit.</summary>
internal static class Startup
{
    public static async Task<int> RunAsync(string[] args, Func<WebApplicationBuilder, WebApplication> build)
    {
        try
        {
            var app = build(WebApplication.CreateBuilder(args));
            await PrepareAsync(app.Services, CancellationToken.None);
            await app.RunAsync();
            return 0;
        }
        catch (Exception failure) when (Explain(failure) is { } sentence)
        {
            await Console.Error.WriteLineAsync("Smartcard cannot start: " + sentence);
            return 1;
        }
    }

    /// <summary>Brings the database up to date, and seeds workflows and demo staff where they are missing.</summary>
    internal static async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().MigrateAsync(cancellationToken);
        var files = scope.ServiceProvider.GetRequiredService<WorkflowFiles>();
        scope.ServiceProvider.GetRequiredService<CodeKey>(); // a key that cannot be read is told now, not to the first nurse
        await scope.ServiceProvider.GetRequiredService<DefinitionSeed>().SeedAsync(files.Folder, cancellationToken);
        await scope.ServiceProvider.GetRequiredService<DemoSeed>().SeedAsync(cancellationToken);
    }

    /// <summary>One sentence for what whoever starts the host can put right; null for a fault of ours.</summary>
    internal static string? Explain(Exception failure) => failure switch
    {
        StorageUnusableException or InvalidDataException => failure.Message,
        DefinitionException => $"a workflow file is wrong. {failure.Message}",
        DefinitionRefusedException => failure.Message,
        OptionsValidationException wrong => $"a setting is wrong. {string.Join(" ", wrong.Failures)}",
        SettingException => failure.Message,
        IOException { InnerException.InnerException: SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } } =>
            "the port is in use. Stop the program that uses it, or give another address with --urls http://127.0.0.1:5081.",
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            "the port is in use. Stop the program that uses it, or give another address with --urls http://127.0.0.1:5081.",
        UnauthorizedAccessException => $"a file may not be used by this account. {failure.Message}",
        _ => null,
    };
}

/// <summary>A setting that cannot be used; the message says what to do.</summary>
internal sealed class SettingException(string message) : Exception(message);

internal sealed record WorkflowFiles(string Folder);
