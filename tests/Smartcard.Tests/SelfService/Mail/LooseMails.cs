using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Mail;
using Smartcard.Storage;
using Secret = Smartcard.Domain.Secrets.Secret;

namespace Smartcard.Tests.SelfService.Mail;

/// <summary>Mails in the outbox without a journey around them, and what became of them.</summary>
internal static class LooseMails
{
    public const string Address = "amal.hughes@trust.nhs.uk";
    public const string Code = "482913";

    /// <summary>A mail with <see cref="Code"/>.</summary>
    public static Task<MailId> AddCodeAsync(this JourneyBench bench) => bench.DoAsync(AddCodeAsync);

    /// <summary>A mail without a code.</summary>
    public static Task<MailId> AddTellingAsync(this JourneyBench bench) => bench.DoAsync(services => AddTellingAsync(services));

    public static Task<MailId> AddCodeAsync(IServiceProvider services) => AddAsync(services, (outbox, to, journey) =>
    {
        using var code = new Secret(Code);
        outbox.SendCode(MailKind.UnlockCode, to, journey, code);
    });

    public static Task<MailId> AddTellingAsync(IServiceProvider services, JourneyId? journeyId = null) =>
        AddAsync(services, (outbox, to, journey) => outbox.Tell(MailKind.Unlocked, to, journey), journeyId);

    public static async Task<OutgoingMail> MailAsync(this JourneyBench bench, MailId id) =>
        (await bench.RowsAsync<OutgoingMail>()).Single(m => m.Id == id);

    public static Task NoteAsync(this JourneyBench bench, params DeliveryNews[] news) => bench.DoAsync(async services =>
    {
        await services.GetRequiredService<MailDeliveries>().NoteAsync(news, CancellationToken.None);
        return true;
    });

    /// <summary>Neither the address nor the code is in any log line; the address's domain would be enough to say whose it is.</summary>
    public static void SaysNothingInTheLog(this JourneyBench bench)
    {
        Assert.DoesNotContain(Code, bench.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("amal.hughes", bench.Log.Text, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<MailId> AddAsync(
        IServiceProvider services,
        Action<Outbox, EmailAddress, Journey> add,
        JourneyId? journeyId = null)
    {
        MailId? added = null;
        services.GetRequiredService<MailSignal>().OnAdded += Note;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var journey = new Journey
        {
            Id = journeyId ?? new JourneyId(Guid.CreateVersion7(now)),
            Kind = JourneyKind.Unlock,
            Workflow = "unlock",
            Channel = "webchat",
            Language = "en",
            StartedAt = now,
            CardId = CardId.New(),
        };
        await services.GetRequiredService<TurnTransaction>().RunAsync(
            _ =>
            {
                add(services.GetRequiredService<Outbox>(), EmailAddress.Parse(Address), journey);
                return Task.FromResult(true);
            },
            CancellationToken.None);
        services.GetRequiredService<MailSignal>().OnAdded -= Note;
        return added!.Value;

        void Note(MailId id) => added = id;
    }
}

/// <summary>One bench for all tests of a class, each of which settles its own mails.</summary>
public sealed class OneBench : IAsyncLifetime
{
    internal JourneyBench Bench { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Bench = await JourneyBench.StartAsync();

    public ValueTask DisposeAsync() => Bench.DisposeAsync();
}
