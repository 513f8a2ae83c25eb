using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Smartcard.Storage;

/// <summary>Sends the locks of a turn ahead of its next command, and passes over what they answer.</summary>
internal sealed class LocksFirst : DbCommandInterceptor
{
    public static LocksFirst Instance { get; } = new();

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result)
    {
        Ride(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Ride(command, eventData);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Ride(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Ride(command, eventData);
        return ValueTask.FromResult(result);
    }

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        for (var before = Before(command, eventData); before > 0; before--)
        {
            result.NextResult();
        }

        return result;
    }

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        for (var before = Before(command, eventData); before > 0; before--)
        {
            await result.NextResultAsync(cancellationToken);
        }

        return result;
    }

    private static void Ride(DbCommand command, CommandEventData eventData) =>
        (eventData.Context as PostgresDbContext)?.Locks.Ride(command);

    private static int Before(DbCommand command, CommandExecutedEventData eventData) =>
        (eventData.Context as PostgresDbContext)?.Locks.ResultsBefore(command) ?? 0;
}
