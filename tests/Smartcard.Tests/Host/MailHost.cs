using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Smartcard.Domain;
using Smartcard.Domain.Mail;
using Smartcard.SelfService.Mail;
using Smartcard.Server.Jobs;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Mail;

namespace Smartcard.Tests.Host;

/// <summary>A host whose mails go out when a test says so.</summary>
internal static class MailHost
{
    /// <param name="transport">Null = the one that the settings name.</param>
    public static Task<HostBench> StartAsync(IMailTransport? transport, params string[] settings) =>
        HostBench.StartAsync(
            services =>
            {
                services.Remove(
                    services.Single(s =>
                        s.ServiceType == typeof(IHostedService)
                        && s.ImplementationFactory?.Method.ReturnType == typeof(SweepService)));
                if (transport is not null)
                {
                    services.Replace(ServiceDescriptor.Singleton(transport));
                }
            },
            settings);

    public static async Task<T> DoAsync<T>(this HostBench host, Func<IServiceProvider, Task<T>> action)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await action(scope.ServiceProvider);
    }

    /// <summary>Tries what is due.</summary>
    public static Task SendMailsAsync(this HostBench host) => host.DoAsync(async services =>
    {
        var sender = services.GetRequiredService<MailSender>();
        foreach (var id in await sender.FindDueAsync(100, CancellationToken.None))
        {
            await sender.SendAsync(id, CancellationToken.None);
        }

        return true;
    });

    public static Task<OutgoingMail> MailAsync(this HostBench host, MailId id) =>
        host.DoAsync(services =>
            services
                .GetRequiredService<SmartcardDbContext>()
                .Set<OutgoingMail>()
                .AsNoTracking()
                .SingleAsync(m => m.Id == id));

    public static Task<MailId> AddCodeAsync(this HostBench host) => host.DoAsync(LooseMails.AddCodeAsync);

    public static Task<MailId> AddTellingAsync(this HostBench host, JourneyId? journey = null) =>
        host.DoAsync(services => LooseMails.AddTellingAsync(services, journey));
}
