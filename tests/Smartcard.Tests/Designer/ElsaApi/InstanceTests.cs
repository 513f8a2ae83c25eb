using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Users;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;
using Smartcard.Tests.SelfService.Policy;
using Smartcard.Workflows;

namespace Smartcard.Tests.Designer.ElsaApi;

/// <summary>What can be done about a journey in the back office.</summary>
public sealed class InstanceTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private HostBench _host = null!;
    private BackOfficeBrowser _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync();
        _admin = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_failed_step_is_tried_again_and_its_person_goes_on()
    {
        var (chat, id) = await FailedAsync();
        Assert.Equal("Faulted", await JourneyAsync(id));

        Fragile.IsBroken = false;
        await _admin.OpenAsync($"/backoffice/instances/{id}/retry");
        await _admin.SubmitAsync($"/backoffice/instances/{id}/retry");

        Assert.Equal($"/backoffice/instances/{id}", _admin.Path);
        Assert.True(await chat.SaidAsync("We have fixed the problem."));
        await chat.PressAsync(await chat.NonceAsync(), "continue");
        Assert.True(await chat.SaysOnCardAsync("reader helper"));
        Assert.Equal("", await JourneyAsync(id));
        Assert.Contains($"journey-retried-at-desk", await AuditAsync(), StringComparison.Ordinal);
    }

    [Fact]
    [OnPostgres]
    public async Task The_help_with_a_journey_leads_RA_administrators_to_it_and_nobody_does_it_for_their_own_card()
    {
        var (_, id) = await FailedAsync();
        var (help, retry) = ($"/backoffice/journeys/{id}/help", $"/backoffice/instances/{id}/retry");
        using var booth = await _host.SignInAsync(BackOfficeRoles.Booth);
        await booth.OpenAsync(help);
        Assert.DoesNotContain(retry, booth.Html, StringComparison.Ordinal);
        await _admin.OpenAsync(help);
        Assert.Contains($"href=\"{retry}\"", _admin.Html, StringComparison.Ordinal);
        var card = await _host.LockedCardAsync();
        var holder = await ReadAsync(async database =>
        {
            (await database.Set<Journey>().SingleAsync(j => j.Id == new Smartcard.Domain.JourneyId(id), Ct)).CardId = card;
            await database.SaveChangesAsync(Ct);
            return (await database.Set<Card>().SingleAsync(c => c.Id == card, Ct)).StaffId;
        });
        var owner = await _host.UserAsync("amal", BackOfficeRoles.RaAdmin);
        await _host.ChangeAsync(owner.Id, user => user.StaffId = holder);
        using var amal = await _host.SignInAsync(owner);

        await amal.OpenAsync(help);
        Assert.DoesNotContain(retry, amal.Html, StringComparison.Ordinal);
        await amal.OpenAsync(retry);
        await amal.SubmitAsync(retry);

        Assert.Contains("This is your own card.", amal.Text, StringComparison.Ordinal);
        Assert.Contains("booth-act-refused:OwnCard", await _host.AuditAsync());
        Assert.Equal("Faulted", await JourneyAsync(id));
    }

    [Fact]
    public async Task A_step_that_fails_again_says_so_again()
    {
        var (chat, id) = await FailedAsync();

        await _admin.OpenAsync($"/backoffice/instances/{id}/retry");
        await _admin.SubmitAsync($"/backoffice/instances/{id}/retry");

        Assert.Equal("Faulted", await JourneyAsync(id));
        Assert.Equal(
            2,
            (await chat.ActivitiesAsync()).Count(a =>
                ((string?)a["text"])?.Contains("something went wrong on our side", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task Nothing_goes_on_in_a_chat_whose_person_has_begun_something_else()
    {
        var (chat, id) = await FailedAsync();
        await chat.TypeAsync("register");
        var before = await _host.CountsAsync();

        await _admin.OpenAsync($"/backoffice/instances/{id}/retry");
        await _admin.SubmitAsync($"/backoffice/instances/{id}/retry");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, _admin.Status);
        Assert.Contains("started something else", _admin.Text, StringComparison.Ordinal);
        Assert.Equal(before, await _host.CountsAsync());
    }

    [Fact]
    [OnPostgres]
    public async Task Nothing_goes_on_in_a_chat_that_has_been_silent_for_half_an_hour()
    {
        var (_, id) = await FailedAsync();
        _host.Time.Advance(TimeSpan.FromMinutes(29));
        await _admin.OpenAsync($"/backoffice/instances/{id}/retry");
        _host.Time.Advance(TimeSpan.FromMinutes(2));

        await _admin.SubmitAsync($"/backoffice/instances/{id}/retry");

        Assert.Contains("has left the chat", _admin.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_under_way_is_ended_before_its_record_is_deleted()
    {
        var (chat, id) = await _host.BegunAsync("register");
        await _admin.OpenAsync($"/backoffice/instances/{id}/delete");
        await _admin.SubmitAsync($"/backoffice/instances/{id}/delete");
        Assert.Contains("not ended yet", _admin.Text, StringComparison.Ordinal);

        await _admin.OpenAsync($"/backoffice/instances/{id}/end");
        await _admin.SubmitAsync($"/backoffice/instances/{id}/end");
        Assert.True(await chat.SaidAsync("We will not do anything else with your card."));
        await ReadAsync(database =>
        {
            database.Add(new WorkflowBookmarkRow { Id = Guid.CreateVersion7(), InstanceId = id, Name = "Test", Key = "left behind" });
            return database.SaveChangesAsync(Ct);
        });
        await _admin.OpenAsync($"/backoffice/instances/{id}/delete");
        await _admin.SubmitAsync($"/backoffice/instances/{id}/delete");

        Assert.Equal("/backoffice/instances", _admin.Path);
        await _admin.OpenAsync($"/backoffice/instances/{id}");
        Assert.Equal(HttpStatusCode.NotFound, _admin.Status);
        Assert.Contains("workflow_bookmarks=0 ", await _host.CountsAsync(), StringComparison.Ordinal);
        Assert.Contains("workflow_turns=0 ", await _host.CountsAsync(), StringComparison.Ordinal);
        Assert.Equal("Cancelled", await JourneyAsync(id));
        var audit = await AuditAsync();
        Assert.Contains("journey-ended-at-desk", audit, StringComparison.Ordinal);
        Assert.Contains("journey-record-deleted-at-desk", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journey_whose_card_is_being_changed_is_not_ended_until_that_is_over()
    {
        var (chat, id) = await _host.BegunAsync("unlock");
        await _host.CardIsChangingAsync(isOver: false);
        await _admin.OpenAsync($"/backoffice/instances/{id}/end");

        await _admin.SubmitAsync($"/backoffice/instances/{id}/end");
        Assert.Contains("The card is being changed right now.", _admin.Text, StringComparison.Ordinal);
        await PostAsync("/bulk-actions/cancel/workflow-instances", new JsonObject { ["ids"] = new JsonArray(id) });
        Assert.Equal(HttpStatusCode.BadRequest, _admin.Status);
        Assert.Equal("", await JourneyAsync(id));
        Assert.False(await chat.SaidAsync("We will not do anything else with your card."));
    }

    [Fact]
    [OnPostgres]
    public async Task The_list_ends_and_deletes_many_and_says_which_it_could_not()
    {
        var (_, first) = await _host.BegunAsync("register");
        var (_, second) = await _host.BegunAsync("register");
        var (_, other) = await _host.BegunAsync("unlock");

        await PostAsync("/bulk-actions/delete/workflow-instances/by-id", new JsonObject { ["ids"] = new JsonArray(first, second) });
        Assert.Equal(HttpStatusCode.BadRequest, _admin.Status);
        Assert.Contains($"{first}: It has not ended yet", _admin.Html, StringComparison.Ordinal);
        await PostAsync(
            "/bulk-actions/cancel/workflow-instances",
            new JsonObject
            {
                ["ids"] = null,
                ["definitionVersionId"] = null,
                ["definitionId"] = "registration",
                ["versionOptions"] = new JsonObject(),
            });
        await PostAsync("/bulk-actions/cancel/workflow-instances", new JsonObject { ["ids"] = new JsonArray(first) });
        Assert.Equal(HttpStatusCode.NoContent, _admin.Status);
        await PostAsync("/bulk-actions/delete/workflow-instances/by-id", new JsonObject { ["ids"] = new JsonArray(first, second) });

        Assert.Equal(HttpStatusCode.NoContent, _admin.Status);
        Assert.Equal([other.ToString()], await ListedAsync(new JsonObject()));
        Assert.Equal(2, (await AuditAsync()).Split("journey-ended-at-desk").Length - 1);
    }

    [Fact]
    [OnPostgres]
    public async Task The_list_is_filtered_by_time_status_version_and_chat()
    {
        var (chat, first) = await _host.BegunAsync("register");
        var between = _host.Time.GetUtcNow().AddMinutes(1);
        _host.Time.Advance(TimeSpan.FromMinutes(2));
        var (_, second) = await _host.BegunAsync("register");

        Assert.Equal(
            [second.ToString()],
            await ListedAsync(
                new JsonObject { ["timestampFilters"] = new JsonArray(Time("CreatedAt", "GreaterThan", between)) }));
        Assert.Equal(
            [first.ToString()],
            await ListedAsync(
                new JsonObject { ["timestampFilters"] = new JsonArray(Time("UpdatedAt", "LessThanOrEqual", between)) }));
        Assert.Empty(
            await ListedAsync(
                new JsonObject { ["timestampFilters"] = new JsonArray(Time("FinishedAt", "LessThan", between)) }));
        Assert.Equal(
            2,
            (
                await ListedAsync(
                    new JsonObject
                    {
                        ["timestampFilters"] = new JsonArray(
                            Time("Nonsense", "Is", between),
                            Time("CreatedAt", "About", between)),
                    })
            ).Count);
        Assert.Equal([first.ToString()], await ListedAsync(new JsonObject { ["correlationId"] = chat.Id }));
        Assert.Empty(await ListedAsync(new JsonObject { ["version"] = 2 }));

        static JsonObject Time(string column, string how, DateTimeOffset at) =>
            new()
            {
                ["column"] = column,
                ["operator"] = how,
                ["timestamp"] = at,
            };
    }

    [Fact]
    public async Task The_booth_sees_journeys_and_changes_none()
    {
        var (_, id) = await _host.BegunAsync("register");
        using var booth = await _host.SignInAsync(BackOfficeRoles.Booth);

        await booth.OpenAsync($"/backoffice/instances/{id}");
        Assert.DoesNotContain($"{id}/end", booth.Html, StringComparison.Ordinal);
        foreach (var action in new[] { "end", "retry", "delete" })
        {
            await booth.OpenAsync($"/backoffice/instances/{id}/{action}");
            Assert.Equal(HttpStatusCode.Forbidden, booth.Status);
        }
    }

    /// <summary>A person whose unlock failed at its first step, by a fault that can be put right.</summary>
    private async Task<(Chat Chat, Guid Id)> FailedAsync()
    {
        Fragile.IsBroken = true;
        _host.Services.GetRequiredService<ActivityRegistry>().Register<Fragile>();
        var drawing = Drawing.Of("unlock").Add("fragile", "Tests.Fragile").Insert("start", "Done", "fragile");
        await ReadAsync(database =>
            database
                .Set<WorkflowDefinitionRow>()
                .Where(d => d.DefinitionId == "unlock")
                .ExecuteUpdateAsync(row => row.SetProperty(d => d.Json, drawing.Json.ToJsonString()), Ct));
        return await _host.BegunAsync("unlock");
    }

    private async Task<T> ReadAsync<T>(Func<SmartcardDbContext, Task<T>> read)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<SmartcardDbContext>());
    }

    /// <summary>How the journey ended; empty while it is under way.</summary>
    private Task<string> JourneyAsync(Guid id) => ReadAsync(async database =>
    {
        var journey = await database.Set<Journey>().SingleAsync(j => j.Id == new Smartcard.Domain.JourneyId(id), Ct);
        return journey.EndedAt is null ? "" : journey.End.ToString()!;
    });

    private Task<string> AuditAsync() =>
        ReadAsync(async database =>
            string.Join(
                ' ',
                await database.Set<AuditEntry>().Where(a => a.ActorId != null).Select(a => a.Event).ToListAsync(Ct)));

    private async Task<IReadOnlyList<string>> ListedAsync(JsonObject filter)
    {
        await PostAsync("/workflow-instances", filter);
        return [.. JsonNode.Parse(_admin.Html)!["items"]!.AsArray().Select(i => (string)i!["id"]!)];
    }

    private Task PostAsync(string path, JsonObject body) =>
        _admin.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "http://localhost/backoffice/elsa/api" + path)
            {
                Headers = { { "Origin", "http://localhost" } },
                Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
            });

    /// <summary>Fails while it is broken. Tests of one class run one after the other, so one flag does.</summary>
    [ActivityType("Tests.Fragile")]
    private sealed class Fragile : Activity
    {
        public static bool IsBroken { get; set; }

        protected internal override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context) =>
            IsBroken ? throw new InvalidOperationException("It is broken.") : ValueTask.FromResult(Done());
    }
}
