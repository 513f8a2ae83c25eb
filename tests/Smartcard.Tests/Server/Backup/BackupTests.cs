using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Audit;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Vault;
using Smartcard.Server.Backup;
using Smartcard.Server.Setup;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Server.Backup;

/// <summary>A backup is whole or not there, holds what an installation needs, and is put back only where nothing is lost by it.</summary>
[OnPostgres]
public sealed class BackupTests : IAsyncLifetime
{
    private const string Card = "00112233445566778899AABBCCDDEEFF";
    private static readonly byte[] Key = [.. Enumerable.Range(1, 24).Select(i => (byte)(i * 7))];
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-backup-");
    private readonly TestDatabase _other = TestDatabase.Named();
    private readonly StringWriter _output = new();
    private HostBench _host = null!;

    private string Target => Path.Combine(_folder.FullName, "backup");

    private DatabaseLocation Location => _host.Services.GetRequiredService<DatabaseLocation>();

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _host.Services.GetRequiredService<KeyFileVault>().Add(Card, Key);
        await AddAsync("before");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _output.DisposeAsync();
        if (TestDatabase.IsPostgres)
        {
            await _other.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Of_a_running_host_it_is_put_back_as_it_was_at_that_moment()
    {
        await BackUpAsync();
        await AddAsync("after");

        await using var restored = await RestoreAsync();

        var audit = await restored.AuditAsync();
        Assert.Contains("before", audit);
        Assert.DoesNotContain("after", audit);
        Assert.NotNull(await restored.Services.GetRequiredService<KeyFileVault>()
            .AnswerAsync(new CardKeyHandle.Unrecorded(Card), new byte[16], new byte[16], _ct));
        Assert.Contains("all with the right hash", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_turns_are_written_it_is_of_one_moment()
    {
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await AddAsync("meanwhile");
                }
            },
            _ct);
        await BackUpAsync();
        await stop.CancelAsync();
        await writing;

        await using var restored = await RestoreAsync();

        await using var scope = restored.Services.CreateAsyncScope();
        Assert.Null(await scope.ServiceProvider.GetRequiredService<AuditLog>().FindBreakAsync(_ct));
        var copied = await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<AuditEntry>().MaxAsync(a => a.Sequence, _ct);
        Assert.InRange(copied, 1, (await _host.AuditAsync()).Count);
    }

    [Fact]
    public async Task It_is_for_its_account_alone_and_holds_what_cannot_be_made_again()
    {
        await BackUpAsync();

        var files = Directory.GetFiles(Target, "*", SearchOption.AllDirectories);
        var names = files.Select(f => Path.GetRelativePath(Target, f)).ToList();
        Assert.Contains(TestDatabase.IsPostgres ? "database.dump" : "smartcard.db", names);
        Assert.Contains("vault.json", names);
        Assert.Contains(Path.Combine("keys", "code.key"), names);
        Assert.Contains(Path.Combine("keys", "chat.key"), names);
        Assert.Contains(names, name => name.StartsWith(Path.Combine("keys", "key-"), StringComparison.Ordinal));
        Assert.DoesNotContain(
            names,
            name =>
                name.EndsWith(".lock", StringComparison.Ordinal) || name.StartsWith("mailbox", StringComparison.Ordinal));
        Assert.False(Path.Exists(Target + ".part"));
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in files)
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }

            foreach (var folder in Directory.GetDirectories(Target, "*", SearchOption.AllDirectories).Append(Target))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
            }
        }
    }

    [Fact]
    public async Task It_never_writes_over_another_nor_into_the_data_folder_nor_of_nothing()
    {
        await BackUpAsync();
        var before = await File.ReadAllTextAsync(Path.Combine(Target, BackupManifest.FileName), _ct);

        Assert.Contains("already exists", await RefusedAsync(BackUpAsync), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(Target, BackupManifest.FileName), _ct));
        Assert.Contains(
            "is in the data folder",
            await RefusedAsync(() =>
                Maker(_host.Folder).RunAsync(Path.Combine(_host.Folder, "b"), false, _output, _ct)),
            StringComparison.Ordinal);
        Assert.Contains(
            "there is no installation",
            await RefusedAsync(() =>
                Maker(_folder.FullName).RunAsync(Path.Combine(_folder.FullName, "b"), false, _output, _ct)),
            StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "c.part"));
        Assert.Contains(
            "was interrupted",
            await RefusedAsync(() =>
                Maker(_host.Folder).RunAsync(Path.Combine(_folder.FullName, "c"), false, _output, _ct)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut off before its manifest", "was not finished")]
    [InlineData("a byte changed", "is missing or was changed")]
    [InlineData("a file gone", "is missing or was changed")]
    [InlineData("half a manifest", "not written by a backup")]
    [InlineData("a newer format", "another version")]
    [InlineData("a path outside", "outside itself")]
    public async Task One_that_is_not_whole_is_refused_and_nothing_is_changed(string damage, string words)
    {
        await BackUpAsync();
        var manifest = Path.Combine(Target, BackupManifest.FileName);
        var vault = Path.Combine(Target, "vault.json");
        var json = JsonNode.Parse(await File.ReadAllTextAsync(manifest, _ct))!;
        switch (damage)
        {
            case "cut off before its manifest":
                File.Delete(manifest);
                break;
            case "a byte changed":
                var bytes = await File.ReadAllBytesAsync(vault, _ct);
                bytes[10] ^= 1;
                await File.WriteAllBytesAsync(vault, bytes, _ct);
                break;
            case "a file gone":
                File.Delete(vault);
                break;
            case "half a manifest":
                await File.WriteAllTextAsync(manifest, json.ToJsonString()[..50], _ct);
                break;
            case "a newer format":
                json["format"] = 2;
                await File.WriteAllTextAsync(manifest, json.ToJsonString(), _ct);
                break;
            default:
                json["files"]![0]!["path"] = "../outside";
                await File.WriteAllTextAsync(manifest, json.ToJsonString(), _ct);
                break;
        }

        var into = Path.Combine(_folder.FullName, "data");
        Assert.Contains(
            words,
            await RefusedAsync(() =>
                new Restorer(new DataFolder(into), Location, TimeProvider.System).RunAsync(Target, true, _output, _ct)),
            StringComparison.Ordinal);
        Assert.False(Path.Exists(into));
    }

    [Fact]
    public async Task What_is_there_is_kept_and_moved_aside_only_when_asked_and_no_host_runs()
    {
        Assert.SkipWhen(TestDatabase.IsPostgres, "Of a SQLite file: on PostgreSQL the database has to be an empty one.");
        await BackUpAsync();
        var restorer = new Restorer(new DataFolder(_host.Folder), Location, TimeProvider.System);

        Assert.Contains(
            "--move-old-aside",
            await RefusedAsync(() => restorer.RunAsync(Target, false, _output, _ct)),
            StringComparison.Ordinal);
        Assert.Contains(
            "a host is running",
            await RefusedAsync(() => restorer.RunAsync(Target, true, _output, _ct)),
            StringComparison.Ordinal);
        await AddAsync("still alive");

        var old = Path.Combine(_folder.FullName, "old");
        Directory.CreateDirectory(old);
        await File.WriteAllTextAsync(Path.Combine(old, "smartcard.db"), "not a database", _ct);
        await new Restorer(
            new DataFolder(old),
            new DatabaseLocation.SqliteFile(Path.Combine(old, "smartcard.db")),
            TimeProvider.System
        ).RunAsync(Target, true, _output, _ct);

        var aside = Directory.GetDirectories(_folder.FullName, "old.before-restore-*").Single();
        Assert.Equal("not a database", await File.ReadAllTextAsync(Path.Combine(aside, "smartcard.db"), _ct));
        Assert.Contains(aside, _output.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(old, "vault.json")));
    }

    [Fact]
    public async Task A_host_does_not_start_on_a_folder_whose_restore_was_cut_off()
    {
        var folder = Path.Combine(_folder.FullName, "half");
        Directory.CreateDirectory(Path.Combine(folder, "restoring.part"));

        var failure = await Record.ExceptionAsync(async () =>
        {
            await using var host = await HostBench.StartAsync($"--Data:Folder={folder}");
        });

        Assert.Contains("--restore FOLDER --move-old-aside", Startup.Explain(failure!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_not_put_into_the_other_kind_of_database()
    {
        await BackUpAsync();
        DatabaseLocation wrong = TestDatabase.IsPostgres
            ? new DatabaseLocation.SqliteFile("x")
            : DatabaseLocation.PostgresServer.Parse("Host=127.0.0.1;Port=1")!;

        var words = await RefusedAsync(() =>
            new Restorer(new DataFolder(Path.Combine(_folder.FullName, "data")), wrong, TimeProvider.System).RunAsync(
                Target,
                false,
                _output,
                _ct));

        Assert.Contains(TestDatabase.IsPostgres ? "on PostgreSQL" : "on a SQLite file", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_PostgreSQL_it_wants_an_empty_database_and_may_leave_the_database_to_others()
    {
        Assert.SkipUnless(TestDatabase.IsPostgres, "Of PostgreSQL: ./test runs it there.");
        await BackUpAsync();
        Assert.Contains(
            "is not empty",
            await RefusedAsync(() =>
                new Restorer(
                    new DataFolder(Path.Combine(_folder.FullName, "data")),
                    Location,
                    TimeProvider.System
                ).RunAsync(Target, false, _output, _ct)),
            StringComparison.Ordinal);

        var without = Path.Combine(_folder.FullName, "without");
        await Maker(_host.Folder).RunAsync(without, withoutDatabase: true, _output, _ct);

        Assert.False(File.Exists(Path.Combine(without, "database.dump")));
        Assert.Contains("pg_dump --format=custom", _output.ToString(), StringComparison.Ordinal);
    }

    private BackupMaker Maker(string folder) =>
        new(
            new DataFolder(folder),
            folder == _host.Folder || TestDatabase.IsPostgres
                ? Location
                : new DatabaseLocation.SqliteFile(Path.Combine(folder, "smartcard.db")),
            TimeProvider.System);

    private Task BackUpAsync() => Maker(_host.Folder).RunAsync(Target, false, _output, _ct);

    /// <summary>A host on what was put back into a folder and, on PostgreSQL, a database of their own.</summary>
    private async Task<HostBench> RestoreAsync()
    {
        var into = Path.Combine(_folder.FullName, "data");
        if (TestDatabase.IsPostgres)
        {
            await _other.MakeAsync(template: null, fill: null);
            await new Restorer(new DataFolder(into), _other.Location, TimeProvider.System).RunAsync(Target, false, _output, _ct);
            var host = HostBench.UnstartedOn(_other.Location.ConnectionString, $"--Data:Folder={into}");
            await host.StartAgainAsync();
            return host;
        }

        await new Restorer(
            new DataFolder(into),
            new DatabaseLocation.SqliteFile(Path.Combine(into, "smartcard.db")),
            TimeProvider.System
        ).RunAsync(Target, false, _output, _ct);
        var restored = await HostBench.UnstartedAsync($"--Data:Folder={into}");
        await restored.StartAgainAsync();
        return restored;
    }

    private static async Task<string> RefusedAsync(Func<Task> run) => (await Assert.ThrowsAsync<SettingException>(run)).Message;

    private async Task AddAsync(string what)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TurnTransaction>().RunAsync(
            async ct =>
            {
                scope.ServiceProvider.GetRequiredService<AuditLog>().Add(what, null, null);
                return true;
            },
            _ct);
    }
}
