using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Smartcard.Storage;

/// <summary>Failures of the database, and not of what was asked of it.</summary>
public static class DatabaseFaults
{
    /// <summary>SQLITE_CONSTRAINT.</summary>
    private const int SqliteConstraint = 19;

    /// <summary>PostgreSQL's idle_in_transaction_session_timeout.</summary>
    private const string SilentInTransaction = "25P03";

    /// <summary>Before each further try, when the database went away: together as long as a server takes to restart.</summary>
    public static IReadOnlyList<TimeSpan> Pauses { get; } =
    [
        TimeSpan.FromMilliseconds(50),
        TimeSpan.FromMilliseconds(200),
        TimeSpan.FromMilliseconds(500),
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(2),
    ];

    /// <summary>
    /// It passes by itself: a connection that was cut, a server that restarts, a machine on which this host had to
    /// stand still.
    /// </summary>
    public static bool ArePassing(Exception? failure) => RolledBack(failure) || Any(failure, f => f is DbException { IsTransient: true });

    /// <summary>PostgreSQL ended the transaction so that others could go on: nothing of it was kept, whatever was on its way.</summary>
    public static bool RolledBack(Exception? failure) => Any(failure, f => f is PostgresException
    {
        SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or SilentInTransaction,
    });

    /// <summary>A turn of another scope changed the same row first. Made again, this one sees it.</summary>
    public static bool IsOvertaken(Exception failure) => failure is DbUpdateConcurrencyException { Entries.Count: > 0 };

    /// <summary>
    /// The database failed, for a moment or for longer: its disk may be full. What it refuses because of the data, such
    /// as a second row with the same key, is a fault of ours.
    /// </summary>
    public static bool IsOne(Exception? failure) =>
        Any(failure, f => f is DbException)
        && !Any(
            failure,
            f =>
                f
                    is PostgresException { SqlState: ['2', '2' or '3', ..] }
                        or SqliteException { SqliteErrorCode: SqliteConstraint });

    private static bool Any(Exception? failure, Func<Exception, bool> isMeant)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (isMeant(failure))
            {
                return true;
            }
        }

        return false;
    }
}
