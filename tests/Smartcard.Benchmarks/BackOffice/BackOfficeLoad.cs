using System.Diagnostics;
using System.Globalization;
using Smartcard.Benchmarks.Engine;
using Smartcard.Benchmarks.Journeys;

namespace Smartcard.Benchmarks.BackOffice;

/// <summary>
/// Every page of the back office on a host as it is shipped, for one user at a time, beside years of journeys; then
/// what comes round beside them.
/// </summary>
internal static class BackOfficeLoad
{
    private const int WarmUp = 3;
    private const int Times = 20;
    private const int Runs = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(BackOfficeOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("smartcard-benchmark-").FullName;
        var database = options.Filled is { } name
            ? OwnDatabase.Of(options.Postgres, name)
            : await OwnDatabase.MakeAsync(options.Postgres, cancellationToken);
        try
        {
            var place = new Place(folder, database);
            if (options.Filled is null)
            {
                await FillAsync(place, options, cancellationToken);
            }

            return await MeasureAsync(place, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            if (options.Keep || options.Filled is not null)
            {
                Console.WriteLine($"The database is left: --filled {database.Name}");
            }
            else
            {
                await database.DisposeAsync();
            }
        }
    }

    private static async Task FillAsync(Place place, BackOfficeOptions options, CancellationToken cancellationToken)
    {
        await ManyJourneys.PlayAsync(place.Folder, place.Settings, cancellationToken);
        await new ManyJourneys(place.Database!.ConnectionString, options.Finished, options.Running).FillAsync(cancellationToken);
    }

    private static async Task<int> MeasureAsync(Place place, CancellationToken cancellationToken)
    {
        var sample = await SampleRows.FindAsync(place.Database!.ConnectionString, cancellationToken);
        var announcement = Path.Combine(place.Folder, "administrator.txt");
        var (metrics, isSlow) = (MeasuredHost.FreeAddress(), false);
        await using (
            var host = await MeasuredHost.StartAsync(
                place.Folder,
                cancellationToken,
                [
                    .. place.Settings,
                    $"--SignIn:AnnounceTo={announcement}",
                    $"--Telemetry:MetricsUrls={metrics}",
                    "--Mail:MailboxPage=true",
                ]))
        {
            await using var services = new MeasuredJobs(place.Folder, [.. place.Settings, $"--SignIn:AnnounceTo={announcement}"]);
            await services.ResetAdministratorAsync(cancellationToken);
            using var browser = await SignedIn.ForTheFirstTimeAsync(host.Address, announcement, cancellationToken);
            Print("start-up of the host", host.StartUp, host.StartUp, "");
            foreach (var page in MeasuredPages.Of(sample, metrics))
            {
                var taken = await TimeAsync(WarmUp, Times, ct => browser.OpenAsync(page.Path, ct, page.Body), cancellationToken);
                isSlow |= taken.Median > Limit;
                Print(page.Name, taken.Median, taken.Worst, taken.Median > Limit ? "  too slow" : "");
            }

            Print("memory of the host", host.WorkingSetMegabytes, "MB");
        }

        await using var jobs = new MeasuredJobs(place.Folder, place.Settings);
        foreach (var job in jobs.All)
        {
            var taken = await TimeAsync(warmUp: 0, Runs, job.RunAsync, cancellationToken);
            Print(job.Name, taken.Median, taken.Worst, "");
        }

        return isSlow ? 1 : 0;
    }

    private static async Task<(TimeSpan Median, TimeSpan Worst)> TimeAsync(
        int warmUp,
        int times,
        Func<CancellationToken, Task> run,
        CancellationToken cancellationToken)
    {
        var taken = new List<TimeSpan>();
        for (var i = 0; i < warmUp + times; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await run(cancellationToken);
            taken.Add(Stopwatch.GetElapsedTime(began));
        }

        taken = [.. taken.Skip(warmUp).Order()];
        return (taken[taken.Count / 2], taken[^1]);
    }

    private static void Print(string what, TimeSpan median, TimeSpan worst, string note) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what,-56}{median.TotalMilliseconds,9:0.0} ms, worst {worst.TotalMilliseconds,9:0.0} ms{note}"));

    private static void Print(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-56}{value,9:0.0} {unit}"));
}

/// <param name="Postgres">A connection string of somebody who may make a database.</param>
/// <param name="Keep">Whether the database is left.</param>
/// <param name="Filled">One that was left; null = a new one is filled.</param>
internal sealed record BackOfficeOptions(string Postgres, int Finished, int Running, bool Keep, string? Filled);
