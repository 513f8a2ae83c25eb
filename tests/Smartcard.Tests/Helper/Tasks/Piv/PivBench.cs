using System.Text;
using Smartcard.Cards;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;
using Smartcard.Helper.Tasks;

namespace Smartcard.Tests.Helper.Tasks.Piv;

/// <summary>A helper with a virtual reader, a PIV card, a person at its screen and a host that has the card on record.</summary>
internal sealed class PivBench : IDisposable
{
    public const string Pin = "135790";
    public const string NewPin = "24683579";

    private static readonly SoftwarePivCardState Made = SoftwarePivCardState.Create("Dilys Morgan", Pin, PivHost.PukOf(1));

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="state">Null = a card with all its tries.</param>
    /// <param name="time">Null = the real clock.</param>
    public PivBench(SoftwarePivCardState? state = null, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        Card = new SoftwarePivCard(state ?? Made);
        Identity = Card.State.Identity!.Value;
        Host = new PivHost(
            Identity, Card.State.CertificateOf(PivKey.CardAuthentication)!, Card.State.CertificateOf(PivKey.Authentication)!);
        _http = new HttpClient(Host) { BaseAddress = new Uri("http://127.0.0.1/") };
        Readers = new VirtualReaders(_time);
        Readers.Insert(Card);
    }

    public SoftwarePivCard Card { get; }

    public string Identity { get; }

    public PivHost Host { get; }

    public VirtualReaders Readers { get; }

    public ScriptedScreen Screen { get; } = new();

    public CollectingLog Log { get; } = new();

    /// <summary>Between the helper and its reader; null = nothing is.</summary>
    public Func<ICardReaders, ICardReaders>? Between { get; init; }

    public CardTaskResult Result => Assert.Single(Host.Results);

    /// <summary>A card whose PIN has so many tries left.</summary>
    public static SoftwarePivCardState With(int left) => Made with { PinAttemptsLeft = left };

    /// <summary>A locked card, and a host that wants it reset.</summary>
    public static PivBench Locked(TimeProvider? time = null)
    {
        var bench = new PivBench(With(left: 0), time);
        bench.Host.Queue(CardTaskKind.Reset);
        return bench;
    }

    /// <summary>Runs until the host has no more tasks and says that the journey is over.</summary>
    public async Task<Scene> RunAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Quiet);
        var client = new CardTaskClient(_http, _time);
        var session = await client.PairAsync("ABCD-EFGH", CardTaskClient.NewToken(), "1.0", limit.Token);
        var readers = Between?.Invoke(Readers) ?? Readers;
        return await new HelperJourney(client, readers, Screen, _time, Log.CreateLogger("helper")).RunAsync(session!, limit.Token);
    }

    /// <summary>Whenever the card is missing, it is put back.</summary>
    public PivBench PutBack()
    {
        Screen.OnShow = scene =>
        {
            if (scene is Scene.CardRemoved or Scene.InsertCard)
            {
                Readers.Insert(Card);
            }
        };
        return this;
    }

    /// <summary>No PIN and no PUK is in what went to the host or was noted, and what the person typed is gone from memory.</summary>
    public void AssertSecretsAreGone(params string[] secrets)
    {
        Assert.All(Screen.Given, p => Assert.All(p.Bytes.ToArray(), b => Assert.Equal(0, b)));
        foreach (var secret in secrets)
        {
            var encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes(secret))[..8];
            Assert.All(Host.Bodies.Concat(Log.Lines), said =>
            {
                Assert.DoesNotContain($"\"{secret}\"", said, StringComparison.Ordinal);
                Assert.DoesNotContain(encoded, said, StringComparison.Ordinal);
            });
            Assert.All(Log.Lines, line => Assert.DoesNotContain(secret, line, StringComparison.Ordinal));
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        Host.Dispose();
        Log.Dispose();
        Readers.Dispose();
        Screen.Dispose();
    }
}
