using System.Net;
using System.Text.RegularExpressions;
using Smartcard.Helper;
using Smartcard.Helper.Hosts;
using Smartcard.SelfService.Mail;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.Tests;
using Smartcard.Tests.Helper;

namespace Smartcard.SystemTests.Resilience;

public enum Disturb
{
    /// <summary>While a host is at work on the message, before it could answer.</summary>
    DuringEachMessage,

    /// <summary>As soon as the chat says something it did not say before.</summary>
    AfterEachNews,
}

/// <summary>Somebody who goes through a journey while its hosts are disturbed.</summary>
internal sealed class Person(ChatClient chat, HelperLoop helper, ScriptedScreen screen, string address, string folder)
{
    private const string Apology = "something went wrong on our side";

    /// <summary>Both journeys have some thirty steps.</summary>
    private const int MostDisturbances = 300;

    private readonly HashSet<string> _codesUsed = [];
    private int _disturbed;
    private int _notReached;
    private Patience _patience = new("");

    /// <summary>
    /// Tries again what came back as a fault, or not at all: as the page has them do. False: only what was on its way
    /// when a host died.
    /// </summary>
    public bool IsPatient { get; init; }

    /// <summary>What was said to messages that came back as a fault and were tried again.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>
    /// A person who reads what is there, does what it asks, and tries again when the page says that it could not be
    /// sent.
    /// </summary>
    /// <param name="choice">The button of the first menu.</param>
    /// <param name="end">What the chat says when the journey has come to its good end.</param>
    /// <param name="disturb">What is done to the hosts at each step.</param>
    /// <param name="log">What they have printed, for a failure.</param>
    public async Task DriveAsync(
        string choice,
        string end,
        Disturb when,
        Func<CancellationToken, Task> disturb,
        Func<string> log,
        CancellationToken cancellationToken)
    {
        _patience = new Patience($"'{end}' in the chat");
        try
        {
            await StepsAsync(choice, end, when, disturb, log, cancellationToken);
        }
        catch (Xunit.Sdk.FailException stuck)
        {
            Assert.Fail($"{WithoutPolls(log())}\n{stuck.Message}"); // the end of a long text is what is read first
        }
    }

    /// <summary>Fails when neither chat nor helper went on for long, or when they go round in circles.</summary>
    private void LookForProgress()
    {
        Assert.True(_disturbed <= MostDisturbances, $"They go round in circles: {_disturbed} disturbances.");
        _patience.Look(
            $"{chat.Activities.Count} messages, {_disturbed} disturbances. The chat stands at: {chat.Newest}, the "
            + $"helper at: {string.Join(", ", screen.Shown.TakeLast(8))}");
    }

    private async Task StepsAsync(
        string choice,
        string end,
        Disturb when,
        Func<CancellationToken, Task> disturb,
        Func<string> log,
        CancellationToken ct)
    {
        var (answered, apologies, isAgain) = ("", chat.Count(Apology), false); // of an earlier journey, which went on
        (string Button, IReadOnlyDictionary<string, string> Fields)? last = null;
        var news = new HashSet<string>();
        while (!chat.Said(end))
        {
            LookForProgress();
            if (await PatientlyAsync(() => chat.PollAsync(ct), ct) && when == Disturb.AfterEachNews && news.Add(chat.Newest))
            {
                _disturbed++;
                await disturb(ct);
            }

            if (chat.Said(end))
            {
                return; // the menu is there again, and nothing more is wanted of it
            }

            if (chat.Count(Apology) is var said && said > apologies)
            {
                (answered, apologies, isAgain) = ("", said, true); // nothing was changed, and it may be tried once more
            }

            if (chat.Form() is not { } form
                || form.Nonce == answered
                || (isAgain ? last : await ReplyToAsync(form, choice, ct)) is not var (button, fields))
            {
                await Task.Delay(50, ct);
                continue;
            }

            (last, isAgain) = ((button, fields), false);
            var id = Guid.CreateVersion7().ToString("N");
            if (when == Disturb.DuringEachMessage)
            {
                // The message is on its way when the host dies: taken or not, the page sends it again when the host is back.
                var first = chat.PressAsync(form, button, id, fields, ct);
                await Task.Delay(_disturbed++ * 7 % 40, ct);
                await disturb(ct);
                await IgnoreAsync(first);
            }

            using var response = await PatientlyAsync(() => chat.PressAsync(form, button, id, fields, ct), ct);
            Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(ct)}\n{log()}");
            answered = form.Nonce;
        }
    }

    /// <returns>Null while it is the helper's turn, or a mail is waited for.</returns>
    private async Task<(string Button, IReadOnlyDictionary<string, string> Fields)?> ReplyToAsync(
        OpenForm form,
        string choice,
        CancellationToken ct)
    {
        var inputs = form.Inputs.ToList();
        if (form.BigText is { } pairing)
        {
            if (_codesUsed.Add(pairing))
            {
                helper.SwitchTo(new PairingLink(new Uri(address), pairing));
                screen.TypesCode(pairing); // the helper may be waiting at its code page
            }
            else if (screen.Shown.Count(s => s == "Code problem.unreachable") is var problems && problems > _notReached)
            {
                _notReached = problems;
                screen.TypesCode(pairing);
            }

            return null;
        }

        if (inputs.Contains("code"))
        {
            return await NewestCodeAsync(ct) is { } code ? ("send", new Dictionary<string, string> { ["code"] = code }) : null;
        }

        if (inputs.Contains("email"))
        {
            return ("confirm", new Dictionary<string, string> { ["email"] = Nurse.Email });
        }

        if (inputs.Contains("question1"))
        {
            return (
                "save",
                Enumerable
                    .Range(1, 4)
                    .SelectMany(n =>
                        new[]
                        {
                            KeyValuePair.Create($"question{n}", $"{n}"),
                            KeyValuePair.Create($"answer{n}", Nurse.Answers[n - 1].Answer),
                        })
                    .ToDictionary());
        }

        return inputs.Count > 0
            ? (
                "answer",
                inputs.ToDictionary(
                    i => i,
                    i =>
                        Nurse
                            .Answers[
                                int.Parse(i["answer".Length..], System.Globalization.CultureInfo.InvariantCulture) - 1
                            ]
                            .Answer))
            : (form.Buttons.Contains(choice) ? choice : form.Buttons.First(), new Dictionary<string, string>());
    }

    /// <summary>Each code is a mail of its own; the newest may still be on its way.</summary>
    /// <remarks>Which is the newest, the disk says: the mails are dated by hosts whose clocks may be apart.</remarks>
    private async Task<string?> NewestCodeAsync(CancellationToken ct)
    {
        await Task.Delay(100, ct);
        var mailbox = Path.Combine(folder, "mailbox");
        var newest = new DevelopmentMailbox(mailbox, TimeProvider.System).List()
            .OrderByDescending(mail => File.GetLastWriteTimeUtc(Path.Combine(mailbox, $"{mail.Id:N}.json")))
            .Select(mail => Regex.Match(mail.Text, @"\b[0-9]{6}\b"))
            .FirstOrDefault(code => code.Success);
        return newest is not null && _codesUsed.Add(newest.Value) ? newest.Value : null;
    }

    /// <summary>The end of a host's log, without those who only look whether there is something new.</summary>
    private static string WithoutPolls(string log) =>
        string.Join(
            '\n',
            log.Split('\n')
                .Where(line =>
                    !line.Contains("RequestLog[", StringComparison.Ordinal)
                    && !line.Contains("/activities answered 200", StringComparison.Ordinal))
                .TakeLast(200));

    private static async Task IgnoreAsync(Task<HttpResponseMessage> sent)
    {
        try
        {
            (await sent).Dispose();
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException)
        {
            // The host died before it answered.
        }
    }

    private async Task<TResult> PatientlyAsync<TResult>(Func<Task<TResult>> act, CancellationToken ct)
    {
        while (true)
        {
            LookForProgress();
            try
            {
                var result = await act();
                if (!IsPatient
                    || result
                        is not HttpResponseMessage
                        {
                            StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests
                        } fault)
                {
                    return result;
                }

                Refused.Add(await fault.Content.ReadAsStringAsync(ct));
                fault.Dispose();
            }
            catch (Exception failed)
                when (IsPatient
                    && (
                        failed is HttpRequestException
                        || (failed is TaskCanceledException && !ct.IsCancellationRequested)))
            {
                // Not reached, or not answered.
            }

            await Task.Delay(200, ct);
        }
    }
}
