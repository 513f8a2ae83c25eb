using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;

namespace Smartcard.SystemTests.Resilience.Chaos;

/// <summary>
/// A crowd registers and unlocks on two shipped hosts and a PostgreSQL server, while these, the connections between
/// them and the mail server fail at random.
/// </summary>
/// <remarks>
/// <c>SMARTCARD_CHAOS_JOURNEYS</c> says how many journeys; without it nothing is run, since it takes minutes,
/// <c>SMARTCARD_CHAOS_SEED</c> repeats the faults of a run.
/// </remarks>
public sealed class ChaosTests : IDisposable
{
    private const int AtOnce = 12;

    private readonly string _folder = Directory.CreateTempSubdirectory("smartcard-chaos-").FullName;
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Whatever_fails_no_journey_and_no_mail_is_lost_and_every_count_is_right()
    {
        Assert.SkipUnless(
            PostgresProcess.Programs is not null,
            "There is no PostgreSQL: install the package postgresql, and run ./test.");
        Assert.SkipUnless(
            Setting("SMARTCARD_CHAOS_JOURNEYS", 0) > 0,
            "It takes minutes: say how many journeys, e.g. SMARTCARD_CHAOS_JOURNEYS=500, and run "
            + "Smartcard.SystemTests --filter-class *ChaosTests.");
        var seed = Setting("SMARTCARD_CHAOS_SEED", RandomNumberGenerator.GetInt32(1_000_000));
        var journeys = Setting("SMARTCARD_CHAOS_JOURNEYS", 0);
        var random = Chance.From(seed);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_ct);
        limit.CancelAfter(TimeSpan.FromMinutes(5 + (journeys / 25)));

        var cards = Enrolment.Of(journeys / 2, Nurse.Passcode, _folder);
        await using var database = await PostgresProcess.StartNewAsync(PostgresProcess.Programs);
        await using var mails = new MailCatcher();
        int[] ports = [SmartcardHost.FreePort(), SmartcardHost.FreePort()];
        await using var balancer = new RoundRobin(ports);
        string[] settings =
        [
            $"--ConnectionStrings:Smartcard={database.ConnectionString}",
            $"--PublicAddress={balancer.Address}",
            "--Mail:Transport=Smtp",
            "--Mail:From=no-reply@smartcard.example",
            "--Mail:Smtp:Host=127.0.0.1",
            $"--Mail:Smtp:Port={mails.Port}",
            "--Mail:Smtp:Security=None",
            "--Chat:SessionsPerMinute=10000",
            "--Logging:LogLevel:Default=Warning",
        ];
        SteppedClock[] clocks = SteppedClock.Library is null
            ? []
            : [new(Path.Combine(_folder, "clock-one")), new(Path.Combine(_folder, "clock-two"))];
        await using var one = new HostProcess(_folder, ports[0], settings) { Clock = clocks.FirstOrDefault() };
        await using var two = new HostProcess(_folder, ports[1], settings) { Clock = clocks.LastOrDefault() };
        await Task.WhenAll(one.StartAsync(limit.Token), two.StartAsync(limit.Token));

        var people = cards
            .Select(
                (card, i) =>
                    new Traveller(
                        card,
                        $"person{i}@nhs.net",
                        Behaviour.All[i % Behaviour.All.Count],
                        balancer.Address,
                        mails,
                        random.Next()))
            .ToList();
        var faults = new Faults(one, two, database, mails, clocks, random);
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var calm = new CancellationTokenSource();
            var failing = faults.RunAsync(calm.Token, limit.Token);
            await Parallel.ForEachAsync(
                people,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = limit.Token },
                async (person, ct) => await person.TravelAsync(ct));
            await calm.CancelAsync();
            await failing;
            await OutboxIsEmptyAsync(database, limit.Token);

            var sums = new Sums(database, mails, people, clocks.Length == 0 ? TimeSpan.Zero : 2 * Faults.ClockStep, limit.Token);
            var wrong = await sums.ProveAsync();
            var report = $"""
                {2 * people.Count} journeys in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s, seed {seed}.
                Faults: {string.Join(", ", faults.Done.Select(f => $"{f.Key} {f.Value}x"))}.
                Messages sent twice at once: {people.Sum(p => p.Doubled)}.
                Mails that came more than once, under the same id: {sums.Repeated}.
                """;
            TestContext.Current.TestOutputHelper?.WriteLine(report);
            Console.WriteLine(report);
            Assert.True(wrong.Count == 0, $"{report}\n{string.Join('\n', wrong)}\n{Newest(one, two)}");
            Assert.True(faults.Done.Values.Sum() >= 5, $"Too little failed to show anything.\n{report}");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !_ct.IsCancellationRequested)
        {
            Assert.Fail($"Seed {seed}: not at the end in time.\n{string.Join('\n', people.Select(p => p.Stands))}\n{Newest(one, two)}");
        }
        finally
        {
            people.ForEach(person => person.Dispose());
        }
    }

    /// <summary>What a killed sender had claimed is free again after a minute.</summary>
    private static async Task OutboxIsEmptyAsync(PostgresProcess database, CancellationToken cancellationToken)
    {
        while (await database.RunSqlAsync("SELECT count(*) FROM outgoing_mail WHERE state = 'Waiting'", cancellationToken) is not 0L)
        {
            await Task.Delay(250, cancellationToken);
        }
    }

    private static string Newest(HostProcess one, HostProcess two) =>
        string.Join(
            '\n',
            one.Log.Split('\n').TakeLast(60).Append("--- the other host:").Concat(two.Log.Split('\n').TakeLast(60)));
}
