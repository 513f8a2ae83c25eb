using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Hosts;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Server.Jobs;

/// <summary>Which hosts do background work is seen by the word of real job servers.</summary>
public sealed class HangfireHostMonitorTests
{
    private const string NobodyWorks = "No server is doing background work, so no emails are being sent.";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    [OnPostgres]
    public async Task A_host_is_seen_by_the_name_that_it_writes_into_mails()
    {
        await using var host = await HostBench.StartAsync();
        var (monitor, name) = (host.Services.GetRequiredService<IHostMonitor>(), host.Services.GetRequiredService<ThisHost>().Name);

        await JobBench.UntilAsync(
            () => Task.FromResult(monitor.Look()!.Silence.ContainsKey(name)),
            "the job server says that it is there",
            () => string.Join(", ", monitor.Look()!.Silence.Keys));

        var seen = monitor.Look()!;
        Assert.False(seen.IsGone(name, TimeSpan.FromSeconds(30)));
        Assert.False(seen.IsNobodyThere(TimeSpan.FromSeconds(30)));
        Assert.True(seen.IsGone("another", TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task While_no_job_server_runs_the_booth_says_so_and_when_one_does_the_mail_goes_out_and_the_cause_is_gone()
    {
        ServiceDescriptor? server = null;
        await using var host = await HostBench.StartAsync(services =>
        {
            server = services.Single(s =>
                s.ServiceType == typeof(IHostedService)
                && s.ImplementationFactory?.Method.ReturnType == typeof(BackgroundJobServerHostedService));
            services.Remove(server);
        });
        using var browser = await host.SignInAsync(BackOfficeRoles.Booth);
        var nurse = await HostNurse.AtAsync(host);
        var registering = nurse.RegisterAsync(); // as far as the code, which does not come
        await JobBench.UntilAsync(() => IsWaitingAsync(host), "the mail with the code is made", () => host.Log.Text);

        host.Time.Advance(TimeSpan.FromSeconds(61));
        await browser.OpenAsync("/backoffice/now");
        Assert.Contains(NobodyWorks, browser.Text, StringComparison.Ordinal);
        Assert.False(registering.IsCompleted);

        var hosted = (IHostedService)server!.ImplementationFactory!(host.Services);
        await hosted.StartAsync(_ct);
        try
        {
            await registering;
            host.Time.Advance(TimeSpan.FromSeconds(2)); // the list is read anew
            await browser.OpenAsync("/backoffice/now");
            Assert.DoesNotContain(NobodyWorks, browser.Text, StringComparison.Ordinal);
        }
        finally
        {
            await hosted.StopAsync(_ct);
        }
    }

    private static Task<bool> IsWaitingAsync(HostBench host) => host.DoAsync(services =>
        services.GetRequiredService<SmartcardDbContext>().Set<OutgoingMail>().AnyAsync(m => m.Kind == MailKind.RegistrationCode));
}
