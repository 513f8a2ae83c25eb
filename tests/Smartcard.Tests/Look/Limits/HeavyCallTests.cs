using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Smartcard.Designer.Versions;
using Smartcard.Domain.Users;
using Smartcard.Look.Limits;
using Smartcard.Storage.Workflows;
using Smartcard.Tests.Host;
using Smartcard.Workflows;

namespace Smartcard.Tests.Look.Limits;

/// <summary>One heavy call at a time for each person, in all tabs together: a second one waits for a moment, and is then told.</summary>
public sealed class HeavyCallTests : IAsyncLifetime
{
    private const string Running = "Your last check is still running";

    /// <summary>What could prove, evaluate or compare by what its handler is given, and does not.</summary>
    private static readonly string[] Light =
    [
        // They read definitions as they are kept.
        "GET /backoffice/elsa/api/workflow-definitions/by-definition-id/{definitionId}",
        "GET /backoffice/elsa/api/workflow-definitions/by-id/{versionId}",
        "GET /backoffice/elsa/api/workflow-definitions/many-by-id",
        // It keeps what it reads of each published version.
        "GET /backoffice/elsa/api/descriptors/activities",
        // They change what is kept, and prove nothing.
        "POST /backoffice/elsa/api/workflow-definitions/{definitionId}/retract",
        "POST /backoffice/elsa/api/workflow-definitions/{definitionId}/revert/{version}",
        "DELETE /backoffice/elsa/api/workflow-definitions/{definitionId}",
        "DELETE /backoffice/elsa/api/workflow-definition-versions/{versionId}",
        "POST /backoffice/elsa/api/bulk-actions/retract/workflow-definitions/by-definition-ids",
        "POST /backoffice/elsa/api/bulk-actions/delete/workflow-definitions/by-definition-id",
        "POST /backoffice/elsa/api/bulk-actions/delete/workflow-definitions/by-id",
        // One journey, no step of which is run.
        "POST /backoffice/elsa/api/cancel/workflow-instances/{id:guid}",
        "POST /backoffice/journeys/{id:guid}/help/message",
        "POST /backoffice/journeys/{id:guid}/help/send-mail",
        "POST /backoffice/journeys/{id:guid}/help/one-more-code",
        "POST /backoffice/journeys/{id:guid}/help/clear-questions",
        "POST /backoffice/journeys/{id:guid}/help/end",
        "DELETE /backoffice/elsa/api/workflow-instances/{id:guid}",
        // The journeys of one person, no step of which is run.
        "POST /backoffice/people/add",
        "POST /backoffice/people/{id:guid}/change",
        "POST /backoffice/people/{id:guid}/leave",
        "POST /backoffice/people/{id:guid}/back",
        "POST /backoffice/card-readings/{id:guid}/give",
        "POST /backoffice/cards/{id:guid}/suspend",
        "POST /backoffice/cards/{id:guid}/resume",
        "POST /backoffice/cards/{id:guid}/revoke",
    ];

    private readonly HeldGuard _guard = new();
    private HostBench _host = null!;
    private BenchUser _user = null!;
    private StudioUser _designer = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostBench.StartAsync(services => services.Replace(ServiceDescriptor.Singleton<IDefinitionGuard>(_guard)));
        _user = await _host.UserAsync("nia", BackOfficeRoles.RaAdmin);
        _designer = new StudioUser(await _host.SignInAsync(_user));
    }

    public async ValueTask DisposeAsync()
    {
        _designer.Browser.Dispose();
        await _host.DisposeAsync();
    }

    private HeavyCalls Calls => _host.Services.GetRequiredService<HeavyCalls>();

    private IEnumerable<RouteEndpoint> Endpoints =>
        _host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    [Fact]
    public void Every_route_of_the_back_office_that_could_prove_or_evaluate_is_limited_or_named_as_light()
    {
        var unlimited = Endpoints
            .Where(e => NameOf(e).Contains(" /backoffice", StringComparison.Ordinal) && e.Metadata.GetMetadata<HeavyCall>() is null)
            .Where(e => e.Metadata.GetMetadata<MethodInfo>()?.GetParameters().Any(p => Reaches(p.ParameterType, [])) == true)
            .Select(NameOf)
            .ToList();

        // Put .Heavy() on a new one, or name it above with the reason why it is light.
        Assert.True(!unlimited.Except(Light).Any(), "Not limited: " + string.Join(", ", unlimited.Except(Light)));
        Assert.True(!Light.Except(unlimited).Any(), "Not light any more: " + string.Join(", ", Light.Except(unlimited)));
    }

    [Fact]
    public async Task Each_limited_route_refuses_a_second_call_while_the_first_is_held()
    {
        var heavy = Endpoints.Where(e => e.Metadata.GetMetadata<HeavyCall>() is not null).ToList();
        Assert.True(heavy.Count > 20);
        await _designer.Browser.OpenAsync("/backoffice/account");
        var token = BackOfficeBrowser.FormTokenOf(_designer.Browser.Html);
        using var held = await Calls.TakeAsync(_user.Id.ToString(), HeavyCall.Pressed, TestContext.Current.CancellationToken);
        foreach (var endpoint in heavy)
        {
            var isPatient = endpoint.Metadata.GetMetadata<HeavyCall>()!.IsPatient;
            using var away = new CancellationTokenSource();
            var call = SendAsync(RequestFor(endpoint, token), away.Token);
            await WaitingAsync(1);
            _host.Time.Advance(HeavyCalls.Patience);
            if (isPatient)
            {
                Assert.False(call.IsCompleted, NameOf(endpoint));
                await GoAwayAsync(call, away);
            }
            else
            {
                using var answer = await call;
                var words = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                var isTold = answer.StatusCode == HttpStatusCode.TooManyRequests && words.Contains(Running, StringComparison.Ordinal);
                Assert.True(isTold, $"{NameOf(endpoint)}: {answer.StatusCode} {words}");
                Assert.NotNull(answer.Headers.RetryAfter);
            }

            await WaitingAsync(0);
        }
    }

    [Fact]
    public async Task A_second_publish_is_told_what_runs_while_drafts_are_kept_and_others_publish()
    {
        await _designer.DraftAsync("unlock", "First");
        using var another = await _host.SignInAsync(BackOfficeRoles.RaAdmin);
        using var tab = new BackOfficeBrowser(_host);
        tab.Cookies.Add(_designer.Browser.Cookies.GetAllCookies());
        var second = new StudioUser(tab);
        _guard.Hold();
        var first = _designer.PublishAsync("unlock");
        await _guard.HeldAsync();

        var refused = second.PublishAsync("unlock");
        await WaitingAsync(1);
        _host.Time.Advance(HeavyCalls.Patience);
        await refused;
        Assert.Equal(HttpStatusCode.TooManyRequests, tab.Status);
        Assert.Equal("application/problem+json", tab.ContentType);
        Assert.Equal("Your last check is still running. Wait until it ends, then try again.", Assert.Single(second.Refusals));
        await tab.OpenAsync("/backoffice/elsa/api/descriptors/activities");
        Assert.Equal(HttpStatusCode.OK, tab.Status);
        await second.DraftAsync("report", "Kept meanwhile");
        await new StudioUser(another).PublishAsync("report");
        Assert.Equal(HttpStatusCode.OK, another.Status);

        _guard.Release();
        await first;
        Assert.Equal(HttpStatusCode.OK, _designer.Browser.Status);
        await second.PublishAsync("unlock");
        Assert.True((bool)JsonNode.Parse(tab.Html)!["alreadyPublished"]!);
    }

    [Fact]
    public async Task Whoever_goes_away_frees_the_place_and_a_page_says_what_runs()
    {
        await _designer.DraftAsync("unlock", "First");
        _guard.Hold();
        using var away = new CancellationTokenSource();
        var gone = SendAsync(Post("/backoffice/elsa/api/workflow-definitions/unlock/publish"), away.Token);
        await _guard.HeldAsync();
        var page = _designer.Browser.OpenAsync("/backoffice/workflows/unlock/versions?from=1&to=2");
        await WaitingAsync(1);
        _host.Time.Advance(HeavyCalls.Patience);
        await page;
        Assert.Equal((HttpStatusCode.TooManyRequests, Running), (_designer.Browser.Status, _designer.Browser.Title));
        Assert.Contains("Wait until it ends, then try again.", _designer.Browser.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/backoffice/workflows/unlock/versions?from=1&amp;to=2\"", _designer.Browser.Html, StringComparison.Ordinal);

        var next = _designer.Browser.OpenAsync("/backoffice/workflows/unlock/versions");
        await WaitingAsync(1);
        await GoAwayAsync(gone, away);
        await next;

        Assert.Equal(HttpStatusCode.OK, _designer.Browser.Status);
    }

    /// <summary>From another tab of the same browser.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var client = new HttpMessageInvoker(_host.Handler());
        request.Headers.Add("Cookie", _designer.Browser.Cookies.GetCookieHeader(request.RequestUri!));
        return await client.SendAsync(request, cancellationToken);
    }

    private static async Task GoAwayAsync(Task<HttpResponseMessage> call, CancellationTokenSource away)
    {
        await away.CancelAsync();
        try
        {
            (await call).Dispose();
        }
        catch (OperationCanceledException)
        {
            // Whether the host still answers is nothing to somebody who has gone.
        }
    }

    private Task WaitingAsync(int calls) => Patience.UntilAsync(
        $"{calls} calls to wait",
        () => Calls.WaitingOf(_user.Id.ToString()) is var waiting ? (waiting == calls, waiting) : default,
        TestContext.Current.CancellationToken);

    private static string NameOf(RouteEndpoint endpoint) =>
        $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET"} /{endpoint.RoutePattern.RawText!.Trim('/')}";

    private static HttpRequestMessage RequestFor(RouteEndpoint endpoint, string token)
    {
        var path = Regex.Replace(NameOf(endpoint).Split(' ')[1], @"\{[^}]*\}", Guid.CreateVersion7().ToString());
        if (NameOf(endpoint).StartsWith("GET ", StringComparison.Ordinal))
        {
            return new HttpRequestMessage(HttpMethod.Get, $"http://localhost{path}?find=nia"); // some are heavy when they search
        }

        var request = Post(path);
        if (!path.StartsWith(StudioUser.Api, StringComparison.Ordinal))
        {
            request.Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("find", "nia@trust.nhs.uk")]);
        }

        return request;
    }

    private static HttpRequestMessage Post(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost" + path)
        {
            Content = new StringContent("""{"publish":true,"model":{}}""", null, "application/json"),
        };
        request.Headers.Add("Origin", "http://localhost");
        return request;
    }

    /// <summary>
    /// Whether what a handler is given leads, by constructors, to the proof, to reading scripts, to running them or to
    /// comparing.
    /// </summary>
    private static bool Reaches(Type type, HashSet<Type> seen)
    {
        if (type == typeof(IDefinitionGuard)
            || type == typeof(OfferedWorkflows)
            || type == typeof(DifferenceFinder)
            || type == typeof(WorkflowEngine))
        {
            return true;
        }

        return type.Assembly.GetName().Name!.StartsWith("Smartcard.", StringComparison.Ordinal)
            && seen.Add(type)
            && type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Any(c => c.GetParameters().Any(p => Reaches(p.ParameterType, seen)));
    }

    /// <summary>A proof that takes as long as the test wants, and ends when whoever asked has gone.</summary>
    private sealed class HeldGuard : IDefinitionGuard
    {
        private TaskCompletionSource? _gate;
        private TaskCompletionSource _arrived = new();

        public void Hold() => (_gate, _arrived) = (
            new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously));

        public void Release() => Interlocked.Exchange(ref _gate, null)!.SetResult();

        public Task HeldAsync() => Patience.EndOfAsync(_arrived.Task, "a proof to begin", TestContext.Current.CancellationToken);

        public async Task<IReadOnlyList<DefinitionRefusal>> CheckAsync(WorkflowDefinition definition, CancellationToken cancellationToken)
        {
            if (definition.DefinitionId == "unlock" && _gate is { } gate)
            {
                _arrived.SetResult();
                await gate.Task.WaitAsync(cancellationToken);
            }

            return [];
        }
    }
}
