using System.Diagnostics;
using Smartcard.Cards;
using Smartcard.Cards.Pcsc;
using Smartcard.Cards.Software;
using Smartcard.Tests;

namespace Smartcard.SystemTests.Pcsc;

/// <summary>A real pcscd with the virtual readers of vpcd; uses the one that runs, else starts one and stops it at the end.</summary>
/// <remarks>
/// Tests that share it belong to the collection <see cref="Collection"/>, since the reader holds one card at a time. Runs of the tests
/// take turns with it.
/// </remarks>
public sealed class PcscDaemon : IAsyncLifetime
{
    public const string Collection = "pcscd";

    /// <summary>The reader behind <see cref="VpcdPort"/>.</summary>
    public const string ReaderName = "Virtual PCD 00 00";

    public const int VpcdPort = VpcdAttachment.DefaultPort;

    private const string Program = "/usr/sbin/pcscd";
    private const string Driver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";

    private Process? _own;
    private PcscTurn? _turn;

    /// <summary>Why no test can run here; null where they can.</summary>
    public static string? Missing =>
        !File.Exists(Program) ? $"pcscd is not installed ({Program}); on Debian: apt-get install pcscd"
        : !File.Exists(Driver) ? $"vpcd is not installed ({Driver}); on Debian: apt-get install vsmartcard-vpcd"
        : null;

    /// <summary>The process started here; null when one was running before.</summary>
    public int? OwnProcessId => _own?.Id;

    /// <summary>Call first in each test.</summary>
    public static void SkipWhereMissing()
    {
        if (Missing is { } reason)
        {
            TestContext.Current.SendDiagnosticMessage(reason);
            Assert.Skip(reason);
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        _turn = await PcscTurn.TakeAsync(CancellationToken.None);
        if (!await HasReaderAsync())
        {
            await StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _turn?.Dispose();
    }

    /// <summary>Starts a pcscd and waits until its virtual reader is there.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(Program, ["--foreground"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _own = Process.Start(start) ?? throw new InvalidOperationException($"{Program} did not start.");
        _own.OutputDataReceived += (_, _) => { };
        _own.ErrorDataReceived += (_, _) => { };
        _own.BeginOutputReadLine();
        _own.BeginErrorReadLine();
        await Patience.UntilAsync(
            $"{Program} to offer the reader {ReaderName}",
            async () => (await HasReaderAsync(), _own.HasExited),
            CancellationToken.None);
    }

    /// <summary>Stops the pcscd started here; leaves alone one that was running before.</summary>
    public async Task StopAsync()
    {
        if (_own is not { } own)
        {
            return;
        }

        _own = null;
        if (!own.HasExited)
        {
            // Kill() would leave pcscd's socket and pid file behind.
            using var kill = Process.Start("kill", ["-TERM", $"{own.Id}"]);
            await Patience.EndOfAsync(own.WaitForExitAsync(), $"{Program} to stop", CancellationToken.None);
        }

        own.Dispose();
    }

    /// <summary>Inserts a card and waits until PC/SC has seen it; disposing takes it out.</summary>
    public static async Task<VpcdAttachment> InsertAsync(SoftwareCard card, CancellationToken cancellationToken)
    {
        await WaitForCardAsync(present: false, cancellationToken); // the card of the test before
        var attachment = await VpcdAttachment.AttachAsync(card, cancellationToken, VpcdPort);
        await WaitForCardAsync(present: true, cancellationToken);
        return attachment;
    }

    /// <summary>Waits until the reader has a card, or has none.</summary>
    public static async Task<ReaderState> WaitForCardAsync(bool present, CancellationToken cancellationToken)
    {
        using var readers = new PcscReaders();
        var state = (await readers.ListAsync(cancellationToken)).Single(reader => reader.Name == ReaderName);
        var patience = new Patience($"{ReaderName} to {(present ? "have a card" : "be empty")}");
        while (state.HasCard != present)
        {
            patience.Look(state);
            state = await readers.WaitForChangeAsync(state, TimeSpan.FromSeconds(1), cancellationToken);
        }

        return state;
    }

    private static async Task<bool> HasReaderAsync()
    {
        try
        {
            using var readers = new PcscReaders();
            return (await readers.ListAsync(CancellationToken.None)).Any(reader => reader.Name == ReaderName);
        }
        catch (CardReaderException)
        {
            return false;
        }
    }
}

[CollectionDefinition(PcscDaemon.Collection, DisableParallelization = true)]
public sealed class PcscDaemonUsers : ICollectionFixture<PcscDaemon>;
