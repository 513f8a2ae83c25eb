using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Smartcard.Benchmarks.Journeys;
using Smartcard.SystemTests.Host;

namespace Smartcard.Benchmarks.BackOffice;

/// <summary>
/// Fills a database with years of journeys, by statements over sets: the files of <c>Rows</c>, in order. Workflow
/// instances and registrations are copies of what a few real journeys left.
/// </summary>
internal sealed class ManyJourneys(string connectionString, int finished, int running)
{
    /// <summary>Two people register, one unlocks, and one waits at the questions.</summary>
    public static async Task PlayAsync(string folder, string[] settings, CancellationToken cancellationToken)
    {
        var cards = Enrolment.Of(2, Person.Passcode, folder);
        await using var host = await MeasuredHost.StartAsync(folder, cancellationToken, settings);
        using var inbox = new CodeInbox(Path.Combine(folder, "mailbox"));
        using var first = new Person(cards[0], inbox, host.Address);
        using var second = new Person(cards[1], inbox, host.Address);
        foreach (var person in new[] { first, second })
        {
            await person.OpenAsync(cancellationToken);
            await person.RegisterAsync(cancellationToken);
        }

        await first.UnlockAsync(cancellationToken);
        await second.UnlockUpToQuestionsAsync(cancellationToken);
    }

    public async Task FillAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await RunAsync($"SET synchronous_commit = off; SET work_mem = '256MB'; SET maintenance_work_mem = '256MB'");
        await RunAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT set_config('seed.finished', '{finished}', false), set_config('seed.running', '{running}', false)"));
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "BackOffice", "Rows")).Order(StringComparer.Ordinal))
        {
            var began = Stopwatch.GetTimestamp();
            await RunAsync(await File.ReadAllTextAsync(file, cancellationToken));
            Console.WriteLine($"{Path.GetFileName(file)}: {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        }

        await RunAsync("VACUUM (ANALYZE)");

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
