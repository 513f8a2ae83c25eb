using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Smartcard.Tests;

/// <summary>The queries that were run in this process, written to the file that <c>SMARTCARD_TEST_QUERIES</c> names when it ends.</summary>
/// <remarks>
/// <c>./test</c> compares the file of the run on SQLite with the one on PostgreSQL: each query that one runs, the other has to run too, since each
/// database gets SQL of its own from it. It is known by its LINQ expression, which is the same for both.
/// </remarks>
internal static partial class QueriesRun
{
    private static readonly string? File = Environment.GetEnvironmentVariable("SMARTCARD_TEST_QUERIES");

    /// <summary>Of SQLite alone; PostgreSQL has a statement of its own in its place.</summary>
    private static readonly string[] OfSqlite =
    [
        "DbSet<WorkflowBookmarkRow>() .Where(b => b.DueAt <= @now && !(@except", // DueTimers: there it claims with FOR UPDATE SKIP LOCKED
    ];

    private static readonly ConcurrentDictionary<string, bool> Queries = new();

    static QueriesRun()
    {
        if (File is not null)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.File.WriteAllLines(File, Queries.Keys.Order(StringComparer.Ordinal));
        }
    }

    /// <param name="said">What EF Core says about it in the log.</param>
    public static void Look(EventId id, Func<string> said)
    {
        if (File is not null && id == CoreEventId.QueryCompilationStarting)
        {
            var words = Numbers().Replace(said(), "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var query = string.Join(' ', words.SkipWhile(w => w != "expression:").Skip(1)).Trim('\'');
            if (!IsOfATest() && !OfSqlite.Any(of => query.StartsWith(of, StringComparison.Ordinal)))
            {
                Queries.TryAdd(query, true);
            }
        }
    }

    /// <summary>What a test asks to see for itself need not run on both.</summary>
    private static bool IsOfATest() => new StackTrace().GetFrames()
        .Select(frame => frame.GetMethod()?.DeclaringType)
        .Where(type => type?.Assembly.GetName().Name?.StartsWith("Smartcard.", StringComparison.Ordinal) == true)
        .SkipWhile(type => type!.FullName!.Contains(nameof(CollectingLog), StringComparison.Ordinal) || type.FullName.Contains(nameof(QueriesRun), StringComparison.Ordinal))
        .FirstOrDefault()?.Assembly == typeof(QueriesRun).Assembly;

    /// <summary>Values of one moment, and the numbers that parameters get.</summary>
    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}
