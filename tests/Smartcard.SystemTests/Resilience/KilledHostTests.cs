using Microsoft.Data.Sqlite;
using Smartcard.Cards.Software;
using Smartcard.Helper;
using Smartcard.SelfService.Mail;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.Tests;
using Smartcard.Tests.Helper;

namespace Smartcard.SystemTests.Resilience;

/// <summary>
/// The shipped host, killed with SIGKILL at every step of both journeys: the person carries on, and nothing happens
/// twice.
/// </summary>
/// <remarks>
/// <c>./test</c> runs it apart from the tests with browsers: sixty starts of the host one after the other leave nothing
/// for them.
/// </remarks>
public sealed class KilledHostTests : IAsyncDisposable
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("smartcard-killed-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly ScriptedScreen _screen = new();
    private readonly VirtualReaders _readers = new();

    [Theory]
    [InlineData(Disturb.DuringEachMessage)]
    [InlineData(Disturb.AfterEachNews)]
    public async Task Killed_at_every_step_nothing_is_lost_sent_twice_or_left_half_done(Disturb when)
    {
        Enrolment.OfDemonstration(_folder);
        await using var host = new HostProcess(_folder, SmartcardHost.FreePort());
        using var chat = PatientHandler.ChatWith(host.Address);
        var card = new SoftwareGidsCard(new SoftwareCardFile(Path.Combine(_folder, "cards", "amal.json")));
        _readers.Insert(card);
        await host.StartAsync(_ct);
        await chat.OpenAsync(_ct);
        var helper = new HelperLoop([new Uri(host.Address)], _readers, _screen, TimeProvider.System);
        var running = RunQuietlyAsync(helper);
        var person = new Person(chat, helper, _screen, host.Address, _folder);

        _screen.Types(Nurse.Passcode);
        await person.DriveAsync("register", "Your card is registered.", when, AgainAsync, () => host.Log, _ct);
        Assert.True(host.Kills >= 5, $"The host was killed {host.Kills} times, too few to show anything.");
        await Nurse.LockAsync(card);
        for (var tries = 0; tries < 10; tries++)
        {
            _screen.TypesNew("k1ll-Me9");
        }

        await person.DriveAsync("unlock", "Your card is unlocked.", when, AgainAsync, () => host.Log, _ct);
        await _stop.CancelAsync();
        await running;

        Assert.Equal("k1ll-Me9"u8.ToArray(), card.State.Passcode);
        Assert.Equal(3, card.State.AttemptsLeft);
        await AfterMailAsync(host);

        // Each once, in whatever order: a mail whose sender was killed goes out a minute later.
        Assert.Equal(
            [
                "Your registration code",
                "Your smartcard is registered",
                "Your smartcard was unlocked",
                "Your unlock code",
            ],
            Subjects().Order(StringComparer.Ordinal));
        Assert.Equal("ok", Query("pragma integrity_check"));
        // a statement a line would hide what is told
        Assert.DoesNotContain("info: Microsoft.EntityFrameworkCore", host.Log, StringComparison.Ordinal);

        async Task AgainAsync(CancellationToken ct)
        {
            await host.KillAsync();
            await host.StartAsync(ct);
            await chat.OpenAsync(ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _screen.Dispose();
        _readers.Dispose();
        _stop.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunQuietlyAsync(HelperLoop helper)
    {
        try
        {
            await Task.Run(() => helper.RunAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    /// <summary>Lets whatever still waits in the outbox go out; what a killed sender had claimed is free again after a minute.</summary>
    private async Task AfterMailAsync(HostProcess host)
    {
        await Patience.UntilAsync("all mails to go out", () =>
        {
            Assert.True(host.IsRunning, $"The host ended.\n{host.Log}");
            var waiting = Query("select count(*) from outgoing_mail where ended_at is null");
            return (waiting == "0", $"{waiting} waiting");
        }, _ct);
    }

    private IEnumerable<string> Subjects() =>
        new DevelopmentMailbox(Path.Combine(_folder, "mailbox"), TimeProvider.System).List().Select(m => m.Subject);

    private string Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "smartcard.db")};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString() ?? "";
    }
}
