using Smartcard.Cards.Software;
using Smartcard.Helper;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.SystemTests.Resilience;
using Smartcard.Tests;
using Smartcard.Tests.Helper;

namespace Smartcard.SystemTests.Operations;

/// <summary>
/// What an operator does while staff are in the middle of something: replaces the keys, backs up, loses everything,
/// restores. The shipped program, as processes.
/// </summary>
public sealed class BackupAndKeysTests : IAsyncLifetime
{
    private const string NewPasscode = "r3stored";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("smartcard-operations-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly ScriptedScreen _screen = new();
    private readonly VirtualReaders _readers = new();
    private readonly TestDatabase _database = TestDatabase.Named();
    private readonly TestDatabase _restored = TestDatabase.Named();

    private string Data => Path.Combine(_folder, "data");

    private string Backup => Path.Combine(_folder, "backup");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _screen.Dispose();
        _readers.Dispose();
        _stop.Dispose();
        if (TestDatabase.IsPostgres)
        {
            await _database.DisposeAsync();
            await _restored.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_person_registers_while_keys_are_replaced_and_unlocks_on_what_was_restored(bool onPostgres)
    {
        Assert.SkipUnless(
            !onPostgres || TestDatabase.IsPostgres,
            "There is no PostgreSQL: install the package postgresql, and run ./test.");
        if (onPostgres)
        {
            await _database.MakeAsync(template: null, fill: null);
            await _restored.MakeAsync(template: null, fill: null);
        }

        Enrolment.OfDemonstration(Data);
        var port = SmartcardHost.FreePort();
        await using var host = new HostProcess(Data, port, [.. SettingsOn(onPostgres, _database), "--Keys:SettleTime=00:00:10"]);
        await host.StartAsync(_ct);
        using var chat = PatientHandler.ChatWith(host.Address);
        var card = new SoftwareGidsCard(new SoftwareCardFile(Path.Combine(Data, "cards", "amal.json")));
        _readers.Insert(card);
        await chat.OpenAsync(_ct);
        var helper = new HelperLoop([new Uri(host.Address)], _readers, _screen, TimeProvider.System);
        var running = RunQuietlyAsync(helper);
        var person = new Person(chat, helper, _screen, host.Address, Data) { IsPatient = true };

        // The keys are replaced while the code is on its way: it was hashed, sealed and mailed under the old ones.
        var rotated = "";
        _screen.Types(Nurse.Passcode);
        await person.DriveAsync(
            "register",
            "Your card is registered.",
            Disturb.AfterEachNews,
            async ct =>
            {
                if (rotated.Length == 0 && chat.Form()?.Inputs.Contains("code") == true)
                {
                    rotated = await HostCommandLine.RunAsync(
                        [
                            "--rotate-keys",
                            $"--Data:Folder={Data}",
                            .. SettingsOn(onPostgres, _database),
                            "--Keys:SettleTime=00:00:10",
                        ],
                        ct);
                }
            },
            () => host.Log,
            _ct);
        Assert.Contains("Sealed again in the vault", rotated, StringComparison.Ordinal);

        await KillBackupsAsync(onPostgres);
        var backedUp = await HostCommandLine.RunAsync(
            ["--backup", Backup, $"--Data:Folder={Data}", .. SettingsOn(onPostgres, _database)],
            _ct);
        Assert.Contains("Backed up into", backedUp, StringComparison.Ordinal);
        using (var later = PatientHandler.ChatWith(host.Address))
        {
            await later.OpenAsync(_ct); // happens after the backup, and is gone after the restore
        }

        await host.KillAsync();
        var cardAtItsHolder = await File.ReadAllBytesAsync(Path.Combine(Data, "cards", "amal.json"), _ct);
        Directory.Delete(Data, recursive: true);
        var put = await HostCommandLine.RunAsync(["--restore", Backup, $"--Data:Folder={Data}", .. SettingsOn(onPostgres, _restored)], _ct);
        Assert.Contains("Restored from", put, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(Path.Combine(Data, "cards", "amal.json"), cardAtItsHolder, _ct);

        await using var again = new HostProcess(Data, port, [.. SettingsOn(onPostgres, _restored)]);
        await again.StartAsync(_ct);
        await Nurse.LockAsync(card);
        using var newChat = PatientHandler.ChatWith(again.Address);
        await newChat.OpenAsync(_ct);
        var unlocker = new Person(newChat, helper, _screen, again.Address, Data) { IsPatient = true };
        _screen.TypesNew(NewPasscode);
        await unlocker.DriveAsync("unlock", "Your card is unlocked.", Disturb.AfterEachNews, _ => Task.CompletedTask, () => again.Log, _ct);

        Assert.Equal(System.Text.Encoding.ASCII.GetBytes(NewPasscode), card.State.Passcode);
        Assert.DoesNotContain("audit chain is broken", host.Log + again.Log, StringComparison.Ordinal);
        await _stop.CancelAsync();
        await running;
    }

    /// <summary>A backup killed at some moment is whole and in place, or is none: it never looks like one that can be restored.</summary>
    private async Task KillBackupsAsync(bool onPostgres)
    {
        for (var kill = 0; kill < 3; kill++)
        {
            var target = Path.Combine(_folder, $"killed-{kill}");
            using var process = HostCommandLine.Start(["--backup", target, $"--Data:Folder={Data}", .. SettingsOn(onPostgres, _database)]);
            while (!process.HasExited && !Directory.Exists(target + ".part"))
            {
                await Task.Delay(1, _ct);
            }

            await Task.Delay(kill * 4, _ct);
            process.Kill();
            await process.WaitForExitAsync(_ct);
            if (!Directory.Exists(target))
            {
                var (code, said) = await HostCommandLine.EndAsync(
                    HostCommandLine.Start([
                        "--restore",
                        target + ".part",
                        $"--Data:Folder={Path.Combine(_folder, "nowhere")}",
                        .. SettingsOn(onPostgres, _restored),
                    ]),
                    _ct);
                Assert.True(code == 1 && said.Contains("not finished", StringComparison.Ordinal), said);
                Assert.False(Directory.Exists(Path.Combine(_folder, "nowhere")));
            }
        }
    }

    private static string[] SettingsOn(bool onPostgres, TestDatabase database) =>
        onPostgres ? [$"--ConnectionStrings:Smartcard={database.Location.ConnectionString}"] : [];

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
}
