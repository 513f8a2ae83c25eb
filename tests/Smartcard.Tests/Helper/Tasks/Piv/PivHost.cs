using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Smartcard.Cards.Piv;
using Smartcard.CardTasks;
using Smartcard.CardTasks.Piv;

namespace Smartcard.Tests.Helper.Tasks.Piv;

/// <summary>
/// The host's side for one PIV card, as the contract has it: which PUKs the card may have is kept, none that was wrong is given again,
/// and nothing is believed without a signature by the key on record.
/// </summary>
internal sealed class PivHost(string cardIdentifier, PivCertificate presence, PivCertificate passcode) : HttpMessageHandler
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly ConcurrentQueue<CardTask> _tasks = new();
    private readonly ConcurrentDictionary<string, Queue<Func<HttpResponseMessage>>> _faults = new();
    private readonly Dictionary<string, int?> _answers = [];
    private readonly List<int> _wrong = [];
    private CardTask? _current;
    private byte[] _challenge = [];
    private int? _given;
    private byte[]? _replyKey;

    /// <summary>What the card's PUK is believed to be.</summary>
    public int Version { get; set; } = 1;

    /// <summary>Given out to be set, and not yet shown.</summary>
    public int? Pending { get; set; }

    /// <summary>How often the card was said to have counted an attempt.</summary>
    public int Wrong => _wrong.Count;

    /// <summary>Done, and the PUK that the workstation saw may still be the card's.</summary>
    public bool IsExposed { get; private set; }

    public PasscodeRule Rule { get; set; } = new(6, 8, true);

    public ConcurrentQueue<CardTaskState> Progress { get; } = new();

    public ConcurrentQueue<CardTaskResult> Results { get; } = new();

    public ConcurrentQueue<string> Calls { get; } = new();

    public ConcurrentQueue<string> Bodies { get; } = new();

    /// <summary>The results whose proofs hold.</summary>
    public ConcurrentQueue<CardTaskResult> Believed { get; } = new();

    /// <summary>Called before each call is answered, with its name.</summary>
    public Action<string>? OnCall { get; set; }

    /// <summary>As the vault derives it, in a simpler way.</summary>
    public static string PukOf(int version) => version == 1 ? "12345678" : (87_654_321 - version).ToString(CultureInfo.InvariantCulture);

    public CardTask Queue(CardTaskKind kind, bool anyCard = false, TimeSpan? life = null)
    {
        var task = new CardTask(
            Guid.CreateVersion7(),
            kind,
            anyCard ? null : cardIdentifier,
            kind == CardTaskKind.Read ? null : RandomNumberGenerator.GetBytes(32),
            Rule,
            TimeProvider.System.GetUtcNow().AddMinutes(10))
        {
            SecondsLeft = (int)(life ?? TimeSpan.FromMinutes(10)).TotalSeconds,
            CardType = kind == CardTaskKind.Reset ? "Piv" : null,
        };
        _tasks.Enqueue(task);
        return task;
    }

    /// <summary>The next call of this name is answered with a status, or with nothing at all.</summary>
    public PivHost Fails(string call, HttpStatusCode? status, int times = 1)
    {
        var faults = _faults.GetOrAdd(call, _ => new Queue<Func<HttpResponseMessage>>());
        for (var i = 0; i < times; i++)
        {
            faults.Enqueue(() =>
                status is { } code ? new HttpResponseMessage(code) : throw new HttpRequestException(HttpRequestError.ConnectionError));
        }

        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath.Split('/');
        var call = path[^1] is { Length: 36 } ? "look" : path[^1];
        Calls.Enqueue(call);
        OnCall?.Invoke(call);
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
            "sessions" => Answer(new HelperSession("token", "Unlock", TimeProvider.System.GetUtcNow().AddHours(1)), HttpStatusCode.Created),
            "next" => Next(),
            "look" => new HttpResponseMessage(HttpStatusCode.NoContent),
            "progress" => Note((await ReadAsync<CardTaskProgress>(request)).State),
            "puk" => Release(await ReadAsync<PukRequest>(request)),
            "puk-result" => Hear(await ReadAsync<PukResult>(request)),
            "result" => End(await ReadAsync<CardTaskResult>(request)),
            _ => new HttpResponseMessage(HttpStatusCode.NotFound),
        };
    }

    private HttpResponseMessage Next()
    {
        if (!_tasks.TryDequeue(out _current))
        {
            return new HttpResponseMessage(HttpStatusCode.Gone);
        }

        _answers.Clear();
        (_given, _challenge) = (null, RandomNumberGenerator.GetBytes(32));
        return Answer(_current);
    }

    private HttpResponseMessage Release(PukRequest request)
    {
        var message = ProveChallenge.ReleaseOf(_current!.Challenge!, request.CardIdentifier, request.ReplyKey);
        if (request.CardIdentifier != cardIdentifier || !presence.Verifies(message, request.PresenceSignature) || _answers.Count > 0)
        {
            return new HttpResponseMessage(HttpStatusCode.Conflict);
        }

        _replyKey = request.ReplyKey;
        _given ??= Candidates().Cast<int?>().FirstOrDefault();
        return Give(_given, request.ReplyKey);
    }

    private HttpResponseMessage Hear(PukResult result)
    {
        Assert.Equal(_replyKey, result.ReplyKey);
        var said = $"{result.Version} {result.Outcome}";
        if (!_answers.TryGetValue(said, out var answer))
        {
            Assert.Equal(_given, result.Version);
            Assert.Equal(result.Outcome == PukOutcome.Accepted, result.AttemptsLeft is null);
            answer = _answers[said] = Learn(result);
            _given = answer;
        }

        return Give(answer, result.ReplyKey);
    }

    /// <returns>The version to give.</returns>
    private int? Learn(PukResult result)
    {
        if (result.Outcome == PukOutcome.Accepted)
        {
            Pending = Math.Max(result.Version, Pending ?? 0) + 1;
            Version = result.Version;
            _wrong.Clear();
            return Pending;
        }

        _wrong.Add(result.Version);
        return result.Outcome == PukOutcome.Wrong && result.AttemptsLeft >= 2 ? Candidates().Cast<int?>().FirstOrDefault() : null;
    }

    private IEnumerable<int> Candidates() =>
        new[] { Pending, Version }.Where(v => v is { } version && !_wrong.Contains(version)).Select(v => v!.Value);

    private HttpResponseMessage End(CardTaskResult result)
    {
        Results.Enqueue(result);
        var isReset = _current!.Kind == CardTaskKind.Reset;
        if (result.Outcome != CardTaskOutcome.Done || _current.Kind == CardTaskKind.Read)
        {
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }

        var isProved = result.CardIdentifier == cardIdentifier && (isReset
            ? Holds(passcode, CardProofPurpose.NewPasscode, _challenge, result.Signature)
            : Holds(presence, CardProofPurpose.Presence, _current.Challenge!, result.PresenceSignature)
                && (_current.Kind == CardTaskKind.Identify
                    || Holds(passcode, CardProofPurpose.Passcode, _current.Challenge!, result.Signature)));
        if (!isProved)
        {
            return new HttpResponseMessage(HttpStatusCode.Conflict);
        }

        Believed.Enqueue(result);
        if (isReset && result.PukVersion is { } set && set == Pending)
        {
            (Version, Pending, IsExposed) = (set, null, false);
        }
        else
        {
            IsExposed |= isReset;
            if (isReset && result.PukVersion == Version && Pending is { } unseen)
            {
                _wrong.Add(unseen);
            }
        }

        return new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private bool Holds(PivCertificate key, CardProofPurpose purpose, byte[] challenge, byte[]? signature) =>
        key.Verifies(ProveChallenge.MessageOf(purpose, challenge, cardIdentifier), signature);

    private HttpResponseMessage Give(int? version, byte[] replyKey) => version is { } known
        ? Answer(new PukResponse(
            known, PukSeal.Seal(replyKey, _current!.Id, known, Encoding.ASCII.GetBytes(PukOf(known))), _challenge))
        : new HttpResponseMessage(HttpStatusCode.Conflict);

    private HttpResponseMessage Note(CardTaskState state)
    {
        Progress.Enqueue(state);
        return new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private static HttpResponseMessage Answer<T>(T body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = JsonContent.Create(body, options: Json) };

    private static async Task<T> ReadAsync<T>(HttpRequestMessage request) => (await request.Content!.ReadFromJsonAsync<T>(Json))!;
}
