using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Smartcard.SystemTests.Host;

namespace Smartcard.Benchmarks.Journeys;

/// <summary>A bad Monday: so many unlocks begin every second, whether or not those before have come to their end.</summary>
internal static class StormLoad
{
    /// <summary>A card is sent six codes a day, the first of which registers it.</summary>
    private const int UnlocksOfACard = 5;

    private const int RegisterAtOnce = 4;

    public static Task<int> RunAsync(StormOptions options, CancellationToken cancellationToken) =>
        Place.UseAsync(options.Postgres, place => RunAsync(options, place.Folder, place.Settings, cancellationToken), cancellationToken);

    private static async Task<int> RunAsync(StormOptions options, string folder, string[] settings, CancellationToken cancellationToken)
    {
        var count = (int)(options.Rate * options.Minutes * 60);
        var cards = Enrolment.Of((count + UnlocksOfACard - 1) / UnlocksOfACard, Person.Passcode, folder);
        await using var host = await MeasuredHost.StartAsync(folder, cancellationToken, [.. settings, "--Chat:SessionsPerMinute=10000"]);
        using var inbox = new CodeInbox(Path.Combine(folder, "mailbox"));
        await Parallel.ForEachAsync(
            cards,
            new ParallelOptions { MaxDegreeOfParallelism = RegisterAtOnce, CancellationToken = cancellationToken },
            async (card, ct) =>
            {
                using var person = new Person(card, inbox, host.Address);
                await person.OpenAsync(ct);
                await person.RegisterAsync(ct);
            });

        var (memory, machineTime, began) = (host.WorkingSetMegabytes, host.MachineTime, Stopwatch.GetTimestamp());
        var (turns, mails, failures) = (new ConcurrentBag<TimeSpan>(), new ConcurrentBag<TimeSpan>(), new ConcurrentBag<string>());
        var unlocks = new List<Task>();
        for (var number = 0; number < count; number++)
        {
            var begins = TimeSpan.FromSeconds(number / options.Rate) - Stopwatch.GetElapsedTime(began);
            await Task.Delay(begins > TimeSpan.Zero ? begins : TimeSpan.Zero, cancellationToken);
            unlocks.Add(UnlockAsync(new Person(cards[number % cards.Count], inbox, host.Address)));
        }

        var asked = Stopwatch.GetElapsedTime(began);
        await Task.WhenAll(unlocks);

        Print($"unlocks begun, {options.Rate} a second were to be", count / asked.TotalSeconds, "a second");
        Print("of them failed", failures.Count, "");
        Print("the last one's end after its beginning", (Stopwatch.GetElapsedTime(began) - asked).TotalSeconds, "s");
        PrintAll("a chat turn", turns);
        PrintAll("a mail with a code", mails);
        Print("machine time of the host for an unlock", (host.MachineTime - machineTime).TotalMilliseconds / count, "ms");
        Print("memory of the host before", memory, "MB");
        Print("memory of the host after", host.WorkingSetMegabytes, "MB");
        foreach (var failure in failures.Take(5))
        {
            Console.WriteLine(failure);
        }

        return failures.IsEmpty ? 0 : 1;

        async Task UnlockAsync(Person person)
        {
            using var _ = person;
            try
            {
                await person.OpenAsync(cancellationToken);
                await person.UnlockAsync(cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add($"{failure.GetType().Name}: {failure.Message}");
            }

            person.Turns.ForEach(turns.Add);
            person.MailLatencies.ForEach(mails.Add);
        }
    }

    private static void PrintAll(string what, ConcurrentBag<TimeSpan> spans)
    {
        var sorted = spans.Order().ToList();
        Print($"{what}, median", sorted[sorted.Count / 2].TotalMilliseconds, "ms");
        Print($"{what}, 99 of 100 within", sorted[sorted.Count * 99 / 100].TotalMilliseconds, "ms");
    }

    private static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-48}{value,10:0.0} {unit}"));
}

/// <param name="Rate">Unlocks begun in a second.</param>
/// <param name="Postgres">A connection string of somebody who may make a database; null = SQLite.</param>
internal sealed record StormOptions(double Rate, double Minutes, string? Postgres);
