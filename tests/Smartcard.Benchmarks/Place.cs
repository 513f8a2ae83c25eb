using Smartcard.Benchmarks.Engine;
using Smartcard.Storage;

namespace Smartcard.Benchmarks;

/// <summary>Where one run works: a folder and, on PostgreSQL, a database, which nobody else uses and which are gone afterwards.</summary>
/// <param name="Database">Null = SQLite, in the folder.</param>
internal sealed record Place(string Folder, OwnDatabase? Database)
{
    /// <summary>Of SQLite, as a host has it in its data folder.</summary>
    public string File => Path.Combine(Folder, "smartcard.db");

    public DatabaseLocation Location =>
        Database is null
            ? new DatabaseLocation.SqliteFile(File)
            : DatabaseLocation.PostgresServer.Parse(Database.ConnectionString)!;

    /// <summary>For a host that is to work here.</summary>
    public string[] Settings => Database is null ? [] : [$"--ConnectionStrings:Smartcard={Database.ConnectionString}"];

    /// <param name="postgres">A connection string of somebody who may make a database; null = SQLite.</param>
    /// <param name="run">Gives the program's exit code.</param>
    public static async Task<int> UseAsync(string? postgres, Func<Place, Task<int>> run, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("smartcard-benchmark-").FullName;
        try
        {
            if (postgres is null)
            {
                return await run(new Place(folder, null));
            }

            await using var own = await OwnDatabase.MakeAsync(postgres, cancellationToken);
            return await run(new Place(folder, own));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
