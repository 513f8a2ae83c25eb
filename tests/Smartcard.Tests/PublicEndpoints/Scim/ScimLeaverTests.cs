using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Cards;
using Smartcard.Storage;
using Smartcard.Tests.PublicEndpoints.StaffApi;
using static Smartcard.Tests.PublicEndpoints.Scim.ScimBench;

namespace Smartcard.Tests.PublicEndpoints.Scim;

/// <summary>Whoever leaves takes the turn of all. Calls that have nothing to do wait for no turn, and none waits for them.</summary>
public sealed class ScimLeaverTests : IAsyncLifetime
{
    private ScimBench _bench = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await ScimBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    [OnPostgres]
    public async Task Calls_about_leavers_that_do_nothing_need_no_turn()
    {
        var id = (string)(await _bench.PostAsync(UserOf("1")))["id"]!;
        var whole = UserOf("1");
        whole["active"] = false;
        await _bench.PutAsync(id, whole);
        var before = await _bench.TrailAsync();

        await WhileAnotherTurnLastsAsync(async () =>
        {
            await _bench.DeleteAsync(id);
            await _bench.PatchAsync(id, Operation("Replace", "active", "False"));
            await _bench.PutAsync(id, whole);
            await _bench.PostAsync(whole, HttpStatusCode.Conflict);
            await _bench.PatchAsync(
                id, HttpStatusCode.BadRequest, Operation("replace", "active", false), Operation("replace", "displayName", "a\u202Eb"));

            var nobody = $"{Guid.CreateVersion7()}";
            await _bench.DeleteAsync(nobody, HttpStatusCode.NotFound);
            await _bench.PatchAsync(nobody, HttpStatusCode.NotFound, Operation("Replace", "active", "False"));

            var left = new { name = "Siân Hughes", organisation = "Coast", status = "left" };
            var same = await ApiBench.PutAsync(_bench.Directory, "/api/v1/staff/1", left, HttpStatusCode.OK);
            Assert.Equal("left", (string?)same["status"]);
            await ApiBench.PutAsync(
                _bench.Directory, "/api/v1/staff/2", new { name = "", status = "left" }, HttpStatusCode.UnprocessableEntity);
        });

        Assert.Equal(before, await _bench.TrailAsync());
    }

    [Fact]
    public async Task Whoever_has_left_already_is_changed_all_the_same()
    {
        var id = (string)(await _bench.PostAsync(UserOf("1")))["id"]!;
        await _bench.DeleteAsync(id);

        await _bench.PatchAsync(id, Operation("replace", "active", false), Operation("replace", "displayName", "Mair"));
        await ApiBench.PutAsync(
            _bench.Directory, "/api/v1/staff/1", new { name = "Mair", organisation = "Hills", status = "left" }, HttpStatusCode.OK);

        var person = Assert.Single(await _bench.Api.RowsAsync<Staff>(s => s.Number == "1"));
        Assert.Equal(("Mair", "Hills"), (person.DisplayName, person.Organisation));
        Assert.NotNull(person.LeftAt);
    }

    private async Task WhileAnotherTurnLastsAsync(Func<Task> act)
    {
        await using var scope = _bench.Api.Host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TurnTransaction>().RunAsync(
            async ct =>
            {
                await scope.ServiceProvider.GetRequiredService<SmartcardDbContext>().Set<Staff>().AnyAsync(ct); // the turn is taken
                await act().WaitAsync(TimeSpan.FromSeconds(60), ct);
                return true;
            },
            Ct);
    }
}
