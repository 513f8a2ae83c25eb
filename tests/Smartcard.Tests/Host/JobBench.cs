using System.Collections.Concurrent;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Mail;
using Smartcard.Storage;
using Secret = Smartcard.Domain.Secrets.Secret;

namespace Smartcard.Tests.Host;

/// <summary>Mails and jobs of a host, for tests.</summary>
internal static class JobBench
{
    public static EmailAddress Address { get; } = EmailAddress.Parse("amal.hughes@trust.nhs.uk");

    /// <summary>Commits a mail with a code as a turn does.</summary>
    public static async Task<MailId> CommitMailAsync(this HostBench host, string code = "483920")
    {
        await using var scope = host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var database = services.GetRequiredService<SmartcardDbContext>();
        return await services.GetRequiredService<TurnTransaction>().RunAsync(
            ct =>
            {
                using var digits = new Secret(code);
                services.GetRequiredService<Outbox>().SendCode(MailKind.UnlockCode, Address, JourneyOf(host), digits);
                return Task.FromResult(database.Set<OutgoingMail>().Local.Single().Id);
            },
            TestContext.Current.CancellationToken);
    }

    public static Task IsSentAsync(this HostBench host, MailId id) =>
        UntilAsync(
            async () => (await host.MailAsync(id)).State == MailState.Sent,
            $"mail {id} is sent",
            () => host.Log.Text);

    /// <summary>Waits for what other threads do; not for a time to pass.</summary>
    /// <param name="seen">What goes on meanwhile, e.g. in the host's log.</param>
    public static Task UntilAsync(Func<Task<bool>> isSo, string what, Func<string>? seen = null) =>
        Patience.UntilAsync(
            $"this to come about: {what}",
            async () => (await isSo(), seen?.Invoke()),
            TestContext.Current.CancellationToken);

    private static Journey JourneyOf(HostBench host) =>
        new()
        {
            Id = JourneyId.New(),
            Kind = JourneyKind.Unlock,
            Workflow = "unlock",
            Channel = "webchat",
            Language = "en",
            StartedAt = host.Time.GetUtcNow(),
            LastHeardAt = host.Time.GetUtcNow(),
        };
}

/// <summary>Counts what is enqueued and does none of it; fails while told to.</summary>
internal sealed class CountingJobs : IBackgroundJobClient
{
    public ConcurrentQueue<Guid> Mails { get; } = new();

    public Exception? Failure { get; set; }

    public int Failures { get; private set; }

    public string Create(Job job, IState state)
    {
        if (Failure is not null)
        {
            Failures++;
            throw Failure;
        }

        Mails.Enqueue((Guid)job.Args[0]);
        return "1";
    }

    public bool ChangeState(string jobId, IState state, string expectedState) => true;

    public static Task<HostBench> StartAsync(CountingJobs jobs) =>
        HostBench.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IBackgroundJobClient>(jobs)));
}

/// <summary>A mail server that takes a mail in, and answers when it is let.</summary>
internal sealed class SlowMails : IMailTransport
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Begun => _begun.Task;

    public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task SendAsync(FinishedMail mail, CancellationToken cancellationToken)
    {
        _begun.TrySetResult();
        await Answer.Task.WaitAsync(cancellationToken);
    }
}
