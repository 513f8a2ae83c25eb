using System.Diagnostics;
using System.Globalization;
using System.Text;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.SystemTests.Host;

namespace Smartcard.Benchmarks.Journeys;

/// <summary>Somebody with a card, a browser and a reader helper, who does at once what is asked.</summary>
internal sealed class Person(SoftwareGidsCard card, CodeInbox inbox, string host) : IDisposable
{
    public const string Passcode = "1234";
    private const string NewPasscode = "n3w-Pass";
    private static readonly string[] Answers = ["Zebedee Blue", "Lighthouse painter", "Nightingale Seven", "Sagem my-X5"];

    private readonly ChatClient _chat = new(host, handler => handler);
    private readonly HttpClient _http = new() { BaseAddress = new Uri(host), Timeout = TimeSpan.FromSeconds(40) };

    /// <summary>How long the host took to take each message of the chat.</summary>
    public List<TimeSpan> Turns { get; } = [];

    /// <summary>From the host's answer to the turn that sent a code until the mail was there.</summary>
    public List<TimeSpan> MailLatencies { get; } = [];

    public string Email { get; } = $"person.{card.State.CardId[..12]}@nhs.net";

    public void Dispose()
    {
        _chat.Dispose();
        _http.Dispose();
    }

    public Task OpenAsync(CancellationToken ct) => _chat.OpenAsync(ct);

    public async Task RegisterAsync(CancellationToken ct)
    {
        await PressAsync("register", ct);
        await PressAsync("continue", ct);
        var (helper, session) = await PairAsync(ct);
        var task = (await helper.NextAsync(session, ct))!;
        var gids = await ReadCardAsync();
        await gids.VerifyAsync(Encoding.ASCII.GetBytes(Passcode), ct);
        var digest = ProveChallenge.DigestOf(task.Challenge!, card.State.CardId);
        await helper.ReportResultAsync(
            session,
            task.Id,
            new CardTaskResult(CardTaskOutcome.Done)
            {
                CardIdentifier = card.State.CardId,
                CardType = "Gids",
                Signature = await gids.SignAsync(GidsSession.FirstKey, digest, ct),
            },
            ct);
        await PressAsync(
            "save",
            ct,
            [
                .. Answers.SelectMany(
                    (answer, i) => new[] { ($"question{i + 1}", $"{i + 1}"), ($"answer{i + 1}", answer) }),
            ]);
        await PressAsync("confirm", ct, ("email", Email));
        await PressAsync("send", ct, ("code", await CodeAsync(ct)));
        await SeesAsync("Your card is registered.", ct);
    }

    public async Task UnlockAsync(CancellationToken ct)
    {
        var (helper, session, form) = await UnlockUpToQuestionsAsync(ct);
        await PressAsync(
            "answer",
            ct,
            [
                .. form.Inputs.Select(input =>
                    (input, Answers[int.Parse(input["answer".Length..], CultureInfo.InvariantCulture) - 1])),
            ]);
        await PressAsync("send", ct, ("code", await CodeAsync(ct)));
        await ResetAsync(helper, session, (await helper.NextAsync(session, ct))!, ct);
        await SeesAsync("Your card is unlocked.", ct);
    }

    /// <summary>Left like this, the journey waits for the answers.</summary>
    public async Task<(CardTaskClient Helper, HelperSession Session, OpenForm Form)> UnlockUpToQuestionsAsync(CancellationToken ct)
    {
        await LockAsync();
        await PressAsync("unlock", ct);
        await PressAsync("continue", ct);
        var (helper, session) = await PairAsync(ct);
        var task = (await helper.NextAsync(session, ct))!;
        await helper.ReportResultAsync(
            session,
            task.Id,
            new CardTaskResult(CardTaskOutcome.Done)
            {
                CardIdentifier = card.State.CardId,
                CardType = "Gids",
                AttemptsLeft = 0,
            },
            ct);
        return (helper, session, await FormAsync("answer", ct));
    }

    private async Task ResetAsync(CardTaskClient helper, HelperSession session, CardTask task, CancellationToken ct)
    {
        var gids = await ReadCardAsync();
        var challenge = await gids.BeginMutualAuthenticationAsync(task.Challenge!, ct);
        var answer = await helper.AuthoriseAsync(
            session,
            task.Id,
            new AuthoriseRequest(card.State.CardId, challenge),
            ct);
        var confirmChallenge = await helper.ShowCardResponseAsync(
            session,
            task.Id,
            await gids.CompleteMutualAuthenticationAsync(answer, ct),
            ct);
        await gids.ResetRetryCounterAsync(Encoding.ASCII.GetBytes(NewPasscode), ct);
        await gids.DeauthenticateAsync(ct);
        var second = await helper.ConfirmAsync(session, task.Id, await gids.BeginMutualAuthenticationAsync(confirmChallenge, ct), ct);
        var proof = await gids.CompleteMutualAuthenticationAsync(second, ct);
        await helper.ReportResultAsync(
            session,
            task.Id,
            new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = card.State.CardId, ConfirmResponse = proof },
            ct);
    }

    private async Task<(CardTaskClient Helper, HelperSession Session)> PairAsync(CancellationToken ct)
    {
        var helper = new CardTaskClient(_http, TimeProvider.System);
        var code = await UntilAsync(() => _chat.Form()?.BigText, "a pairing code", ct);
        return (
            helper,
            await helper.PairAsync(code, CardTaskClient.NewToken(), "1.0", ct)
                ?? throw new InvalidOperationException("The pairing code was refused."));
    }

    private Task<OpenForm> FormAsync(string button, CancellationToken ct) =>
        UntilAsync(() => _chat.Form() is { } form && form.Buttons.Contains(button) ? form : null, $"a form with the button '{button}'", ct);

    private async Task PressAsync(string button, CancellationToken ct, params (string Name, string Value)[] fields)
    {
        var form = await FormAsync(button, ct);
        var began = Stopwatch.GetTimestamp();
        using var response = await _chat.PressAsync(
            form,
            button,
            Guid.CreateVersion7().ToString("N"),
            fields.ToDictionary(f => f.Name, f => f.Value),
            ct);
        Turns.Add(Stopwatch.GetElapsedTime(began));
        response.EnsureSuccessStatusCode();
    }

    private Task<string> SeesAsync(string words, CancellationToken ct) =>
        UntilAsync(() => _chat.Said(words) ? words : null, $"'{words}'", ct);

    private async Task<T> UntilAsync<T>(Func<T?> look, string what, CancellationToken ct)
        where T : class
    {
        for (var tries = 0; tries < 1000; tries++)
        {
            await _chat.PollAsync(ct);
            if (look() is { } found)
            {
                return found;
            }

            await Task.Delay(10, ct);
        }

        throw new TimeoutException($"The chat never came to {what}; its last words were: {_chat.Newest}");
    }

    private async Task<string> CodeAsync(CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var code = await inbox.NextAsync(Email, ct);
        MailLatencies.Add(Stopwatch.GetElapsedTime(began));
        return code;
    }

    private async Task LockAsync()
    {
        var gids = await ReadCardAsync();
        while (await gids.VerifyAsync("no-such-1"u8.ToArray(), CancellationToken.None) is SecretCheck.Wrong)
        {
        }
    }

    private async Task<GidsSession> ReadCardAsync()
    {
        card.Reset();
        var gids = new GidsSession(card);
        await gids.SelectAsync(CancellationToken.None);
        return gids;
    }
}
