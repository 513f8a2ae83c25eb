using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Systems;
using Smartcard.PublicEndpoints.StaffApi;
using Smartcard.SelfService.Systems;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.PublicEndpoints.StaffApi;

/// <summary>Who is let in, and to which calls.</summary>
public sealed class ApiTokenCallTests : IAsyncLifetime
{
    private static readonly (string Method, string Path, ApiScopes AnyOf)[] Calls =
    [
        ("GET", "/api/v1/staff?staffNumber=1", ApiScopes.Read | ApiScopes.Staff),
        ("GET", "/api/v1/staff/1", ApiScopes.Read | ApiScopes.Staff),
        ("PUT", "/api/v1/staff/1", ApiScopes.Staff),
        ("GET", "/api/v1/cards/1", ApiScopes.Read | ApiScopes.Cards),
        ("PUT", "/api/v1/cards/1", ApiScopes.Cards),
        ("POST", "/api/v1/cards/1/suspend", ApiScopes.Cards),
        ("POST", "/api/v1/cards/1/revoke", ApiScopes.Cards),
        ("POST", "/api/v1/imports", ApiScopes.Staff | ApiScopes.Cards),
        ("GET", "/api/v1/imports/019ac000-0000-7000-8000-000000000000", ApiScopes.Staff | ApiScopes.Cards),
    ];

    private ApiBench _bench = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await ApiBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Each_call_wants_a_token_with_a_scope_of_its_own()
    {
        var nobody = _bench.Client(token: null);
        foreach (var scope in new[] { ApiScopes.Read, ApiScopes.Staff, ApiScopes.Cards })
        {
            var system = await _bench.SystemAsync(scope, scope.ToString());
            foreach (var (method, path, anyOf) in Calls)
            {
                using var unknown = await SendAsync(nobody, method, path);
                Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
                Assert.Equal("Bearer", unknown.Headers.WwwAuthenticate.ToString());

                using var answer = await SendAsync(system, method, path);
                Assert.True(
                    anyOf.HasFlag(scope) == (answer.StatusCode is not HttpStatusCode.Forbidden),
                    $"{scope} at {method} {path} was answered {answer.StatusCode}");
                Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
            }
        }
    }

    [Fact]
    public async Task A_missing_scope_is_named()
    {
        var system = await _bench.SystemAsync(ApiScopes.Staff);

        var problem = await ApiBench.PutAsync(system, "/api/v1/cards/1", new { }, HttpStatusCode.Forbidden);

        Assert.Equal("This token does not have the scope `cards`. Ask an RA administrator for one that has.", (string?)problem["detail"]);
    }

    [Fact]
    [OnPostgres]
    public async Task A_token_that_is_wrong_revoked_or_expired_gets_nothing_and_a_good_one_is_seen_to_be_used()
    {
        var text = await _bench.TokenAsync(ApiScopes.Read);
        var system = _bench.Client(text);
        await ApiBench.GetAsync(system, "/api/v1/staff?staffNumber=1");
        var token = (await _bench.RowsAsync<ApiToken>(_ => true)).Single();
        Assert.NotNull(token.LastUsedAt);

        using (var wrong = await SendAsync(_bench.Client(text[..^1] + (text[^1] == 'A' ? 'B' : 'A')), "GET", "/api/v1/staff/1"))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
            Assert.Equal("Bearer error=\"invalid_token\"", wrong.Headers.WwwAuthenticate.ToString());
        }

        await using (var scope = _bench.Host.Services.CreateAsyncScope())
        {
            Assert.True(await scope.ServiceProvider.GetRequiredService<ApiTokens>().RevokeAsync(token.Id, _bench.Administrator, Ct));
        }

        await ApiBench.GetAsync(system, "/api/v1/staff?staffNumber=1", HttpStatusCode.Unauthorized);
        Assert.Contains("api-token-made:Read", await _bench.Host.AuditAsync());
        Assert.Contains("api-token-revoked", await _bench.Host.AuditAsync());

        var brief = _bench.Client(await _bench.TokenAsync(ApiScopes.Read, "Second", days: 1));
        await ApiBench.GetAsync(brief, "/api/v1/staff?staffNumber=1");
        _bench.Host.Time.Advance(TimeSpan.FromDays(1));
        await ApiBench.GetAsync(brief, "/api/v1/staff?staffNumber=1", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_database_has_no_token()
    {
        var text = await _bench.TokenAsync(ApiScopes.Read);
        await ApiBench.GetAsync(_bench.Client(text), "/api/v1/staff?staffNumber=1");

        Assert.DoesNotContain(text, await _bench.Host.StolenAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(text["scard_".Length..], await _bench.Host.StolenAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trying_tokens_ends_after_some_and_not_for_a_system_with_a_good_one()
    {
        var system = await _bench.SystemAsync(ApiScopes.Read);
        var guesser = _bench.Client("scard_guess");
        for (var i = 0; i < 30; i++)
        {
            await ApiBench.GetAsync(guesser, "/api/v1/staff/1", HttpStatusCode.Unauthorized);
        }

        await ApiBench.GetAsync(guesser, "/api/v1/staff/1", HttpStatusCode.TooManyRequests);
        await ApiBench.GetAsync(system, "/api/v1/staff?staffNumber=1");
    }

    [Fact]
    public async Task A_token_that_calls_too_often_is_told_to_wait()
    {
        var system = await _bench.SystemAsync(ApiScopes.Read);
        var limits = _bench.Host.Services.GetRequiredService<ApiLimits>();
        var token = (await _bench.RowsAsync<ApiToken>(_ => true)).Single().Id;
        for (var call = 0; call < ApiLimits.Burst; call++)
        {
            Assert.True(limits.Allows(token));
        }

        using var over = new CancellationTokenSource();
        var others = Task.Run(
            () =>
            {
                while (!over.IsCancellationRequested)
                {
                    limits.Allows(token);
                }
            },
            Ct);
        var answered = HttpStatusCode.OK;
        for (var tries = 0; tries < 20 && answered != HttpStatusCode.TooManyRequests; tries++)
        {
            using var answer = await SendAsync(system, "GET", "/api/v1/staff?staffNumber=1");
            answered = answer.StatusCode;
        }

        await over.CancelAsync();
        await others;
        Assert.Equal(HttpStatusCode.TooManyRequests, answered);
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_is_told_where_and_not_what()
    {
        var system = await _bench.SystemAsync(ApiScopes.Staff);

        var unknown = new { name = "Amal", secret = "hunter2" };
        var wrong = await ApiBench.PutAsync(system, "/api/v1/staff/1", unknown, HttpStatusCode.BadRequest);
        Assert.DoesNotContain("hunter2", wrong.ToJsonString(), StringComparison.Ordinal);
        var number = await ApiBench.PostAsync(
            system, "/api/v1/imports", new { rows = new[] { new { staffNumber = 123 } } }, HttpStatusCode.BadRequest);
        Assert.Equal("rows[0].staffNumber", (string?)number["errors"]![0]!["field"]);

        using var text = new StringContent("name=Amal", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var form = await system.PutAsync("/api/v1/staff/1", text, Ct);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        await ApiBench.PutAsync(
            system, "/api/v1/staff/1", new { name = new string('a', 70_000) }, HttpStatusCode.RequestEntityTooLarge);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path) => client.SendAsync(
        new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = method == "GET" ? null : JsonContent.Create(new JsonObject()),
        },
        Ct);
}
