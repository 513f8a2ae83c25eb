using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;

namespace Smartcard.Tests.Helper;

/// <summary>
/// The host's side of the card task API, for one helper: hands out what is queued, holds the key of one card, and
/// believes nothing without proof.
/// </summary>
internal sealed class FakeHost(SoftwareGidsCard card) : HttpMessageHandler
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly ConcurrentQueue<CardTask> _tasks = new();
    private readonly ConcurrentDictionary<string, Queue<Func<HttpResponseMessage>>> _faults = new();
    private CardTask? _current;
    private byte[] _cardChallenge = [];
    private byte[] _confirmChallenge = [];
    private byte[] _confirmCardChallenge = [];

    public ConcurrentQueue<CardTaskState> Progress { get; } = new();

    public ConcurrentQueue<CardTaskResult> Results { get; } = new();

    /// <summary>The host's clock, in the moments it sends and the Date over each answer.</summary>
    public Func<DateTimeOffset> Now { get; set; } = TimeProvider.System.GetUtcNow;

    /// <summary>As of before it sent how long a task has left.</summary>
    public bool IsOlder { get; set; }

    /// <summary>As behind a proxy that takes it away.</summary>
    public bool HasNoDate { get; set; }

    /// <summary>Every call, e.g. <c>authorise</c>, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>All bodies that came in, for a search through them.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    public CardTask Queue(CardTaskKind kind, bool anyCard = false, TimeSpan? life = null)
    {
        var challenge = kind switch
        {
            CardTaskKind.Prove => Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(),
            CardTaskKind.Reset or CardTaskKind.CheckKey => GidsMutualAuthentication.NewHostChallenge(),
            _ => null,
        };
        var task = new CardTask(
            Guid.CreateVersion7(),
            kind,
            anyCard ? null : card.State.CardId,
            challenge,
            new PasscodeRule(4, 8, false),
            Now() + (life ?? TimeSpan.FromMinutes(10)))
        {
            SecondsLeft = IsOlder ? null : (int)(life ?? TimeSpan.FromMinutes(10)).TotalSeconds,
        };
        _tasks.Enqueue(task);
        return task;
    }

    /// <summary>The next call of this name is answered with a status, or with nothing at all.</summary>
    public FakeHost Fails(string call, HttpStatusCode? status, int times = 1)
    {
        var faults = _faults.GetOrAdd(call, _ => new Queue<Func<HttpResponseMessage>>());
        for (var i = 0; i < times; i++)
        {
            faults.Enqueue(() =>
                status is { } code
                    ? new HttpResponseMessage(code)
                    : throw new HttpRequestException(HttpRequestError.ConnectionError));
        }

        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await AnswerAsync(request, cancellationToken);
        response.Headers.Date = HasNoDate ? null : Now();
        return response;
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath.Split('/');
        var call = path[^1] is { Length: 36 } ? "look" : path[^1];
        Calls.Enqueue(call);
        if (request.Content is not null)
        {
            Bodies.Enqueue(await request.Content.ReadAsStringAsync(cancellationToken));
        }

        if (_faults.TryGetValue(call, out var faults) && faults.TryDequeue(out var fault))
        {
            return fault();
        }

        return call switch
        {
            "sessions" => Answer(new HelperSession("token", "Unlock", Now().AddHours(1)), HttpStatusCode.Created),
            "next" => _tasks.TryDequeue(out _current) ? Answer(_current) : new HttpResponseMessage(HttpStatusCode.Gone),
            "look" => new HttpResponseMessage(HttpStatusCode.NoContent),
            "progress" => Note(Progress, (await ReadAsync<CardTaskProgress>(request)).State),
            "authorise" => Authorise(await ReadAsync<AuthoriseRequest>(request)),
            "card-response" => CardResponse(await ReadAsync<CardResponseRequest>(request)),
            "confirm" => Confirm(await ReadAsync<ConfirmRequest>(request)),
            "result" => Result(await ReadAsync<CardTaskResult>(request)),
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        };
    }

    private HttpResponseMessage Authorise(AuthoriseRequest request)
    {
        _cardChallenge = request.CardChallenge;
        return request.CardIdentifier == card.State.CardId
            ? Answer(new AuthoriseResponse(GidsMutualAuthentication.Answer(card.State.AdminKey, _current!.Challenge, _cardChallenge)))
            : new HttpResponseMessage(HttpStatusCode.Conflict);
    }

    private HttpResponseMessage CardResponse(CardResponseRequest request)
    {
        if (!GidsMutualAuthentication.Confirms(card.State.AdminKey, _current!.Challenge, _cardChallenge, request.CardResponse))
        {
            return new HttpResponseMessage(HttpStatusCode.Conflict);
        }

        _confirmChallenge = GidsMutualAuthentication.NewHostChallenge();
        return Answer(new CardResponseAccepted(_confirmChallenge));
    }

    private HttpResponseMessage Confirm(ConfirmRequest request)
    {
        _confirmCardChallenge = request.CardChallenge;
        return Answer(
            new AuthoriseResponse(
                GidsMutualAuthentication.Answer(card.State.AdminKey, _confirmChallenge, _confirmCardChallenge)));
    }

    private HttpResponseMessage Result(CardTaskResult result)
    {
        Results.Enqueue(result);
        var isUnproved = _current!.Kind == CardTaskKind.Reset && result.Outcome == CardTaskOutcome.Done
            && !GidsMutualAuthentication.Confirms(card.State.AdminKey, _confirmChallenge, _confirmCardChallenge, result.ConfirmResponse);
        return new HttpResponseMessage(isUnproved ? HttpStatusCode.Conflict : HttpStatusCode.NoContent);
    }

    private static HttpResponseMessage Note<T>(ConcurrentQueue<T> list, T item)
    {
        list.Enqueue(item);
        return new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private static HttpResponseMessage Answer<T>(T body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = JsonContent.Create(body, options: Json) };

    private static async Task<T> ReadAsync<T>(HttpRequestMessage request) => (await request.Content!.ReadFromJsonAsync<T>(Json))!;
}
