using System.Reflection;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.Tests;

namespace Smartcard.SystemTests.Operations;

/// <summary>
/// Backups that released versions made, kept as they were. This version restores each, brings its database up to date, and the person
/// who registered then unlocks their card with the same answers.
/// </summary>
/// <remarks>
/// A version without a record makes its own, and the test fails until somebody commits it. No record is ever changed: a change of the
/// tables is a migration. The keys in them open nothing else.
/// </remarks>
public sealed class RecordedInstallationTests : IAsyncLifetime
{
    private const string CardName = "amal.json";
    private const string NewPasscode = "l8erDays";

    private static readonly string Records =
        Path.Combine(Repository.Root, "tests", "Smartcard.SystemTests", "Operations", "Recorded");

    private static readonly string ThisVersion = typeof(Smartcard.Server.HostApp).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("smartcard-recorded-").FullName;
    private readonly TestDatabase _database = TestDatabase.Named();

    public static TheoryData<string, bool> Versions
    {
        get
        {
            var kept = Directory.Exists(Records) ? Directory.GetDirectories(Records).Select(folder => Path.GetFileName(folder)!) : [];
            var data = new TheoryData<string, bool>();
            foreach (var version in kept.Append(ThisVersion).Distinct().Order(StringComparer.Ordinal))
            {
                data.Add(version, false);
                data.Add(version, true);
            }

            return data;
        }
    }

    private string Data => Path.Combine(_folder, "data");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (TestDatabase.IsPostgres)
        {
            await _database.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Who_registered_with_an_older_version_unlocks_with_this_one(string version, bool onPostgres)
    {
        Assert.SkipUnless(
            !onPostgres || TestDatabase.IsPostgres, "There is no PostgreSQL: install the package postgresql, and run ./test.");
        var record = Path.Combine(Records, version, onPostgres ? "postgres" : "sqlite");
        string[] settings = onPostgres ? [$"--ConnectionStrings:Smartcard={_database.Location.ConnectionString}"] : [];
        if (onPostgres)
        {
            await _database.MakeAsync(template: null, fill: null);
        }

        if (!Directory.Exists(record))
        {
            await RecordAsync(record, settings);
            Assert.Fail($"Version {version} had no record of its own. It is in {record} now: commit it.");
        }

        await HostCommandLine.RunAsync(["--restore", Path.Combine(record, "backup"), $"--Data:Folder={Data}", .. settings], _ct);
        Directory.CreateDirectory(Path.Combine(Data, "cards"));
        File.Copy(Path.Combine(record, CardName), Path.Combine(Data, "cards", CardName), overwrite: true);
        await using var host = new HostProcess(Data, SmartcardHost.FreePort(), settings);
        await host.StartAsync(_ct);
        await using var holder = new CardHolder(host.Address, Data, Path.Combine(Data, "cards", CardName));
        await Nurse.LockAsync(holder.Card);

        await holder.UnlockAsync(NewPasscode, () => host.Log, _ct);

        Assert.Equal(System.Text.Encoding.ASCII.GetBytes(NewPasscode), holder.Card.State.Passcode);
        Assert.DoesNotContain("audit chain is broken", host.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", host.Log, StringComparison.Ordinal);
    }

    /// <summary>A registered card, and somebody else's unlock that waits for the helper.</summary>
    private async Task RecordAsync(string record, string[] settings)
    {
        Enrolment.OfDemonstration(Data);
        await using var host = new HostProcess(Data, SmartcardHost.FreePort(), settings);
        await host.StartAsync(_ct);
        var cardFile = Path.Combine(Data, "cards", CardName);
        await using (var holder = new CardHolder(host.Address, Data, cardFile))
        {
            await holder.RegisterAsync(Nurse.Passcode, () => host.Log, _ct);
        }

        using var waiting = PatientHandler.ChatWith(host.Address);
        await waiting.OpenAsync(_ct);
        await ContinueAsync(waiting, "unlock");
        await ContinueAsync(waiting, "continue");

        Directory.CreateDirectory(record);
        await HostCommandLine.RunAsync(["--backup", Path.Combine(record, "backup"), $"--Data:Folder={Data}", .. settings], _ct);
        File.Copy(cardFile, Path.Combine(record, CardName));
    }

    private async Task ContinueAsync(ChatClient chat, string button)
    {
        var patience = new Patience($"the button '{button}'");
        OpenForm? form;
        while ((form = chat.Form()) is null || !form.Buttons.Contains(button))
        {
            patience.Look(chat.Newest);
            await Task.Delay(50, _ct);
            await chat.PollAsync(_ct);
        }

        using var pressed = await chat.PressAsync(form, button, Guid.CreateVersion7().ToString("N"), new Dictionary<string, string>(), _ct);
        pressed.EnsureSuccessStatusCode();
    }
}
