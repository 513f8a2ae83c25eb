using System.Globalization;
using Npgsql;
using Smartcard.Benchmarks.Journeys;
using Smartcard.Storage;

namespace Smartcard.Benchmarks.Engine;

/// <summary>What instances cost that wait, each with a timer: memory and start-up of a host beside them, and room in the database.</summary>
internal static class SuspendedLoad
{
    private const int Drivers = 8;

    public static async Task<int> RunAsync(int count, string? postgres, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("smartcard-benchmark-").FullName;
        try
        {
            if (postgres is null)
            {
                var file = Path.Combine(folder, "smartcard.db");
                await MeasureAsync(count, new DatabaseLocation.SqliteFile(file), folder, [], () => Task.FromResult(new FileInfo(file).Length), cancellationToken);
            }
            else
            {
                await using var own = await OwnDatabase.MakeAsync(postgres, cancellationToken);
                await MeasureAsync(
                    count, DatabaseLocation.PostgresServer.Parse(own.ConnectionString)!, folder, [$"--ConnectionStrings:Smartcard={own.ConnectionString}"], () => SizeAsync(own.ConnectionString, cancellationToken), cancellationToken);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(int count, DatabaseLocation location, string folder, string[] settings, Func<Task<long>> size, CancellationToken cancellationToken)
    {
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

        var sizeBefore = await size();
        await using (var engine = await EngineWorkload.StartAsync(location, cancellationToken))
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
        Print("database for each, with its journal", ((await size()) - sizeBefore) / 1024.0 / count, "kB");
    }

    /// <summary>Long enough for the host to have looked at its timers and swept a few times.</summary>
    private static Task SettleAsync(CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromSeconds(8), cancellationToken);

    private static async Task<long> SizeAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("SELECT pg_database_size(current_database())");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-40}{value,10:0.0} {unit}"));
}
