using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Smartcard.Cards.Software;
using Smartcard.Helper;
using Smartcard.Helper.Hosts;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.Tests.Helper;

namespace Smartcard.SystemTests.Resilience.Chaos;

/// <summary>
/// Somebody with a card, a chat and a reader helper, who registers and then unlocks as the behaviour says, and tries
/// again whatever the page would try again.
/// </summary>
internal sealed class Traveller(
    SoftwareGidsCard card,
    string email,
    Behaviour behaviour,
    string address,
    MailCatcher mails,
    int seed
) : IDisposable
{
    public const string NewPasscode = "Ch4os-ok";
    private static readonly string[] Answers = ["Zebedee Blue", "Lighthouse painter", "Nightingale Seven", "Sagem my-X5"];

    private readonly ChatClient _chat = PatientHandler.ChatWith(address);
    private readonly ScriptedScreen _screen = new();
    private readonly VirtualReaders _readers = new();
    private readonly HashSet<string> _codes = [];
    private readonly HashSet<string> _pairings = [];
    private readonly Random _random = Chance.From(seed);
    private int _wrongAnswers;
    private int _wrongCodes;
    private bool _hasAsked;
    private int _apologies;
    private int _notReached;
    private int _refused;

    public SoftwareGidsCard Card => card;

    public string Email => email;

    public Behaviour Behaviour => behaviour;

    /// <summary>Messages of which both hosts got a copy at the same time.</summary>
    public int Doubled { get; private set; }

    /// <summary>Where it stands, for a failure.</summary>
    public string Stands => $"{email}, who {behaviour.Name}, at: {_chat.Newest}; helper: {_screen.Shown.LastOrDefault()}";

    public async Task TravelAsync(CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _readers.Insert(card);
        var helper = new HelperLoop([new Uri(address)], _readers, _screen, TimeProvider.System);
        var running = Task.Run(() => helper.RunAsync(stop.Token), CancellationToken.None);
        try
        {
            await PatientlyAsync(async () =>
            {
                await _chat.OpenAsync(ct);
                return true;
            }, ct);
            Type(Nurse.Passcode);
            await DriveAsync(helper, "register", "Your card is registered.", isUnlock: false, ct);
            await Nurse.LockAsync(card);
            TypeNew();
            await DriveAsync(helper, "unlock", behaviour.End, isUnlock: true, ct);
        }
        finally
        {
            await stop.CancelAsync();
            await running.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    public void Dispose()
    {
        _chat.Dispose();
        _screen.Dispose();
        _readers.Dispose();
    }

    /// <summary>More than once, since the helper asks again where it was interrupted.</summary>
    private void Type(string passcode)
    {
        for (var i = 0; i < 10; i++)
        {
            _screen.Types(passcode);
        }
    }

    private void TypeNew()
    {
        for (var i = 0; i < 10; i++)
        {
            _screen.TypesNew(NewPasscode);
        }
    }

    private async Task DriveAsync(HelperLoop helper, string choice, string end, bool isUnlock, CancellationToken ct)
    {
        var (answered, isAgain) = ("", false);
        Reply? last = null;
        while (true)
        {
            await PatientlyAsync(() => _chat.PollAsync(ct), ct);
            if (_chat.Said(end))
            {
                return;
            }

            if (_chat.Count("something went wrong on our side") is var apologies && apologies > _apologies)
            {
                (_apologies, answered, isAgain) = (apologies, "", true); // nothing was changed, and it may be tried once more
            }

            if (_chat.Form() is { } form
                && form.Nonce != answered
                && (isAgain ? last : ReplyTo(form, helper, choice, isUnlock)) is { } reply)
            {
                (last, isAgain) = (reply, false);
                var (button, fields) = reply;
                await SendAsync(
                    id =>
                        button is null
                            ? _chat.PostAsync(Typed("cancel", id), ct)
                            : _chat.PressAsync(form, button, id, fields, ct),
                    ct);
                answered = form.Nonce;
            }
            else
            {
                await Task.Delay(100, ct);
            }
        }
    }

    /// <summary>Sends until it is taken, under one id; now and then two copies at the same time.</summary>
    private async Task SendAsync(Func<string, Task<HttpResponseMessage>> send, CancellationToken ct)
    {
        var id = Guid.CreateVersion7().ToString("N");
        if (_random.Next(10) == 0)
        {
            Doubled++;
            var copy = PatientlyAsync(() => send(id), ct);
            (await PatientlyAsync(() => send(id), ct)).Dispose();
            (await copy).Dispose();
            return;
        }

        using var response = await PatientlyAsync(() => send(id), ct);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(ct)}; {Stands}");
    }

    /// <returns>Null while it is the helper's turn, or a mail is waited for.</returns>
    private Reply? ReplyTo(OpenForm form, HelperLoop helper, string choice, bool isUnlock)
    {
        var inputs = form.Inputs.ToList();
        if (form.BigText is { } pairing)
        {
            if (_pairings.Add(pairing))
            {
                helper.SwitchTo(new PairingLink(new Uri(address), pairing));
                _screen.TypesCode(pairing); // the helper may be waiting at its code page
            }
            else if (_screen.Shown.Count(s => s == "Code problem.unreachable") is var problems && problems > _notReached)
            {
                _notReached = problems;
                _screen.TypesCode(pairing);
            }
            else if (_screen.Shown.Count(s => s == "Code problem.code") is var refused && refused > _refused)
            {
                _refused = refused;
                return new Reply("newCode", []); // as the chat offers it
            }

            return null;
        }

        if (inputs.Contains("code"))
        {
            return ReplyWithCode(isUnlock);
        }

        if (inputs.Contains("email"))
        {
            return new Reply("confirm", new() { ["email"] = email });
        }

        if (inputs.Contains("question1"))
        {
            return new Reply(
                "save",
                Enumerable
                    .Range(1, 4)
                    .SelectMany(n =>
                        new[]
                        {
                            KeyValuePair.Create($"question{n}", $"{n}"),
                            KeyValuePair.Create($"answer{n}", Answers[n - 1]),
                        })
                    .ToDictionary());
        }

        if (inputs.Count > 0)
        {
            return ReplyWithAnswers(inputs);
        }

        return new Reply(form.Buttons.Contains(choice) ? choice : form.Buttons.First(), []);
    }

    private Reply ReplyWithAnswers(List<string> inputs)
    {
        if (_wrongAnswers < behaviour.WrongAnswers)
        {
            _wrongAnswers++;
            return new Reply("answer", inputs.ToDictionary(i => i, _ => "not this one"));
        }

        return behaviour.Cancels
            ? new Reply(null, [])
            : new Reply(
                "answer",
                inputs.ToDictionary(
                    i => i,
                    i => Answers[int.Parse(i["answer".Length..], CultureInfo.InvariantCulture) - 1]));
    }

    private Reply? ReplyWithCode(bool isUnlock)
    {
        if (mails.CodesTo(email).LastOrDefault(code => !_codes.Contains(code)) is not { } newest)
        {
            return null;
        }

        if (isUnlock && _wrongCodes < behaviour.WrongCodes)
        {
            _wrongCodes++;
            return new Reply("send", new() { ["code"] = newest == "111111" ? "222222" : "111111" });
        }

        foreach (var code in mails.CodesTo(email))
        {
            _codes.Add(code);
        }

        if (isUnlock && behaviour.AsksForNewCode && !_hasAsked)
        {
            _hasAsked = true;
            return new Reply("newCode", []);
        }

        return new Reply("send", new() { ["code"] = newest });
    }

    /// <param name="Button">Null = the word <c>cancel</c> is typed.</param>
    private sealed record Reply(string? Button, Dictionary<string, string> Fields);

    private static JsonObject Typed(string words, string id) =>
        new() { ["type"] = "message", ["text"] = words, ["channelData"] = new JsonObject { ["clientActivityID"] = id } };

    /// <summary>Until there is an answer that is neither a fault nor "too many".</summary>
    private static async Task<TResult> PatientlyAsync<TResult>(Func<Task<TResult>> act, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                var result = await act();
                if (result
                    is not HttpResponseMessage
                    {
                        StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests
                    } fault)
                {
                    return result;
                }

                fault.Dispose();
            }
            catch (Exception failed)
                when (failed is HttpRequestException || (failed is TaskCanceledException && !ct.IsCancellationRequested))
            {
                // Not reached, or not answered.
            }

            await Task.Delay(250, ct);
        }
    }
}
