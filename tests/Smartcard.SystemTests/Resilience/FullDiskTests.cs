using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Smartcard.Cards.Software;
using Smartcard.Helper;
using Smartcard.SelfService.Mail;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.Tests;
using Smartcard.Tests.Helper;

namespace Smartcard.SystemTests.Resilience;

/// <summary>The shipped host on SQLite, whose disk is full at every step of both journeys until somebody makes room.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly ScriptedScreen _screen = new();
    private readonly VirtualReaders _readers = new();
    private readonly string _card = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        File.Delete(_card);
        _screen.Dispose();
        _readers.Dispose();
        SqliteConnection.ClearAllPools();
    }

    [Fact]
    public async Task What_could_not_be_kept_is_told_so_and_done_once_there_is_room()
    {
        await using var disk = await SmallDisk.MakeAsync(megabytes: 24);
        Assert.SkipUnless(disk is not null, "Only root may mount a small file system to be filled.");
        Enrolment.OfDemonstration(disk.Folder);
        await using var host = new HostProcess(
            disk.Folder,
            SmartcardHost.FreePort(),
            "--Logging:LogLevel:Default=Warning",
            "--Logging:LogLevel:Smartcard.Server.Telemetry=Information");
        using var chat = PatientHandler.ChatWith(host.Address);
        File.Copy(Path.Combine(disk.Folder, "cards", "amal.json"), _card); // a real card is on no disk
        var card = new SoftwareGidsCard(new SoftwareCardFile(_card));
        _readers.Insert(card);
        await host.StartAsync(_ct);
        await chat.OpenAsync(_ct);
        using var stop = new CancellationTokenSource();
        var helper = new HelperLoop([new Uri(host.Address)], _readers, _screen, TimeProvider.System);
        var running = Task.Run(() => helper.RunAsync(stop.Token), CancellationToken.None);
        var person = new Person(chat, helper, _screen, host.Address, disk.Folder) { IsPatient = true };
        var room = Task.CompletedTask;

        for (var tries = 0; tries < 10; tries++)
        {
            _screen.Types(Nurse.Passcode);
        }

        await person.DriveAsync("register", "Your card is registered.", Disturb.AfterEachNews, FillAsync, () => host.Log, _ct);
        disk.Empty();
        await room;
        await Nurse.LockAsync(card);
        for (var tries = 0; tries < 10; tries++)
        {
            _screen.TypesNew("f0ll-D1s");
        }

        await person.DriveAsync("unlock", "Your card is unlocked.", Disturb.AfterEachNews, FillAsync, () => host.Log, _ct);
        disk.Empty();
        await room;
        await Patience.UntilAsync("all mails to go out, also those that found no room", () =>
        {
            var waiting = Query("select count(*) from outgoing_mail where ended_at is null");
            return (waiting == "0", $"{waiting} waiting");
        }, _ct);

        await stop.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);

        // of an impatient one
        var refused = person.Refused.Where(words => !words.Contains("TooManyRequests", StringComparison.Ordinal)).ToList();
        Assert.True(refused.Count >= 5, $"Only {refused.Count} messages met the full disk.\n{host.Log}");
        Assert.All(refused, words => Assert.Contains("Try again in a minute", words, StringComparison.Ordinal));
        Assert.True(host.IsRunning);
        Assert.Equal("f0ll-D1s"u8.ToArray(), card.State.Passcode);
        Assert.Equal(
            [
                "Your registration code",
                "Your smartcard is registered",
                "Your smartcard was unlocked",
                "Your unlock code",
            ],
            Subjects().Order(StringComparer.Ordinal));
        Assert.Equal("Completed,Completed", Query("select group_concat(\"end\") from journeys"));
        Assert.Equal(
            "0",
            Query(
                "select count(*) from (select previous_hash, lag(hash) over (order by sequence) as before from audit) "
                + "where before is not null and previous_hash <> before"));
        Assert.Equal("ok", Query("pragma integrity_check"));

        async Task FillAsync(CancellationToken ct)
        {
            if (room.IsCompleted) // otherwise it is full already, and nobody has written since
            {
                await room;
                disk.Fill();
                room = MakeRoomAsync(Refusals());
            }
        }

        async Task MakeRoomAsync(int before)
        {
            while (disk.IsFilled && Refusals() == before)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), _ct);
            }

            disk.Empty();
        }

        int Refusals() => Regex.Count(host.Log, "SqliteException|answered 50[0-9]", RegexOptions.NonBacktracking);

        IEnumerable<string> Subjects() =>
            new DevelopmentMailbox(Path.Combine(disk.Folder, "mailbox"), TimeProvider.System)
                .List()
                .Select(m => m.Subject);

        string Query(string sql)
        {
            using var connection = new SqliteConnection(
                $"Data Source={Path.Combine(disk.Folder, "smartcard.db")};Mode=ReadOnly;Pooling=false");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return command.ExecuteScalar()?.ToString() ?? "";
        }
    }
}
