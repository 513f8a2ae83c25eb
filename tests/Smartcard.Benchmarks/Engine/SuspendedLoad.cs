using System.Globalization;
using Npgsql;
using Smartcard.Benchmarks.Journeys;

namespace Smartcard.Benchmarks.Engine;

/// <summary>
/// What instances cost that wait, each with a timer: memory and start-up of a host beside them, and room in the
/// database.
/// </summary>
internal static class SuspendedLoad
{
    private const int Drivers = 8;

    public static Task<int> RunAsync(int count, string? postgres, CancellationToken cancellationToken) =>
        Place.UseAsync(postgres, place => MeasureAsync(count, place, cancellationToken), cancellationToken);

    private static async Task<int> MeasureAsync(int count, Place place, CancellationToken cancellationToken)
    {
        var (folder, settings) = (place.Folder, place.Settings);
        await using (var empty = await MeasuredHost.StartAsync(folder, cancellationToken, settings))
        {
            Print("start-up, empty database", empty.StartUp.TotalSeconds, "s");
        }

        await using (var before = await MeasuredHost.StartAsync(folder, cancellationToken, settings))
        {
            Print("start-up, migrated database", before.StartUp.TotalSeconds, "s");
            await SettleAsync(cancellationToken);
            Print("memory without any", before.WorkingSetMegabytes, "MB");
        }

        var sizeBefore = await SizeAsync(place, cancellationToken);
        await using (var engine = await EngineWorkload.StartAsync(place.Location, cancellationToken))
        {
            var left = count;
            await Task.WhenAll(Enumerable.Range(0, Drivers).Select(async _ =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    await engine.SuspendOneAsync();
                }
            }));
        }

        await using var host = await MeasuredHost.StartAsync(folder, cancellationToken, settings);
        Print($"start-up, {count} suspended", host.StartUp.TotalSeconds, "s");
        await SettleAsync(cancellationToken);
        Print($"memory with {count} suspended", host.WorkingSetMegabytes, "MB");
        Print("database for each, with its journal", (await SizeAsync(place, cancellationToken) - sizeBefore) / 1024.0 / count, "kB");
        return 0;
    }

    /// <summary>Long enough for the host to have looked at its timers and swept a few times.</summary>
    private static Task SettleAsync(CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromSeconds(8), cancellationToken);

    private static async Task<long> SizeAsync(Place place, CancellationToken cancellationToken)
    {
        if (place.Database is null)
        {
            return new FileInfo(place.File).Length;
        }

        await using var source = NpgsqlDataSource.Create(place.Database.ConnectionString);
        await using var command = source.CreateCommand("SELECT pg_database_size(current_database())");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-40}{value,10:0.0} {unit}"));
}
