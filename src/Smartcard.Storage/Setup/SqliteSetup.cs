using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Smartcard.Storage;

internal static class SqliteSetup
{
    public static DbContextOptionsBuilder UseSmartcardSqlite(this DbContextOptionsBuilder options, string connectionString) => options
        .UseSqlite(connectionString)
        .UseSnakeCaseNamingConvention()
        .AddInterceptors(DurableSqlite.Instance);

    /// <summary>Write-ahead log, and every commit on the disk before it is answered: a host killed at any moment loses nothing.</summary>
    private sealed class DurableSqlite : DbConnectionInterceptor
    {
        public static DurableSqlite Instance { get; } = new();

        public override void ConnectionOpened(
            System.Data.Common.DbConnection connection,
            ConnectionEndEventData eventData
        ) => Set(connection);

        public override Task ConnectionOpenedAsync(
            System.Data.Common.DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Set(connection);
            return Task.CompletedTask;
        }

        /// <summary>The pool hands out the same handle again and again, and it keeps what it was told.</summary>
        private readonly ConditionalWeakTable<object, object> _set = [];

        private void Set(System.Data.Common.DbConnection connection)
        {
            if (connection.ConnectionString.Contains("Mode=ReadOnly", StringComparison.OrdinalIgnoreCase))
            {
                return; // as EF looks whether there is a database: a copy that has no write-ahead log yet could not be given one
            }

            if (!_set.TryAdd(((SqliteConnection)connection).Handle!, this))
            {
                return;
            }

            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;";
            command.ExecuteNonQuery();
        }
    }
}
