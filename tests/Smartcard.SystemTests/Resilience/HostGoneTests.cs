using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Smartcard.Cards.Software;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Users;
using Smartcard.Helper;
using Smartcard.SelfService.Booth;
using Smartcard.Server;
using Smartcard.Server.Setup;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.Tests;
using Smartcard.Tests.Helper;

namespace Smartcard.SystemTests.Resilience;

/// <summary>
/// A host that is killed while it hands a mail to a server that does not answer: the next one says so at the booth, and sends it.
/// </summary>
public sealed class HostGoneTests : IAsyncDisposable
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("smartcard-host-gone-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly ScriptedScreen _screen = new();
    private readonly VirtualReaders _readers = new();
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task The_booth_is_told_that_the_host_has_gone_until_another_has_sent_the_mail()
    {
        Enrolment.OfDemonstration(_folder);
        _silent.Start();
        await using var host = new HostProcess(
            _folder,
            SmartcardHost.FreePort(),
            "--Mail:Transport=Smtp",
            "--Mail:Smtp:Host=127.0.0.1",
            $"--Mail:Smtp:Port={((IPEndPoint)_silent.LocalEndpoint).Port}",
            "--Mail:Smtp:Security=None",
            "--Mail:From=smartcards@trust.nhs.uk");
        await host.StartAsync(_ct);
        await UntilTheCodeIsOnItsWayAsync(host);
        await host.KillAsync();

        var address = $"http://127.0.0.1:{SmartcardHost.FreePort()}";
        var builder = WebApplication.CreateBuilder([$"--Data:Folder={_folder}", $"--urls={address}"]);
        builder.Logging.ClearProviders();
        await using var next = HostApp.Build(builder);
        await Startup.PrepareAsync(next.Services, _ct);
        await next.StartAsync(_ct);

        await Patience.UntilAsync("the booth to be told", async () => Seen(await CausesAsync(next), [StallCause.HostGone]), _ct);
        await Patience.UntilAsync(
            "the other host to send the mail",
            () => (Query("select count(*) from outgoing_mail where ended_at is null") == "0", Query(Mails)),
            _ct);
        Assert.DoesNotContain(StallCause.HostGone, await CausesAsync(next));
        Assert.Equal("2", Query("select attempts from outgoing_mail"));
        await next.StopAsync(_ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _silent.Dispose();
        _screen.Dispose();
        _readers.Dispose();
        _stop.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private const string Mails = "select group_concat(kind || ' ' || state || ' ' || attempts) from outgoing_mail";

    private async Task UntilTheCodeIsOnItsWayAsync(HostProcess host)
    {
        using var chat = PatientHandler.ChatWith(host.Address);
        _readers.Insert(new SoftwareGidsCard(new SoftwareCardFile(Path.Combine(_folder, "cards", "amal.json"))));
        await chat.OpenAsync(_ct);
        var helper = new HelperLoop([new Uri(host.Address)], _readers, _screen, TimeProvider.System);
        _ = RunQuietlyAsync(helper);
        _screen.Types(Nurse.Passcode);
        var person = new Person(chat, helper, _screen, host.Address, _folder);
        await person.DriveAsync(
            "register", "We have sent a code to", Disturb.AfterEachNews, _ => Task.CompletedTask, () => host.Log, _ct);
        await Patience.UntilAsync(
            "the host to take the mail",
            () => (Query("select count(*) from outgoing_mail where claimed_by is not null") == "1", Query(Mails)),
            _ct);
    }

    private async Task<IReadOnlyList<StallCause>> CausesAsync(WebApplication host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var stalls = await scope.ServiceProvider.GetRequiredService<StallFinder>().FindAsync(OrganisationScope.Everybody, _ct);
        return [.. stalls.Found.Select(s => s.Cause)];
    }

    private static (bool IsSo, object? Seen) Seen(IReadOnlyList<StallCause> causes, StallCause[] wanted) =>
        (causes.SequenceEqual(wanted), string.Join(", ", causes));

    private async Task RunQuietlyAsync(HelperLoop helper)
    {
        try
        {
            await Task.Run(() => helper.RunAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private string Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "smartcard.db")};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString() ?? "";
    }
}
