using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Smartcard.SelfService.Mail;
using Smartcard.Server.Health;

namespace Smartcard.Tests.Server.Health;

/// <summary>What an operator reads of mails that do not go out: what to put right, and nothing of a mail.</summary>
public sealed class MailHealthTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_transport_says_in_its_own_words_is_what_an_operator_reads()
    {
        var time = new FakeTimeProvider();
        var watch = new MailWatch(time);
        watch.Failed(
            new MailSetupException(
                "smtp.trust.nhs.uk does not accept the sign-in. Check Mail:Smtp:UserName and Mail:Smtp:Password."));
        time.Advance(TimeSpan.FromMinutes(6));

        var result = await LookAsync(new MailCheck(watch, time));

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Contains(
            "for 6 minutes; smtp.trust.nhs.uk does not accept the sign-in. Check Mail:Smtp:UserName and "
            + "Mail:Smtp:Password. Until this is fixed",
            result.Description,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_server_refuses_for_the_mails_own_sake_is_no_fault_of_the_way()
    {
        var time = new FakeTimeProvider();
        var watch = new MailWatch(time);
        var check = new MailCheck(watch, time);
        watch.Failed(new IOException("amal@nhs.uk: no"));
        time.Advance(TimeSpan.FromMinutes(6));

        var refused = await LookAsync(check);
        await Assert.ThrowsAsync<MailRefusedException>(() =>
            new WatchedTransport(new Refusing(), watch).SendAsync(
                new FinishedMail(Guid.CreateVersion7(), "", "", "", ""),
                _ct));
        var afterwards = await LookAsync(check);

        Assert.Equal(HealthStatus.Degraded, refused.Status);
        Assert.Contains("cannot be reached", refused.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("amal", refused.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, afterwards.Status);
    }

    private Task<HealthCheckResult> LookAsync(MailCheck check) =>
        check.CheckHealthAsync(
            new HealthCheckContext
            {
                Registration = new HealthCheckRegistration("mail", check, HealthStatus.Degraded, null),
            },
            _ct);

    private sealed class Refusing : IMailTransport
    {
        public Task SendAsync(FinishedMail mail, CancellationToken cancellationToken) => throw new MailRefusedException("no such mailbox");
    }
}
