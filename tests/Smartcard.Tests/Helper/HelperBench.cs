using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Smartcard.Cards;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;
using Smartcard.Helper.Tasks;

namespace Smartcard.Tests.Helper;

/// <summary>A helper with a virtual reader, a software card, a person at its screen and a host beside it.</summary>
internal sealed partial class HelperBench : IDisposable
{
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="time">Null = the real clock.</param>
    /// <param name="readers">The names of its readers; one where none is given.</param>
    public HelperBench(FakeTimeProvider? time = null, params string[] readers)
    {
        _time = time ?? TimeProvider.System;
        Host = new FakeHost(Card);
        _http = new HttpClient(Host) { BaseAddress = new Uri("http://127.0.0.1/") };
        Readers = new VirtualReaders(_time, readers);
    }

    public SoftwareGidsCard Card { get; } = new(TestCards.Create("Amal Hughes", "1234"));

    public SoftwareGidsCard OtherCard { get; } = new(TestCards.Create("Bethan Okafor", "2468"));

    public FakeHost Host { get; }

    public VirtualReaders Readers { get; }

    public ScriptedScreen Screen { get; } = new();

    public CollectingLog Log { get; } = new();

    /// <summary>Between the helper and its reader; null = nothing is.</summary>
    public Func<ICardReaders, ICardReaders>? Between { get; init; }

    public bool WasSilent { get; private set; }

    public CardTaskResult Result => Assert.Single(Host.Results);

    /// <summary>Runs until the host has no more tasks and says that the journey is over.</summary>
    public async Task<Scene> RunAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Quiet);
        var client = new CardTaskClient(_http, _time, silent => WasSilent |= silent);
        var session = await client.PairAsync("ABCD-EFGH", CardTaskClient.NewToken(), "1.0", limit.Token);
        return await new HelperJourney(
            client,
            Between?.Invoke(Readers) ?? Readers,
            Screen,
            _time,
            Log.CreateLogger("helper")
        ).RunAsync(session!, limit.Token);
    }

    public static async Task LockAsync(SoftwareGidsCard card)
    {
        while (card.State.AttemptsLeft > 0)
        {
            await TryAsync(card, "no-such");
        }
    }

    public static async Task<bool> TryAsync(SoftwareGidsCard card, string passcode)
    {
        card.Reset();
        var session = new GidsSession(card);
        await session.SelectAsync(CancellationToken.None);
        var check = await session.VerifyAsync(Encoding.ASCII.GetBytes(passcode), CancellationToken.None);
        card.PowerOff();
        return check is SecretCheck.Accepted;
    }

    /// <summary>Every passcode that the person typed is gone from memory, and none of them went to the host.</summary>
    public void AssertPasscodesAreGone(params string[] typed)
    {
        Assert.All(Screen.Given, p => Assert.All(p.Bytes.ToArray(), b => Assert.Equal(0, b)));
        foreach (var passcode in typed)
        {
            // Tokens and ids are random digits in which any four may stand.
            Assert.All(
                Host.Bodies,
                body => Assert.DoesNotContain(passcode, RandomDigits().Replace(body, ""), StringComparison.Ordinal));
            Assert.All(
                Host.Bodies,
                body =>
                    Assert.DoesNotContain(
                        Convert.ToBase64String(Encoding.ASCII.GetBytes(passcode)),
                        body,
                        StringComparison.Ordinal));
        }
    }

    [GeneratedRegex("[0-9A-Fa-f-]{32,}")]
    private static partial Regex RandomDigits();

    public void Dispose()
    {
        _http.Dispose();
        Host.Dispose();
        Log.Dispose();
        Readers.Dispose();
        Screen.Dispose();
    }
}
