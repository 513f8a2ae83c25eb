using Microsoft.Data.Sqlite;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.Backup;

/// <summary>
/// Copies an installation into a folder, while its hosts run: the database at one moment, and the keys without which it
/// cannot be read.
/// </summary>
/// <remarks>
/// Made beside and moved into place at the end, with its manifest written last, so that one that was cut off is never
/// taken for a whole one. The database comes before vault and keys: these only grow, so whatever the copy of the
/// database needs is among them.
/// </remarks>
internal sealed class BackupMaker(DataFolder data, DatabaseLocation location, TimeProvider time)
{
    public const string DumpName = "database.dump";

    /// <exception cref="SettingException">
    /// There is nothing to copy, something is in the way, or the database could not be copied.
    /// </exception>
    public async Task RunAsync(string target, bool withoutDatabase, TextWriter output, CancellationToken cancellationToken)
    {
        target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        var part = target + ".part";
        RequireSource(withoutDatabase);
        RequireNothing(target, "A backup never overwrites anything. Name a folder that does not exist.");
        RequireNothing(
            part,
            "A backup to that folder is running now, or was interrupted. Wait for it, or remove that folder.");
        if (Path.GetRelativePath(data.Path, target) is var below
            && !below.StartsWith("..", StringComparison.Ordinal)
            && !Path.IsPathRooted(below))
        {
            throw new SettingException($"{target} is in the data folder, so you would lose both together. Name a folder on another disk.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        SafeFile.MakeFolder(part);
        try
        {
            var database = await CopyAsync(part, withoutDatabase, cancellationToken);
            var files = Directory
                .GetFiles(part, "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(part, f))
                .Order(StringComparer.Ordinal)
                .Select(f => BackupManifest.Describe(part, f))
                .ToArray();
            new BackupManifest
            {
                At = time.GetUtcNow(),
                Database = database,
                Files = files,
            }.Write(part);
            Directory.Move(part, target);
            await output.WriteLineAsync($"Backed up into {target}: {files.Length} files, {files.Sum(f => f.LengthBytes) / 1024:N0} KB.");
        }
        catch
        {
            Directory.Delete(part, recursive: true);
            throw;
        }

        if (withoutDatabase)
        {
            await output.WriteLineAsync(
                "The database is not in it. Back it up after this, with: "
                + $"{new PostgresTools(((DatabaseLocation.PostgresServer)location).ConnectionString).DumpCommand}");
        }

        await output.WriteLineAsync(
            "It holds keys. Whoever has it can read what is sealed in the database. Keep it as safe as the data folder.");
    }

    private void RequireSource(bool withoutDatabase)
    {
        if (!Directory.Exists(data.Keys))
        {
            throw new SettingException(
                $"there is no installation in {data.Path}. Set Data:Folder to the folder of the installation that you want to back up.");
        }

        switch (location)
        {
            case DatabaseLocation.SqliteFile(var file) when !File.Exists(file):
                throw new SettingException(
                    $"there is no database {file}. Set Data:Folder to the folder of the installation, or "
                    + "ConnectionStrings:Smartcard to its server.");
            case DatabaseLocation.SqliteFile when withoutDatabase:
                throw new SettingException($"{HostCommand.WithoutDatabase} is for installations on PostgreSQL. Leave it out.");
            case DatabaseLocation.PostgresServer when !withoutDatabase && !PostgresTools.Has("pg_dump"):
                throw new SettingException(
                    "pg_dump is not on the path. Install PostgreSQL's client programs, or back up the database in "
                    + $"another way and use {HostCommand.WithoutDatabase} here.");
        }
    }

    private static void RequireNothing(string path, string advice)
    {
        if (Path.Exists(path))
        {
            throw new SettingException($"{path} already exists. {advice}");
        }
    }

    private async Task<BackedUpDatabase> CopyAsync(string part, bool withoutDatabase, CancellationToken cancellationToken)
    {
        // What was verified of the audit comes before the database: a copy of it must not know of entries that the database's copy lacks.
        Copy(data.AuditProgress, part);
        var database = await CopyDatabaseAsync(part, withoutDatabase, cancellationToken);
        Copy(data.Vault, part);
        foreach (var file in Directory.GetFiles(data.Keys, "*.xml").Concat(Directory.GetFiles(data.Keys, "*.key")))
        {
            Copy(file, part);
        }

        if (Directory.Exists(data.Cards))
        {
            // a demonstration's virtual cards: they stand for cards that people keep
            foreach (var file in Directory.GetFiles(data.Cards, "*.json"))
            {
                Copy(file, part);
            }
        }

        return database;
    }

    private async Task<BackedUpDatabase> CopyDatabaseAsync(string part, bool withoutDatabase, CancellationToken cancellationToken)
    {
        if (withoutDatabase)
        {
            return BackedUpDatabase.Elsewhere;
        }

        if (location is DatabaseLocation.PostgresServer server)
        {
            var dump = Path.Combine(part, DumpName);
            await File.Create(dump, 1, FileOptions.None).DisposeAsync();
            Protect(dump);
            await new PostgresTools(server.ConnectionString).DumpAsync(dump, cancellationToken);
            Flush(dump);
            return BackedUpDatabase.PostgresDump;
        }

        var copy = Path.Combine(part, Path.GetFileName(data.Database));
        await File.Create(copy, 1, FileOptions.None).DisposeAsync();
        Protect(copy);
        await CopySqliteAsync(copy, cancellationToken);
        Flush(copy);
        return BackedUpDatabase.Sqlite;
    }

    /// <summary>The database as it is at one moment, also what is in its write-ahead log; hosts go on in the meantime.</summary>
    private async Task CopySqliteAsync(string copy, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder
                {
                    DataSource = data.Database,
                    Mode = SqliteOpenMode.ReadWrite,
                    Pooling = false,
                    DefaultTimeout = 30,
                }.ToString());
            await connection.OpenAsync(cancellationToken);
            await using var vacuum = connection.CreateCommand();
            vacuum.CommandText = "VACUUM INTO $copy";
            vacuum.Parameters.AddWithValue("$copy", copy);
            await vacuum.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (SqliteException failure)
        {
            throw new SettingException(
                $"the database {data.Database} could not be copied ({failure.SqliteErrorCode}: {failure.Message.TrimEnd('.')}).");
        }
    }

    private void Copy(string file, string part)
    {
        if (!File.Exists(file))
        {
            return;
        }

        var target = Path.Combine(part, Path.GetRelativePath(data.Path, file));
        SafeFile.MakeFolder(Path.GetDirectoryName(target)!);
        SafeFile.Write(target, File.ReadAllBytes(file), overwrite: false);
    }

    private static void Protect(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static void Flush(string file)
    {
        using var written = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        written.Flush(flushToDisk: true);
    }
}
