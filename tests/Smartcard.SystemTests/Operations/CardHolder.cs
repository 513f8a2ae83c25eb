using Smartcard.Cards.Software;
using Smartcard.Helper;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Resilience;
using Smartcard.Tests.Helper;

namespace Smartcard.SystemTests.Operations;

/// <summary>Somebody at a workstation with a virtual card in its reader and the helper running.</summary>
internal sealed class CardHolder : IAsyncDisposable
{
    private readonly ScriptedScreen _screen = new();
    private readonly VirtualReaders _readers = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private readonly string _address;
    private readonly string _folder;

    /// <param name="folder">The host's data folder, where its mailbox is.</param>
    public CardHolder(string address, string folder, string cardFile)
    {
        (_address, _folder) = (address, folder);
        Card = new SoftwareGidsCard(new SoftwareCardFile(cardFile));
        _readers.Insert(Card);
        Helper = new HelperLoop([new Uri(address)], _readers, _screen, TimeProvider.System);
        _running = RunQuietlyAsync();
    }

    public SoftwareGidsCard Card { get; }

    public HelperLoop Helper { get; }

    public Task RegisterAsync(string passcode, Func<string> log, CancellationToken cancellationToken)
    {
        _screen.Types(passcode);
        return DriveAsync("register", "Your card is registered.", log, cancellationToken);
    }

    public Task UnlockAsync(string newPasscode, Func<string> log, CancellationToken cancellationToken)
    {
        _screen.TypesNew(newPasscode);
        return DriveAsync("unlock", "Your card is unlocked.", log, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _screen.Dispose();
        _readers.Dispose();
        _stop.Dispose();
    }

    private async Task DriveAsync(string choice, string end, Func<string> log, CancellationToken cancellationToken)
    {
        using var chat = PatientHandler.ChatWith(_address);
        await chat.OpenAsync(cancellationToken);
        var person = new Person(chat, Helper, _screen, _address, _folder) { IsPatient = true };
        await person.DriveAsync(choice, end, Disturb.AfterEachNews, _ => Task.CompletedTask, log, cancellationToken);
    }

    private async Task RunQuietlyAsync()
    {
        try
        {
            await Task.Run(() => Helper.RunAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
