using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Smartcard.BackOffice.People;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.Look;
using Smartcard.SelfService.People;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.Postgres;

/// <summary>Among many people a search, and the page of one, read what they need and no table from end to end.</summary>
[OnPostgres]
public sealed class PeopleAmongManyTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_way_to_find_somebody_and_their_page_go_by_an_index()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync();
        await UnlockJourneyTests.UpToQuestionsAsync(bench); // left as it is, so that one is under way
        var (staff, card) = await bench.DoAsync(async services =>
        {
            var journey = (await bench.JourneyAsync()).CardId!.Value;
            var cards = services.GetRequiredService<SmartcardDbContext>().Set<Card>();
            return (await cards.Where(c => c.Id == journey).Select(c => c.StaffId).SingleAsync(_ct), journey);
        });
        var rows = new ManyRows(bench.Database.ConnectionString);
        await rows.FillAsync(_ct);
        await GiveOwnAddressesAsync(bench.Database.ConnectionString, card);

        string[] typed =
        [
            "hughes am", References.Of(card.Value), card.Value.ToString(), References.Of(bench.Journey), "amal.hughes@trust.nhs.uk",
        ];
        foreach (var find in typed)
        {
            var found = await bench.DoAsync(services => SearchOf(services).FindAsync(find, OrganisationScope.Everybody, _ct));
            Assert.True(found.People is [var person] && person == staff, $"{find} finds {found.People.Count} people.");
            var theirs = await bench.DoAsync(services => SearchOf(services).FindAsync(find, OrganisationScope.Of("Bench"), _ct));
            Assert.Equal([staff], theirs.People);
            var others = await bench.DoAsync(services => SearchOf(services).FindAsync(find, OrganisationScope.Of("Another Trust"), _ct));
            Assert.Empty(others.People);
        }

        Assert.Equal(["Bench"], await bench.DoAsync(services => services.GetRequiredService<StaffOrganisations>().ListAsync(_ct)));

        Assert.Equal([staff], await bench.DoAsync(services => SearchOf(services).FindHoldersAsync("Amal Hughes", _ct)));
        var viewer = UserId.New();
        for (var looks = 0; looks < 2; looks++)
        {
            Assert.True(await bench.DoAsync(services => services.GetRequiredService<PersonViews>().NoteAsync(viewer, staff, _ct)));
            var page = await bench.DoAsync(services => services.GetRequiredService<PersonRecords>()
                .ReadAsync(staff, OrganisationScope.Everybody, _ct));
            Assert.NotEmpty(Assert.Single(page!.UnderWay).Trace.Steps());
        }

        Assert.Empty(await rows.ReadFromEndToEndAsync(_ct));
    }

    /// <summary>A copy of a registration has the same address, which two people never have.</summary>
    private async Task GiveOwnAddressesAsync(string connectionString, CardId but)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(
            "UPDATE registrations SET address = id || '@nhs.uk' WHERE card_id <> $1");
        command.Parameters.AddWithValue(but.Value);
        await command.ExecuteNonQueryAsync(_ct);
        foreach (var sql in new[] { "VACUUM ANALYZE registrations", "SELECT pg_stat_force_next_flush()", "SELECT pg_stat_reset()" })
        {
            await using var next = source.CreateCommand(sql);
            await next.ExecuteNonQueryAsync(_ct);
        }
    }

    private static PersonSearch SearchOf(IServiceProvider services)
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        return new PersonSearch(database, new StaffNames(database));
    }
}
