using System.Diagnostics;
using System.Globalization;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;

namespace Smartcard.Benchmarks.Journeys;

/// <summary>
/// People register, and then each unlocks: one after the other, which is what a journey costs, or many at once, on one
/// host or several.
/// </summary>
internal static class JourneyLoad
{
    public static Task<int> RunAsync(JourneyLoadOptions options, CancellationToken cancellationToken) =>
        Place.UseAsync(options.Postgres, place => RunAsync(options, place.Folder, place.Settings, cancellationToken), cancellationToken);

    private static async Task<int> RunAsync(
        JourneyLoadOptions options,
        string folder,
        string[] settings,
        CancellationToken cancellationToken)
    {
        var cards = Enrolment.Of(options.Count, Person.Passcode, folder);
        await using (var first = await MeasuredHost.StartAsync(folder, cancellationToken, settings))
        {
            Print("start-up, empty database", first.StartUp.TotalSeconds, "s");
        }

        var hosts = new List<MeasuredHost>();
        try
        {
            for (var i = 0; i < options.Hosts; i++)
            {
                hosts.Add(await MeasuredHost.StartAsync(folder, cancellationToken, settings));
            }

            Print("start-up, migrated database", hosts[0].StartUp.TotalSeconds, "s");
            Print("memory of a host before", hosts[0].WorkingSetMegabytes, "MB");
            await MeasureAsync(hosts, folder, cards, options.Drivers, cancellationToken);
            Print($"memory of a host after {2 * options.Count} journeys", hosts[0].WorkingSetMegabytes, "MB");
        }
        finally
        {
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }
        }

        return 0;
    }

    private static async Task MeasureAsync(
        List<MeasuredHost> hosts,
        string folder,
        IReadOnlyList<SoftwareGidsCard> cards,
        int drivers,
        CancellationToken cancellationToken)
    {
        using var inbox = new CodeInbox(Path.Combine(folder, "mailbox"));
        var people = cards.Select((card, i) => new Person(card, inbox, hosts[i % hosts.Count].Address)).ToList();
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = drivers, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(people, parallel, async (person, ct) =>
            {
                await person.OpenAsync(ct);
                await person.RegisterAsync(ct);
                person.Turns.Clear();
                person.MailLatencies.Clear();
            });

            var (before, began) = (MachineTimeOf(hosts), Stopwatch.GetTimestamp());
            await Parallel.ForEachAsync(people, parallel, async (person, ct) => await person.UnlockAsync(ct));
            var (elapsed, spent) = (Stopwatch.GetElapsedTime(began), MachineTimeOf(hosts) - before);

            var turns = people.SelectMany(p => p.Turns).Order().ToList();
            var mails = people.SelectMany(p => p.MailLatencies).Order().ToList();
            Print($"unlocks a second, {drivers} at once", people.Count / elapsed.TotalSeconds, "");
            Print("an unlock, machine time of the hosts", spent.TotalMilliseconds / people.Count, "ms");
            Print("of it for each of its chat turns", spent.TotalMilliseconds / turns.Count, "ms");
            Print("a chat turn, median", turns[turns.Count / 2].TotalMilliseconds, "ms");
            Print("a chat turn, 99 of 100 within", turns[turns.Count * 99 / 100].TotalMilliseconds, "ms");
            Print("a mail with a code, median", mails[mails.Count / 2].TotalMilliseconds, "ms");
            Print("a mail with a code, 99 of 100 within", mails[mails.Count * 99 / 100].TotalMilliseconds, "ms");
        }
        finally
        {
            people.ForEach(person => person.Dispose());
        }
    }

    private static TimeSpan MachineTimeOf(List<MeasuredHost> hosts) => TimeSpan.FromTicks(hosts.Sum(h => h.MachineTime.Ticks));

    private static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-40}{value,10:0.0} {unit}"));
}

/// <param name="Count">People, each of whom registers and unlocks.</param>
/// <param name="Drivers">How many of them at once.</param>
/// <param name="Postgres">A connection string of somebody who may make a database; null = SQLite, with one host.</param>
internal sealed record JourneyLoadOptions(int Count, int Drivers, int Hosts, string? Postgres);
