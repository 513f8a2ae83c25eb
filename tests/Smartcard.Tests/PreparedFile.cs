using Microsoft.Data.Sqlite;

namespace Smartcard.Tests;

/// <summary>A SQLite database that was filled once, to begin others with.</summary>
internal static class PreparedFile
{
    /// <summary>All that is in it, what still stood in its log included.</summary>
    public static async Task<byte[]> ReadAsync(string path)
    {
        await using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var checkpoint = connection.CreateCommand();
            checkpoint.CommandText = "pragma wal_checkpoint(truncate)"; // all of it in the one file
            await checkpoint.ExecuteNonQueryAsync();
        }

        return await File.ReadAllBytesAsync(path);
    }
}
