using System.Globalization;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.Backup;

/// <summary>Puts a backup where an installation was: into an empty data folder, and on PostgreSQL into an empty database.</summary>
internal sealed class Restorer(DataFolder data, DatabaseLocation location, TimeProvider time)
{
    /// <exception cref="SettingException">
    /// The backup is not whole, does not fit, or something is in the way. Nothing was changed.
    /// </exception>
    public async Task RunAsync(string source, bool moveOldAside, TextWriter output, CancellationToken cancellationToken)
    {
        source = Path.GetFullPath(source);
        var manifest = BackupManifest.ReadAndVerify(source);
        await RequireFittingDatabaseAsync(manifest, source, cancellationToken);
        if (!IsEmpty(data.Path))
        {
            if (!moveOldAside)
            {
                throw new SettingException(
                    $"{data.Path} is not empty. Stop the hosts and use {HostCommand.MoveOldAside}, which keeps the "
                    + "old folder under another name. Or set Data:Folder to another folder.");
            }

            RequireNoHost();
            var aside = $"{data.Path}.before-restore-{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
            MoveAside(aside);
            await output.WriteLineAsync($"What was in {data.Path} is now in {aside}.");
        }

        if (manifest.Database == BackedUpDatabase.PostgresDump)
        {
            await new PostgresTools(((DatabaseLocation.PostgresServer)location).ConnectionString).RestoreAsync(
                Path.Combine(source, BackupMaker.DumpName),
                cancellationToken);
        }

        PutBack(manifest, source);
        await output.WriteLineAsync(
            $"Restored from {source}, made at {manifest.At:yyyy-MM-dd HH:mm:ss} UTC by version {manifest.Version}: "
            + $"{manifest.Files.Count} files, all with the right hash.");
        if (manifest.Database == BackedUpDatabase.Elsewhere)
        {
            await output.WriteLineAsync("The database was not in it. Restore it from its own backup, which must be newer than this one.");
        }

        await output.WriteLineAsync("Start the hosts. People who were in a chat have to start again. Everything since the backup is gone.");
    }

    private async Task RequireFittingDatabaseAsync(BackupManifest manifest, string source, CancellationToken cancellationToken)
    {
        switch (manifest.Database, location)
        {
            case (BackedUpDatabase.Sqlite, DatabaseLocation.PostgresServer):
                throw new SettingException(
                    $"{source} is from an installation on a SQLite file, but ConnectionStrings:Smartcard names a "
                    + "PostgreSQL server. Leave that setting out to restore it.");
            case (not BackedUpDatabase.Sqlite, not DatabaseLocation.PostgresServer):
                throw new SettingException(
                    $"{source} is from an installation on PostgreSQL. Set ConnectionStrings:Smartcard to an empty database to restore it.");
            case (BackedUpDatabase.PostgresDump, DatabaseLocation.PostgresServer(var connection)):
                var tools = new PostgresTools(connection);
                if (!PostgresTools.Has("pg_restore"))
                {
                    throw new SettingException("pg_restore is not on the path. Install PostgreSQL's client programs.");
                }

                if (!await tools.IsEmptyAsync(cancellationToken))
                {
                    throw new SettingException(
                        "the database that ConnectionStrings:Smartcard names is not empty. Make a new one for the "
                        + "restore, for example with createdb, and use that.");
                }

                break;
        }
    }

    private static bool IsEmpty(string folder) => !Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any();

    /// <summary>If a host kept writing to files that were moved away, it would lose what it writes.</summary>
    private void RequireNoHost()
    {
        if (!HostPresence.IsNobodyOn(data))
        {
            throw new SettingException($"a host is running on {data.Path}. Stop it first. Nothing was changed.");
        }
    }

    private void MoveAside(string aside)
    {
        try
        {
            Directory.Move(data.Path, aside);
        }
        catch (IOException failure)
        {
            throw new SettingException(
                $"{data.Path} could not be moved aside ({failure.Message}). If it is a disk of its own, move its contents away by hand.");
        }
    }

    /// <summary>A host does not start on a folder in which this has not finished.</summary>
    private void PutBack(BackupManifest manifest, string source)
    {
        SafeFile.MakeFolder(data.Path);
        SafeFile.MakeFolder(data.Restoring);
        foreach (var file in manifest.Files.Where(f => f.Path != BackupMaker.DumpName))
        {
            var target = Path.Combine(data.Path, Path.Combine(file.Path.Split('/')));
            SafeFile.MakeFolder(Path.GetDirectoryName(target)!);
            using (var from = File.OpenRead(Path.Combine(source, Path.Combine(file.Path.Split('/')))))
            using (var to = new FileStream(target, SafeFile.Ours(FileMode.CreateNew)))
            {
                from.CopyTo(to);
                to.Flush(flushToDisk: true);
            }
        }

        Directory.Delete(data.Restoring);
    }
}
