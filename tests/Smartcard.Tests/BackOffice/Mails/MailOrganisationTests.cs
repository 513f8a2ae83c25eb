using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Mail;
using Smartcard.Tests.BackOffice.Booth;
using Smartcard.Tests.BackOffice.People;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Mails;

/// <summary>The mails that somebody sees who may see the people of one organisation alone, and has sent again.</summary>
[OnPostgres]
public sealed class MailOrganisationTests : IAsyncLifetime
{
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await MailHost.StartAsync(transport: null);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Those_of_their_people_and_those_about_nobody()
    {
        var (ours, theirs) = (
            await _host.WaitsAsync("Anwen Jones", TimeSpan.Zero, organisation: "Example Trust"),
            await _host.WaitsAsync("Carys Elsewhere", TimeSpan.Zero, organisation: "Another Trust"));
        var journey = await _host.JourneyAsync(theirs);
        var early = await _host.JourneyAsync(card: null);
        var (own, others, byJourney, unknown, about, alert) = (
            await LostAsync(ours, null), await LostAsync(theirs, journey), await LostAsync(null, journey),
            await LostAsync(null, early), await LostAsync(null, null), await LostAsync(null, null, MailKind.Alert));
        var user = await _host.UserAsync("nia", BackOfficeRoles.Booth);
        await _host.ChangeAsync(user.Id, u => u.Organisation = "Example Trust");

        var listed = await ListAsync(OrganisationScope.Of("Example Trust"), 200);
        Assert.Equal(InOrder(own, unknown, about), InOrder([.. listed]));
        Assert.Single(await ListAsync(OrganisationScope.Of("Example Trust"), 1)); // nobody else's takes the place
        Assert.Equal(6, (await ListAsync(OrganisationScope.Everybody, 200)).Count);
        Assert.Equal(InOrder(unknown, about), InOrder([.. await ListAsync(OrganisationScope.Nobody, 200)]));
        foreach (var (mail, result) in new[]
        {
            (others, SendAgainResult.Unknown), (byJourney, SendAgainResult.Unknown), (alert, SendAgainResult.Unknown),
            (own, SendAgainResult.Done),
        })
        {
            Assert.Equal(result, await _host.DoAsync(services =>
                services.GetRequiredService<LostMails>().SendAgainAsync(mail, new UserId(user.Id), CancellationToken.None)));
            Assert.Equal(result == SendAgainResult.Done, (await _host.MailAsync(mail)).SentAgainAs is not null);
        }

        Assert.Equal(3, (await _host.AuditAsync()).Count(e => e == "booth-act-refused:OtherOrganisation"));
    }

    /// <summary>Ids of one millisecond are in any order.</summary>
    private static IEnumerable<MailId> InOrder(params MailId[] mails) => mails.OrderBy(id => id.Value);

    private Task<IReadOnlyList<MailId>> ListAsync(OrganisationScope scope, int most) => _host.DoAsync(async services =>
        (IReadOnlyList<MailId>)[
            .. (await services.GetRequiredService<LostMails>().ListAsync(most, scope, CancellationToken.None)).Select(m => m.Id),
        ]);

    private Task<MailId> LostAsync(CardId? card, JourneyId? journey, MailKind kind = MailKind.Unlocked) => _host.InAsync(async database =>
    {
        var now = _host.Time.GetUtcNow();
        var mail = new OutgoingMail
        {
            Id = MailId.New(),
            Kind = kind,
            To = "somebody@trust.nhs.uk",
            Language = "en",
            JourneyId = journey,
            CardId = card,
            CreatedAt = now,
            NotAfter = now.AddDays(1),
        };
        mail.End(MailState.Failed, now);
        database.Add(mail);
        await database.SaveChangesAsync();
        return mail.Id;
    });
}
