using Npgsql;
using Smartcard.Cards.Software;
using Smartcard.Helper;
using Smartcard.SelfService.Mail;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.Tests;
using Smartcard.Tests.Helper;

namespace Smartcard.SystemTests.Resilience;

/// <summary>
/// Two shipped hosts on one PostgreSQL behind a load balancer without memory: hosts are killed in turn, or the database
/// drops every connection, at each step of both journeys.
/// </summary>
public sealed class TwoHostsTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("smartcard-two-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly ScriptedScreen _screen = new();
    private readonly VirtualReaders _readers = new();
    private readonly TestDatabase _database = TestDatabase.Named();

    public enum Trouble
    {
        /// <summary>SIGKILL, one host and then the other; the next dies when the one before is back.</summary>
        HostsDie,

        /// <summary>The database ends every connection of both hosts.</summary>
        ConnectionsCut,

        /// <summary>The clock of one host is set forward or back, and then the other's: they are up to 50 seconds apart.</summary>
        ClocksStep,
    }

    public async ValueTask InitializeAsync()
    {
        if (TestDatabase.IsPostgres)
        {
            await _database.MakeAsync(template: null, fill: null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _screen.Dispose();
        _readers.Dispose();
        _stop.Dispose();
        if (TestDatabase.IsPostgres)
        {
            await _database.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(Trouble.HostsDie, Disturb.AfterEachNews)]
    [InlineData(Trouble.ConnectionsCut, Disturb.DuringEachMessage)]
    [InlineData(Trouble.ClocksStep, Disturb.AfterEachNews)]
    public async Task The_person_carries_on_and_nothing_is_lost_or_sent_twice(Trouble trouble, Disturb when)
    {
        Assert.SkipUnless(
            TestDatabase.IsPostgres,
            "There is no PostgreSQL: install the package postgresql, and run ./test.");
        Assert.SkipUnless(
            trouble != Trouble.ClocksStep || SteppedClock.Library is not null,
            "There is no libfaketime to set a program's clock: install the package libfaketime, and run ./test.");
        Enrolment.OfDemonstration(_folder);
        int[] ports = [SmartcardHost.FreePort(), SmartcardHost.FreePort()];
        await using var balancer = new RoundRobin(ports);
        string[] settings =
        [
            $"--ConnectionStrings:Smartcard={_database.Location.ConnectionString}",
            $"--PublicAddress={balancer.Address}",
        ];
        SteppedClock[] clocks =
            trouble == Trouble.ClocksStep
                ? [new(Path.Combine(_folder, "clock-one")), new(Path.Combine(_folder, "clock-two"))]
                : [];
        await using var one = new HostProcess(_folder, ports[0], settings) { Clock = clocks.FirstOrDefault() };
        await using var two = new HostProcess(_folder, ports[1], settings) { Clock = clocks.LastOrDefault() };
        await Task.WhenAll(one.StartAsync(_ct), two.StartAsync(_ct));

        using var chat = PatientHandler.ChatWith(balancer.Address);
        var card = new SoftwareGidsCard(new SoftwareCardFile(Path.Combine(_folder, "cards", "amal.json")));
        _readers.Insert(card);
        await chat.OpenAsync(_ct);
        var helper = new HelperLoop([new Uri(balancer.Address)], _readers, _screen, TimeProvider.System);
        var running = RunQuietlyAsync(helper);
        var person = new Person(chat, helper, _screen, balancer.Address, _folder) { IsPatient = true };
        var coming = Task.CompletedTask;
        var troubles = 0;

        _screen.Types(Nurse.Passcode);
        await person.DriveAsync("register", "Your card is registered.", when, DisturbAsync, () => one.Log + two.Log, _ct);
        await Nurse.LockAsync(card);
        for (var tries = 0; tries < 10; tries++)
        {
            _screen.TypesNew("k1ll-Me9");
        }

        await person.DriveAsync("unlock", "Your card is unlocked.", when, DisturbAsync, () => one.Log + two.Log, _ct);
        await coming;
        await _stop.CancelAsync();
        await running;

        Assert.True(troubles >= 8, $"There was trouble {troubles} times, too few to show anything.");
        Assert.Equal("k1ll-Me9"u8.ToArray(), card.State.Passcode);
        Assert.Equal(3, card.State.AttemptsLeft);
        // What a killed sender had claimed is free again after a minute.
        await Patience.UntilAsync("all mails to go out", async () =>
        {
            var waiting = await CountAsync("outgoing_mail WHERE ended_at IS NULL");
            return (waiting == 0, $"{waiting} waiting");
        }, _ct);

        var mails = new DevelopmentMailbox(Path.Combine(_folder, "mailbox"), TimeProvider.System).List();
        Assert.Equal(
            [
                "Your registration code",
                "Your smartcard is registered",
                "Your smartcard was unlocked",
                "Your unlock code",
            ],
            mails.Select(m => m.Subject).Order(StringComparer.Ordinal));
        var journeys = (string)
            (
                await RunSqlAsync(
                    "SELECT string_agg(kind || ' ' || coalesce(\"end\", 'open'), ', ' ORDER BY kind) FROM journeys"))!;
        Assert.True(journeys == "Registration Completed, Unlock Completed", journeys);
        Assert.Equal(
            0,
            await CountAsync(
                "(SELECT previous_hash, lag(hash) OVER (ORDER BY sequence) AS before FROM audit) a WHERE before IS "
                + "NOT NULL AND previous_hash <> before"));

        async Task DisturbAsync(CancellationToken ct)
        {
            troubles++;
            if (trouble == Trouble.ClocksStep)
            {
                clocks[troubles % 2].Set(TimeSpan.FromSeconds(troubles % 4 < 2 ? 25 : -25));
                return;
            }

            if (trouble == Trouble.ConnectionsCut)
            {
                await RunSqlAsync(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() "
                    + "AND pid <> pg_backend_pid()");
                return;
            }

            await coming; // one of them is always there
            var dying = troubles % 2 == 0 ? one : two;
            await dying.KillAsync();
            coming = dying.StartAsync(ct);
        }
    }

    private async Task<long> CountAsync(string what) => (long)(await RunSqlAsync($"SELECT count(*) FROM {what}"))!;

    private async Task<object?> RunSqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_database.Location.ConnectionString) { Pooling = false }.ToString());
        await connection.OpenAsync(_ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(_ct);
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
}
