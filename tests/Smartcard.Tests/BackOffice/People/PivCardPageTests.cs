using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.People;

/// <summary>The page of a person says what kind their card is, and what to do where its PUK is not safe any more.</summary>
public sealed class PivCardPageTests : IAsyncLifetime
{
    private HostBench _host = null!;
    private BackOfficeBrowser _browser = null!;
    private StaffId _staff;
    private CardId _card;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _browser = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        _card = CardId.New();
        _staff = await _host.InAsync(async database =>
        {
            var staff = new Staff { Id = StaffId.New(), DisplayName = "Amal Hughes", Organisation = "Example Trust" };
            database.AddRange(
                staff,
                new Card
                {
                    Id = _card,
                    Identifier = CardIdentifier.Parse(RandomNumberGenerator.GetHexString(CardIdentifier.Length)),
                    StaffId = staff.Id,
                    Type = CardType.Piv,
                    PublicKey = [1],
                    PresenceKey = [2],
                    EnrolledAt = _host.Time.GetUtcNow(),
                },
                new CardKey { CardId = _card, Version = 1 });
            await database.SaveChangesAsync();
            return staff.Id;
        });
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    [OnPostgres]
    public async Task A_PUK_that_was_seen_and_not_changed_is_told_and_what_to_do()
    {
        await OpenAsync(puk => puk);
        Assert.Contains("PIV card", _browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("PUK", _browser.Text, StringComparison.Ordinal);

        await OpenAsync(puk => puk.Accepted(1));
        Assert.Contains("saw the PUK of this card, and the PUK could not be changed.", _browser.Text, StringComparison.Ordinal);

        await OpenAsync(puk => puk.Changed());
        Assert.DoesNotContain("PUK", _browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_that_nobody_can_reset_is_told()
    {
        await OpenAsync(puk => puk.Wrong(1));
        Assert.Contains("We do not know the PUK of this card.", _browser.Text, StringComparison.Ordinal);

        await OpenAsync(puk => puk.Blocked());
        Assert.Contains("The PUK of this card is blocked.", _browser.Text, StringComparison.Ordinal);
    }

    private async Task OpenAsync(Func<PukCandidates, PukCandidates> change)
    {
        await _host.InAsync(async database =>
        {
            var key = await database.Set<CardKey>().SingleAsync(k => k.CardId == _card);
            key.Note(change(key.Puk), _host.Time.GetUtcNow());
            return await database.SaveChangesAsync();
        });
        await _browser.OpenAsync($"/backoffice/people/{_staff.Value}");
    }
}
