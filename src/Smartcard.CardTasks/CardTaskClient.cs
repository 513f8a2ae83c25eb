using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Polly;
using Polly.Retry;
using Smartcard.CardTasks.Piv;

namespace Smartcard.CardTasks;

/// <summary>The card task API, as the reader helper calls it; see docs/card-tasks.http.</summary>
/// <remarks>
/// All of it may be said twice without harm. What nothing waits for is said again until it is answered. What a person and a card wait
/// for (pairing, authorise, card response, confirm) is tried for about 20 seconds. Never logs a body.
/// </remarks>
/// <param name="http">With the host as base address and a timeout above 20 seconds.</param>
/// <param name="onSilence">Told true when the host did not answer, false when it answers again.</param>
public sealed class CardTaskClient(HttpClient http, TimeProvider time, Action<bool>? onSilence = null)
{
    private const int WaitSeconds = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly ResiliencePipeline _untilAnswered = Retrying(int.MaxValue, time, onSilence);

    /// <summary>Gives up after about 20 seconds, for a person is waiting and may have typed the wrong address.</summary>
    private readonly ResiliencePipeline _aWhile = Retrying(6, time, onSilence);

    private volatile ClockGap? _clock;

    /// <summary>How far this machine's clock is from the host's, as its last answer showed; null when none did.</summary>
    public ClockGap? Clock => _clock;

    /// <summary>Uses up a pairing code. The same code with the same token gives the same session again.</summary>
    /// <param name="token">As <see cref="NewToken"/> makes it.</param>
    /// <returns>Null when the code is not known, was used by another helper or is too old.</returns>
    /// <exception cref="HostUnreachableException">No answer, or the host has a fault.</exception>
    /// <exception cref="HostRefusedException">The request was refused: too many tries, or no code in it.</exception>
    /// <exception cref="HelperTooOldException">The host wants a newer helper. The code still works for one.</exception>
    public async Task<HelperSession?> PairAsync(string pairingCode, string token, string helperVersion, CancellationToken cancellationToken)
    {
        var wanted = new HelperSessionRequest(pairingCode, token, helperVersion) { ReadsCards = true };
        return await AnsweredAsync(
            _aWhile,
            async ct =>
            {
                using var response = await SendAsync(HttpMethod.Post, "helper/sessions", null, wanted, ct);
                await ThrowIfTooOldAsync(response, ct);
                return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync<HelperSession>(response, ct);
            },
            cancellationToken);
    }

    /// <summary>256 random bits as hexadecimal digits: what shows the host that this helper is the one that was paired.</summary>
    public static string NewToken() => RandomNumberGenerator.GetHexString(HelperSessionRequest.TokenLength);

    /// <summary>The next task, or null when there was none for 20 seconds.</summary>
    /// <exception cref="HelperSessionEndedException">The journey is over, or another helper has taken this one's place.</exception>
    public Task<CardTask?> NextAsync(HelperSession session, CancellationToken cancellationToken) =>
        AnsweredAsync(
            _untilAnswered,
            async ct =>
            {
                using var response = await SendAsync(HttpMethod.Get, $"helper/tasks/next?wait={WaitSeconds}", session, null, ct);
                return response.StatusCode == HttpStatusCode.NoContent ? null : await ReadAsync<CardTask>(response, ct);
            },
            cancellationToken);

    /// <summary>Asks whether the task is still wanted, and shows the host that this helper is alive.</summary>
    /// <exception cref="HelperSessionEndedException">It is not.</exception>
    public Task LookAsync(HelperSession session, Guid task, CancellationToken cancellationToken) =>
        AnsweredAsync(_untilAnswered, ct => CallAsync(HttpMethod.Get, $"helper/tasks/{task}", session, null, ct), cancellationToken);

    /// <summary>Says where the helper is. Tried once: the next word will do as well.</summary>
    public async Task ReportProgressAsync(HelperSession session, Guid task, CardTaskState state, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(HttpMethod.Post, $"helper/tasks/{task}/progress", session, new CardTaskProgress(state), cancellationToken);
        }
        catch (Exception unsaid) when (unsaid is HostUnreachableException or HostRefusedException)
        {
            // The chat misses one line, as with an older host that does not know the word. The task carries on.
        }
    }

    /// <summary>Asks for the release of a reset.</summary>
    /// <returns>40 bytes for the card.</returns>
    /// <exception cref="HostRefusedException">The reset is not released.</exception>
    public async Task<byte[]> AuthoriseAsync(
        HelperSession session, Guid task, AuthoriseRequest request, CancellationToken cancellationToken) =>
        (await AskAsync<AuthoriseResponse>($"helper/tasks/{task}/authorise", session, request, cancellationToken)).HostResponse;

    /// <summary>Shows the host that the right card answered.</summary>
    /// <returns>The challenge for the confirmation afterwards, 16 bytes.</returns>
    /// <exception cref="HostRefusedException">It did not: nothing may be sent to the card.</exception>
    public async Task<byte[]> ShowCardResponseAsync(
        HelperSession session, Guid task, byte[] cardResponse, CancellationToken cancellationToken)
    {
        var response = new CardResponseRequest(cardResponse);
        return (
            await AskAsync<CardResponseAccepted>(
                $"helper/tasks/{task}/card-response",
                session,
                response,
                cancellationToken)
        ).ConfirmChallenge;
    }

    /// <summary>Asks for the host's half of the confirmation.</summary>
    /// <returns>40 bytes for the card.</returns>
    public async Task<byte[]> ConfirmAsync(HelperSession session, Guid task, byte[] cardChallenge, CancellationToken cancellationToken)
    {
        var request = new ConfirmRequest(cardChallenge);
        return (await AskAsync<AuthoriseResponse>($"helper/tasks/{task}/confirm", session, request, cancellationToken)).HostResponse;
    }

    /// <summary>Asks for the release of a PIV card's reset.</summary>
    /// <exception cref="HostRefusedException">The reset is not released.</exception>
    public Task<PukResponse> AskPukAsync(HelperSession session, Guid task, PukRequest request, CancellationToken cancellationToken) =>
        AskAsync<PukResponse>($"helper/tasks/{task}/puk", session, request, cancellationToken);

    /// <summary>Says what the card made of a PUK.</summary>
    /// <returns>The next PUK after one that was accepted, the other one after one that was wrong.</returns>
    /// <exception cref="HostRefusedException">There is none.</exception>
    public Task<PukResponse> ReportPukAsync(HelperSession session, Guid task, PukResult result, CancellationToken cancellationToken) =>
        AskAsync<PukResponse>($"helper/tasks/{task}/puk-result", session, result, cancellationToken);

    /// <summary>Ends the task.</summary>
    /// <exception cref="HostRefusedException">The host does not believe it, or the task ended otherwise.</exception>
    /// <exception cref="HelperSessionEndedException">The task or the journey is gone.</exception>
    public Task ReportResultAsync(
        HelperSession session,
        Guid task,
        CardTaskResult result,
        CancellationToken cancellationToken) =>
        AnsweredAsync(
            _untilAnswered,
            ct => CallAsync(HttpMethod.Post, $"helper/tasks/{task}/result", session, result, ct),
            cancellationToken);

    private static ResiliencePipeline Retrying(int times, TimeProvider time, Action<bool>? onSilence) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    ShouldHandle = new PredicateBuilder().Handle<HostUnreachableException>(),
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    Delay = TimeSpan.FromMilliseconds(500),
                    MaxDelay = TimeSpan.FromSeconds(5),
                    MaxRetryAttempts = times,
                    OnRetry = _ =>
                    {
                        onSilence?.Invoke(true);
                        return ValueTask.CompletedTask;
                    },
                })
            .Build();

    private async Task<TResult> AnsweredAsync<TResult>(
        ResiliencePipeline tries,
        Func<CancellationToken, Task<TResult>> call,
        CancellationToken cancellationToken) =>
        await tries.ExecuteAsync(
            async ct =>
            {
                var answer = await call(ct);
                onSilence?.Invoke(false);
                return answer;
            },
            cancellationToken);

    /// <summary>The very same request each time: the host gives the same challenge its answer again.</summary>
    private Task<TBody> AskAsync<TBody>(string path, HelperSession session, object body, CancellationToken cancellationToken) =>
        AnsweredAsync(
            _aWhile,
            async ct =>
            {
                using var response = await SendAsync(HttpMethod.Post, path, session, body, ct);
                return await ReadAsync<TBody>(response, ct);
            },
            cancellationToken);

    private async Task<bool> CallAsync(
        HttpMethod method,
        string path,
        HelperSession session,
        object? body,
        CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, path, session, body, cancellationToken);
        ThrowUnlessSuccess(response);
        return true;
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HelperSession? session,
        object? body,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (session is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", session.Token);
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType(), options: Json);
        }

        try
        {
            var response = await http.SendAsync(request, cancellationToken);
            _clock = ClockGap.Of(response, time.GetUtcNow()) ?? _clock;
            return response;
        }
        catch (HttpRequestException failed)
        {
            throw new HostUnreachableException(failed.HttpRequestError.ToString(), failed);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HostUnreachableException("no answer in time", late);
        }
    }

    private static async Task<TBody> ReadAsync<TBody>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ThrowUnlessSuccess(response);
        try
        {
            return await response.Content.ReadFromJsonAsync<TBody>(Json, cancellationToken)
                ?? throw new HostUnreachableException("an empty answer");
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException or HttpRequestException or IOException)
        {
            throw new HostUnreachableException("an answer that did not come from Smartcard", unreadable);
        }
    }

    /// <exception cref="HelperTooOldException">The host says so. Whatever else stands between may refuse with the same status.</exception>
    private static async Task ThrowIfTooOldAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.Forbidden)
        {
            return;
        }

        try
        {
            if (await response.Content.ReadFromJsonAsync<TooOldProblem>(Json, cancellationToken) is { Version: { } version } problem
                && problem.Type?.EndsWith("/helper-too-old", StringComparison.Ordinal) == true
                && System.Version.TryParse(version, out _))
            {
                throw new HelperTooOldException(version);
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException or HttpRequestException or IOException)
        {
            // It is not from a host.
        }
    }

    private static void ThrowUnlessSuccess(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        throw response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Gone or HttpStatusCode.NotFound =>
                new HelperSessionEndedException(response.StatusCode == HttpStatusCode.Gone),
            HttpStatusCode.TooManyRequests => new HostRefusedException(tooManyTries: true),
            >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout => new HostUnreachableException(
                $"status {(int)response.StatusCode}"),
            _ => new HostRefusedException(tooManyTries: false),
        };
    }

    private sealed record TooOldProblem(string? Type, string? Version);
}
