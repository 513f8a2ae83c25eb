using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Smartcard.Tests;

/// <summary>The queries that were run in this process, written to the file that <c>SMARTCARD_TEST_QUERIES</c> names when it ends.</summary>
/// <remarks>
/// <c>./test</c> compares the file of the run on SQLite with the one on PostgreSQL: each query that the product runs on
/// one, the other has to run too, since each database gets SQL of its own from it. It is known by its LINQ expression,
/// which is the same for both. EF Core compiles a query once in a process, for whichever host asks first, so every host
/// is listened to, whatever it logs; and what a test asks for itself counts as run.
/// </remarks>
internal sealed partial class QueriesRun : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private static readonly string? File = Environment.GetEnvironmentVariable("SMARTCARD_TEST_QUERIES");

    /// <summary>Of SQLite alone; PostgreSQL has a statement of its own in its place.</summary>
    private static readonly string[] OfSqlite =
    [
        "DbSet<WorkflowBookmarkRow>() .Where(b => b.DueAt <= @now && !(@except", // DueTimers: there it claims with FOR UPDATE SKIP LOCKED
    ];

    /// <summary>And whether the product asked, or only a test.</summary>
    private static readonly ConcurrentDictionary<string, bool> Queries = new();

    [ModuleInitializer]
    internal static void Begin()
    {
        if (File is not null)
        {
            DiagnosticListener.AllListeners.Subscribe(new QueriesRun());
            AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            {
                System.IO.File.WriteAllLines(File, Queries.Keys.Order(StringComparer.Ordinal));
                System.IO.File.WriteAllLines(
                    File + "-of-the-product",
                    Queries.Where(q => q.Value).Select(q => q.Key).Order(StringComparer.Ordinal));
            };
        }
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            value.Subscribe(this, name => name == CoreEventId.QueryCompilationStarting.Name);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        var words = Numbers().Replace(value.Value!.ToString()!, "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var query = string.Join(' ', words.SkipWhile(w => w != "expression:").Skip(1)).Trim('\'');
        var asked = !IsOfATest() && !OfSqlite.Any(of => query.StartsWith(of, StringComparison.Ordinal));
        Queries.AddOrUpdate(query, asked, (_, before) => before || asked);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private static bool IsOfATest() =>
        new StackTrace()
            .GetFrames()
            .Select(frame => frame.GetMethod()?.DeclaringType)
            .Where(type => type?.Assembly.GetName().Name?.StartsWith("Smartcard.", StringComparison.Ordinal) == true)
            .SkipWhile(type =>
                type!.FullName!.Contains(nameof(QueriesRun), StringComparison.Ordinal)
                || type.FullName.Contains(nameof(CollectingLog), StringComparison.Ordinal))
            .FirstOrDefault()
            ?.Assembly == typeof(QueriesRun).Assembly;

    /// <summary>Values of one moment, and the numbers that parameters get.</summary>
    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}
