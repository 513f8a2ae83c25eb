using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Smartcard.Cards.Software;

namespace Smartcard.Benchmarks.Journeys;

/// <summary>One person after the other registers, and then each unlocks: what a journey costs the host, without a queue before it.</summary>
internal static class JourneyLoad
{
    public static async Task<int> RunAsync(int count, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("smartcard-benchmark-").FullName;
        try
        {
            var cards = Enroll(count, Path.Combine(folder, "cards"));
            await using (var first = await MeasuredHost.StartAsync(folder, cancellationToken))
            {
                Print("start-up, empty database", first.StartUp.TotalSeconds, "s");
            }

            await using var host = await MeasuredHost.StartAsync(folder, cancellationToken);
            Print("start-up, migrated database", host.StartUp.TotalSeconds, "s");
            Print("memory before", host.WorkingSetMegabytes, "MB");
            await MeasureAsync(host, folder, cards, cancellationToken);
            Print($"memory after {2 * count} journeys", host.WorkingSetMegabytes, "MB");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(MeasuredHost host, string folder, IReadOnlyList<SoftwareGidsCard> cards, CancellationToken cancellationToken)
    {
        var people = cards.Select(card => new Person(card, Path.Combine(folder, "mailbox"), host.Address)).ToList();
        try
        {
            foreach (var person in people)
            {
                await person.RegisterAsync(cancellationToken);
                person.Turns.Clear();
            }

            var before = host.MachineTime;
            foreach (var person in people)
            {
                await person.UnlockAsync(cancellationToken);
            }

            var turns = people.SelectMany(p => p.Turns).Order().ToList();
            var spent = host.MachineTime - before;
            Print("an unlock, machine time of the host", spent.TotalMilliseconds / people.Count, "ms");
            Print("of it for each of its chat turns", spent.TotalMilliseconds / turns.Count, "ms");
            Print("a chat turn, median", turns[turns.Count / 2].TotalMilliseconds, "ms");
            Print("a chat turn, 99 of 100 within", turns[turns.Count * 99 / 100].TotalMilliseconds, "ms");
        }
        finally
        {
            people.ForEach(person => person.Dispose());
        }
    }

    /// <summary>Makes cards, and the file by which an issuing system tells the host of them.</summary>
    private static List<SoftwareGidsCard> Enroll(int count, string folder)
    {
        Directory.CreateDirectory(folder);
        var states = Enumerable.Range(1, count).AsParallel().Select(n => SoftwareCardState.Create($"Holder Number{n}", "1234")).ToList();
        File.WriteAllText(Path.Combine(folder, "enrolment.json"), JsonSerializer.Serialize(states.Select(state =>
        {
            using var key = RSA.Create();
            key.ImportPkcs8PrivateKey(state.SigningKey, out _);
            return new { Name = state.Label, CardIdentifier = state.CardId, PublicKeySpki = key.ExportSubjectPublicKeyInfo(), state.AdminKey };
        }), JsonSerializerOptions.Web));
        return [.. states.Select(state => new SoftwareGidsCard(state))];
    }

    private static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-40}{value,10:0.0} {unit}"));
}
