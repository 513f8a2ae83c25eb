using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Mail;
using Smartcard.Server.Health;
using Smartcard.Server.Setup;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Server.Health;

/// <summary>Whether people may be sent to a host, and what is said of it to whom.</summary>
[OnPostgres]
public sealed class HealthTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_that_is_well_says_so_in_one_word_and_the_details_to_this_machine_and_RA_administrators()
    {
        await using var host = await HostBench.StartAsync();
        using var stranger = host.Client();
        await UntilAsync(host, report => report["status"]!.ToString() == "Healthy");

        Assert.Equal("Healthy", await stranger.GetStringAsync("/health/live", _ct));
        Assert.Equal("Healthy", await stranger.GetStringAsync("/health/ready", _ct));
        var (status, details) = await LookAsync(host);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            ["database", "keys", "jobs", "timers", "mail", "vault", "disk"],
            details!["checks"]!.AsArray().Select(c => (string)c!["name"]!));
        Assert.All(details["checks"]!.AsArray(), c => Assert.Equal("Healthy", (string)c!["status"]!));
        Assert.All(details["checks"]!.AsArray(), c => Assert.EndsWith(".", (string)c!["says"]!, StringComparison.Ordinal));

        // a proxy on this machine, for somebody else
        Assert.Null((await LookAsync(host, http => http.Request.Headers["X-Forwarded-For"] = "203.0.113.7")).Details);
        Assert.Null((await LookAsync(host, http => http.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.7"))).Details);
        using var admin = await host.SignInAsync(BackOfficeRoles.RaAdmin);
        await admin.OpenAsync("/health/ready");
        Assert.Contains("\"checks\"", admin.Html, StringComparison.Ordinal);
        using var booth = await host.SignInAsync(BackOfficeRoles.Booth | BackOfficeRoles.Auditor);
        await booth.OpenAsync("/health/ready");
        Assert.Equal("Healthy", booth.Html);
    }

    [Fact]
    public async Task A_database_that_is_not_up_to_date_takes_the_host_out()
    {
        await using var host = await HostBench.StartAsync();
        await using (var scope = host.Services.CreateAsyncScope())
        {
            await scope
                .ServiceProvider.GetRequiredService<SmartcardDbContext>()
                .Database.ExecuteSqlRawAsync(
                    "DELETE FROM \"__EFMigrationsHistory\" WHERE migration_id = (SELECT max(migration_id) FROM \"__EFMigrationsHistory\")",
                    _ct);
        }

        using var stranger = host.Client();
        using var answer = await stranger.GetAsync("/health/ready", _ct);
        var (status, details) = await LookAsync(host);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("Unhealthy", await answer.Content.ReadAsStringAsync(_ct));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("--migrate", Says(details!, "database", "Unhealthy"), StringComparison.Ordinal);
        Assert.Equal("Healthy", await stranger.GetStringAsync("/health/live", _ct));
    }

    [Fact]
    public async Task A_mail_server_that_cannot_be_reached_for_five_minutes_is_shown_and_the_host_still_answers_people()
    {
        await using var host = await HostBench.StartAsync(
            "--Mail:Transport=Smtp",
            "--Mail:From=no-reply@smartcard.example",
            "--Mail:Smtp:Host=127.0.0.1",
            "--Mail:Smtp:Port=1",
            "--Mail:Smtp:Security=None");
        var transport = host.Services.GetRequiredService<IMailTransport>();
        var mail = new FinishedMail(Guid.CreateVersion7(), "amal@nhs.uk", "Code", "123456", "123456");

        await Assert.ThrowsAnyAsync<Exception>(() => transport.SendAsync(mail, _ct));
        Assert.Contains("will be tried again", Says((await LookAsync(host)).Details!, "mail", "Healthy"), StringComparison.Ordinal);
        host.Time.Advance(TimeSpan.FromMinutes(5.1));
        await Assert.ThrowsAnyAsync<Exception>(() => transport.SendAsync(mail, _ct));
        var (status, details) = await LookAsync(host);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Degraded", (string)details!["status"]!);
        var says = Says(details, "mail", "Degraded");
        Assert.Contains("cannot be reached", says, StringComparison.Ordinal);
        Assert.DoesNotContain("amal@nhs.uk", details.ToJsonString() + host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timer_that_is_late_is_shown()
    {
        await using var host = await HostBench.StartAsync();
        (await (await host.ChatAsync()).PressAsync("choices", "unlock")).EnsureSuccessStatusCode();
        await using (var scope = host.Services.CreateAsyncScope())
        {
            // One that cannot be resumed: its instance does not know of it.
            var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
            var instance = await database.Set<WorkflowInstanceRow>().Select(i => i.Id).SingleAsync(_ct);
            database.Add(
                new WorkflowBookmarkRow
                {
                    Id = Guid.CreateVersion7(),
                    InstanceId = instance,
                    Name = "Timer",
                    Key = "lost",
                    DueAt = host.Time.GetUtcNow(),
                });
            await database.SaveChangesAsync(_ct);
        }

        host.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal("No timer is late.", Says((await LookAsync(host)).Details!, "timers", "Healthy"));
        host.Time.Advance(TimeSpan.FromSeconds(2));
        var (status, details) = await LookAsync(host);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("31 seconds late", Says(details!, "timers", "Degraded"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_server_that_says_nothing_is_shown()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var ours = $"{Environment.MachineName}:{Environment.ProcessId}:1";

        var result = await new JobServerCheck(
            new SignsOfLife((ours, now.AddMinutes(-3)), ("another-host:1:1", now))
        ).CheckHealthAsync(Context(HealthStatus.Degraded), _ct);
        var atWork = await new JobServerCheck(new SignsOfLife((ours, now.AddMinutes(-1)))).CheckHealthAsync(
            Context(HealthStatus.Degraded),
            _ct);

        Assert.Equal(HealthStatus.Healthy, atWork.Status);
        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Contains("restart the host", result.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(199_999_999, false, "Only 199 MB")]
    [InlineData(200_000_000, true, "200 MB are free")]
    public void A_disk_that_fills_up_is_shown(long bytes, bool isWell, string words)
    {
        var (well, says) = DiskCheck.Judge(bytes, "/data");

        Assert.Equal(isWell, well);
        Assert.Contains(words, says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_cannot_be_written_stop_the_start_with_a_sentence()
    {
        var failure = await Record.ExceptionAsync(async () =>
        {
            await using var host = await HostBench.StartAsync(services =>
                services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new ReadOnlyKeys()));
        });

        var sentence = Startup.Explain(failure!);
        Assert.NotNull(sentence);
        Assert.Contains("read-only file system", sentence, StringComparison.Ordinal);
        Assert.Contains("Let the host's account read and write that folder", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_are_lost_while_the_host_runs_take_it_out()
    {
        var result = await new KeyRingCheck(new NoKeys(), new DataFolder("/data")).CheckHealthAsync(Context(HealthStatus.Unhealthy), _ct);

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("restart the host", result.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_does_not_come_back_is_given_up_and_many_who_ask_make_one_look()
    {
        var time = new FakeTimeProvider();
        var counting = new Counting();
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(time).AddSingleton<HealthReports>();
        services.AddHealthChecks()
            .AddCheck("hangs", new Hanging(), HealthStatus.Degraded, tags: null, TimeSpan.FromMilliseconds(50))
            .AddCheck("counts", counting);
        await using var provider = services.BuildServiceProvider();
        var health = provider.GetRequiredService<HealthReports>();

        var reports = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => health.ReportAsync(_ct)));
        time.Advance(TimeSpan.FromSeconds(1));
        await health.ReportAsync(_ct);

        Assert.All(reports, r => Assert.Equal(HealthStatus.Degraded, r.Status));
        Assert.Contains("No answer within", reports[0].Entries["hangs"].Description, StringComparison.Ordinal);
        Assert.Equal(2, counting.Looks);
    }

    private static string Says(JsonNode details, string check, string status)
    {
        var found = details["checks"]!.AsArray().Single(c => (string)c!["name"]! == check)!;
        Assert.Equal(status, (string)found["status"]!);
        return (string)found["says"]!;
    }

    private static HealthCheckContext Context(HealthStatus failure) =>
        new() { Registration = new HealthCheckRegistration("it", new Counting(), failure, null) };

    /// <summary>As somebody at the host's own machine sees it; null details = one word.</summary>
    private async Task<(HttpStatusCode Status, JsonNode? Details)> LookAsync(
        HostBench host,
        Action<Microsoft.AspNetCore.Http.HttpContext>? but = null)
    {
        var http = await ((TestServer)host.Services.GetRequiredService<IServer>()).SendAsync(
            context =>
            {
                context.Request.Path = "/health/ready";
                context.Request.Host = new("localhost");
                context.Connection.RemoteIpAddress = IPAddress.Loopback;
                but?.Invoke(context);
            },
            _ct);
        using var reader = new StreamReader(http.Response.Body);
        var body = await reader.ReadToEndAsync(_ct);
        return ((HttpStatusCode)http.Response.StatusCode, body.StartsWith('{') ? JsonNode.Parse(body) : null);
    }

    /// <summary>The job server needs a moment to begin.</summary>
    private async Task UntilAsync(HostBench host, Func<JsonNode, bool> isSo)
    {
        await Patience.UntilAsync("the host's health to be as it should", async () =>
        {
            var details = (await LookAsync(host)).Details!;
            var isNow = isSo(details);
            host.Time.Advance(TimeSpan.FromSeconds(isNow ? 0 : 1));
            return (isNow, details);
        }, _ct);
    }

    private sealed class Counting : IHealthCheck
    {
        public int Looks { get; private set; }

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            Looks++;
            return Task.FromResult(HealthCheckResult.Healthy());
        }
    }

    private sealed class Hanging : BoundedCheck
    {
        protected override string OnFailure => "Nothing can be done.";

        protected override Task<(bool IsWell, string Says)> LookAsync(CancellationToken cancellationToken) =>
            new TaskCompletionSource<(bool, string)>().Task;
    }

    private sealed class ReadOnlyKeys : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements() => [];

        public void StoreElement(XElement element, string friendlyName) => throw new IOException("read-only file system");
    }

    private sealed class NoKeys : IDataProtectionProvider, IDataProtector
    {
        public IDataProtector CreateProtector(string purpose) => this;

        public byte[] Protect(byte[] plaintext) => throw new System.Security.Cryptography.CryptographicException("gone");

        public byte[] Unprotect(byte[] protectedData) => throw new System.Security.Cryptography.CryptographicException("gone");
    }
}
