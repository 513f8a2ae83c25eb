using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Storage;

namespace Smartcard.Tests;

/// <summary>The connections that are kept open to one database file.</summary>
/// <remarks>
/// Tests run side by side in one process, so nobody calls <see cref="SqliteConnection.ClearAllPools"/>: it also closes
/// the idle connections of the hosts of other tests, and when a file's last connection closes, SQLite deletes the
/// file's log.
/// </remarks>
internal sealed class SqlitePool
{
    private readonly string _connectionString;

    private SqlitePool(string connectionString) => _connectionString = connectionString;

    public static async Task<SqlitePool> OfAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        return new SqlitePool(scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Database.GetConnectionString()!);
    }

    /// <summary>Closes them, if the database lies in <paramref name="folder"/>.</summary>
    public void CloseWithin(DirectoryInfo folder)
    {
        using var connection = new SqliteConnection(_connectionString);
        if (connection.DataSource.StartsWith(folder.FullName, StringComparison.Ordinal))
        {
            SqliteConnection.ClearPool(connection);
        }
    }
}
