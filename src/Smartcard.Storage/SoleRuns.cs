using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Smartcard.Storage;

/// <summary>
/// Lets one run of something go on at a time: on PostgreSQL of all hosts, by a lock of the connection, which ends with its host; on
/// SQLite of this host, the only one that there is.
/// </summary>
/// <remarks>A connection that is lost ends the lock too. So what two runs do at once has to be right all the same, only slow.</remarks>
public sealed class SoleRuns
{
    private readonly HashSet<string> _here = new(StringComparer.Ordinal);

    /// <param name="database">Keeps its connection until the end of the run.</param>
    /// <param name="what">One word.</param>
    /// <returns>To be disposed at the end of the run; null = another run goes on.</returns>
    public async Task<IAsyncDisposable?> TryBeginAsync(SmartcardDbContext database, string what, CancellationToken cancellationToken)
    {
        if (!TakeHere(what))
        {
            return null;
        }

        var run = new Run(this, database, what);
        try
        {
            if (database is not PostgresDbContext || await run.LockAsync(cancellationToken))
            {
                return run;
            }
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }

        await run.DisposeAsync();
        return null;
    }

    private bool TakeHere(string what)
    {
        lock (_here)
        {
            return _here.Add(what);
        }
    }

    private sealed class Run(SoleRuns runs, SmartcardDbContext database, string what) : IAsyncDisposable
    {
        private const string Key = "hashtextextended($1, 0)";

        private bool _isOpen;
        private bool _isLocked;

        public async Task<bool> LockAsync(CancellationToken cancellationToken)
        {
            await database.Database.OpenConnectionAsync(cancellationToken);
            _isOpen = true;
            return _isLocked = await AskAsync($"SELECT pg_try_advisory_lock({Key})", cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                if (_isLocked)
                {
                    await AskAsync($"SELECT pg_advisory_unlock({Key})", CancellationToken.None);
                }
            }
            catch (Exception failure) when (failure is DbException or InvalidOperationException)
            {
                // the connection is lost, and the lock with it
            }
            finally
            {
                if (_isOpen)
                {
                    await database.Database.CloseConnectionAsync();
                }

                lock (runs._here)
                {
                    runs._here.Remove(what);
                }
            }
        }

        private Task<bool> AskAsync(string sql, CancellationToken cancellationToken) =>
            database.ReadOneAsync(new Statement(sql, $"run:{what}"), row => row.GetBoolean(0), cancellationToken);
    }
}
