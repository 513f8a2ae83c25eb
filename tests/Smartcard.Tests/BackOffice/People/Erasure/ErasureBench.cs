using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Retention;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Booth;
using Smartcard.Storage;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.People.Erasure;

/// <summary>An RA administrator, and a registered nurse of whom something is marked in every place.</summary>
internal sealed class ErasureBench : IAsyncDisposable
{
    public const string Number = "MARK-4711";
    public const string Seen = "passport of Amal";

    private ErasureBench(HostBench host, HostNurse nurse) => (Host, Nurse) = (host, nurse);

    public HostBench Host { get; }

    public HostNurse Nurse { get; }

    public BackOfficeBrowser Browser { get; private set; } = null!;

    public StaffId Staff { get; private set; }

    public CardId Card { get; private set; }

    public string Page => $"/backoffice/people/{Staff.Value}";

    public static async Task<ErasureBench> StartAsync()
    {
        var host = await HostBench.StartAsync();
        var bench = new ErasureBench(host, await HostNurse.AtAsync(host));
        await bench.Nurse.RegisterAsync();
        await bench.MailsAreOutAsync();
        (bench.Staff, bench.Card) = await host.InAsync(async database =>
        {
            var staff = await database.Set<Staff>().SingleAsync();
            staff.Number = Number;
            staff.Site = "Marked Site";
            await database.SaveChangesAsync();
            return (staff.Id, await database.Set<Card>().Select(c => c.Id).SingleAsync());
        });
        await bench.WriteAsync();
        await host.InAsync(database => database.Set<Journey>() // what is younger is not erased
            .ExecuteUpdateAsync(set => set.SetProperty(j => j.EndedAt, host.Time.GetUtcNow() - ErasureRules.CountedFor)));
        bench.Browser = await host.SignInAsync(await host.UserAsync("nia", BackOfficeRoles.RaAdmin));
        await bench.Browser.OpenAsync(bench.Page);
        return bench;
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await Host.DisposeAsync();
    }

    public async Task EraseAsync()
    {
        await Browser.OpenAsync(Page + "/erase");
        await Browser.SubmitAsync(Page + "/erase", ("confirmation", Number), ("again", "yes"));
    }

    public void AssertSays(params string[] words) =>
        Assert.All(words, said => Assert.Contains(said, Browser.Text, StringComparison.Ordinal));

    /// <summary>They go out by a job.</summary>
    public async Task MailsAreOutAsync()
    {
        for (var patience = new Patience("all mails are sent");;)
        {
            var waiting = await Host.InAsync(database => database.Set<OutgoingMail>().CountAsync(m => m.State == MailState.Waiting));
            if (waiting == 0)
            {
                return;
            }

            patience.Look($"{waiting} wait");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>An open case with a note, and a reset in person that has ended.</summary>
    private async Task WriteAsync()
    {
        var user = await Host.UserAsync("booth", BackOfficeRoles.Booth);
        await using var scope = Host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var (now, helper) = (Host.Time.GetUtcNow(), new UserId(user.Id));
        var journey = new Journey
        {
            Id = JourneyId.New(),
            Kind = JourneyKind.InPerson,
            Workflow = "",
            Channel = "booth",
            Language = "en",
            StartedAt = now,
            LastHeardAt = now,
            CardId = Card,
            StaffId = Staff,
        };
        journey.Finish(JourneyEnd.Completed, now);
        database.AddRange(
            journey,
            new InPersonReset { Id = journey.Id, CardId = Card, HelpedBy = helper, IdentityCheck = "Passport", Seen = Seen },
            new BoothCase
            {
                Id = BoothCaseId.New(),
                CardId = Card,
                JourneyId = null,
                Reason = BoothReason.QuestionsLockedOut,
                OpenedAt = now,
            });
        await database.SaveChangesAsync();
        await scope.ServiceProvider.GetRequiredService<BoothNotes>()
            .AddAsync(helper, MatterId.Of(Card), "came to the desk in person", TestContext.Current.CancellationToken);
    }
}
