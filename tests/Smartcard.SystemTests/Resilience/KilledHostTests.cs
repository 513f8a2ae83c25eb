using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Smartcard.Cards.Software;
using Smartcard.Helper;
using Smartcard.Helper.Demo;
using Smartcard.Helper.Hosts;
using Smartcard.SelfService.Mail;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Journeys;
using Smartcard.Tests.Helper;

namespace Smartcard.SystemTests.Resilience;

/// <summary>The shipped host, killed with SIGKILL at every step of both journeys: the person carries on, and nothing happens twice.</summary>
/// <remarks>Alone on the machine: sixty starts of the host one after the other leave nothing for the browsers of other tests.</remarks>
[Collection(nameof(KilledHostTests))]
public sealed class KilledHostTests : IAsyncDisposable
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("smartcard-killed-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly ScriptedScreen _screen = new();
    private readonly VirtualReaders _readers = new();
    private readonly HashSet<string> _codesUsed = [];

    public enum Kill
    {
        /// <summary>While the host is at work on the message, before it could answer.</summary>
        DuringEachMessage,

        /// <summary>As soon as the chat says something it did not say before.</summary>
        AfterEachNews,
    }

    [Theory]
    [InlineData(Kill.DuringEachMessage)]
    [InlineData(Kill.AfterEachNews)]
    public async Task Killed_at_every_step_nothing_is_lost_sent_twice_or_left_half_done(Kill when)
    {
        DemoStaff.Prepare(Path.Combine(_folder, "cards"));
        await using var host = new HostProcess(_folder, SmartcardHost.FreePort());
        using var chat = new ChatClient(host.Address);
        var card = new SoftwareGidsCard(new SoftwareCardFile(Path.Combine(_folder, "cards", "amal.json")));
        _readers.Insert(card);
        await host.StartAsync(_ct);
        await chat.OpenAsync(_ct);
        var helper = new HelperLoop([new Uri(host.Address)], _readers, _screen, TimeProvider.System);
        var running = RunQuietlyAsync(helper);

        _screen.Types(Nurse.Passcode);
        await DriveAsync(host, chat, helper, "register", "Your card is registered.", when);
        Assert.True(host.Kills >= 5, $"The host was killed {host.Kills} times, too few to show anything.");
        await Nurse.LockAsync(card);
        for (var tries = 0; tries < 10; tries++)
        {
            _screen.TypesNew("k1ll-Me9");
        }

        await DriveAsync(host, chat, helper, "unlock", "Your card is unlocked.", when);
        await _stop.CancelAsync();
        await running;

        Assert.Equal("k1ll-Me9"u8.ToArray(), card.State.Passcode);
        Assert.Equal(3, card.State.AttemptsLeft);
        await AfterMailAsync(host);

        // Each once, in whatever order: a mail whose sender was killed goes out a minute later.
        Assert.Equal(["Your registration code", "Your smartcard is registered", "Your smartcard was unlocked", "Your unlock code"], Subjects().Order(StringComparer.Ordinal));
        Assert.Equal("ok", Query("pragma integrity_check"));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _screen.Dispose();
        _readers.Dispose();
        _stop.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A person who reads what is there, does what it asks, and tries again when the page says that it could not be sent.</summary>
    private async Task DriveAsync(HostProcess host, ChatClient chat, HelperLoop helper, string choice, string end, Kill when)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_ct);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        try
        {
            await StepsAsync(host, chat, helper, choice, end, when, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            Assert.Fail($"Not at '{end}' after 5 minutes and {host.Kills} kills. The chat stands at: {chat.Newest}\n{string.Join('\n', host.Log.Split('\n').TakeLast(200))}");
        }
    }

    private async Task StepsAsync(HostProcess host, ChatClient chat, HelperLoop helper, string choice, string end, Kill when, CancellationToken ct)
    {
        var answered = "";
        var news = new HashSet<string>();
        while (!chat.Said(end))
        {
            if (await chat.PollAsync(ct) && when == Kill.AfterEachNews && news.Add(chat.Newest))
            {
                await AgainAsync(host, chat, ct);
            }

            if (chat.Form() is not { } form || form.Nonce == answered || await ReplyToAsync(form, helper, host, choice, ct) is not var (button, fields))
            {
                await Task.Delay(50, ct);
                continue;
            }

            var id = Guid.CreateVersion7().ToString("N");
            if (when == Kill.DuringEachMessage)
            {
                // The message is on its way when the host dies: taken or not, the page sends it again when the host is back.
                var first = chat.PressAsync(form, button, id, fields, ct);
                await Task.Delay(host.Kills * 7 % 40, ct);
                await AgainAsync(host, chat, ct);
                await IgnoreAsync(first);
            }

            using var response = await chat.PressAsync(form, button, id, fields, ct);
            Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(ct)}\n{host.Log}");
            answered = form.Nonce;
        }
    }

    /// <returns>Null while it is the helper's turn, or a mail is waited for.</returns>
    private async Task<(string Button, IReadOnlyDictionary<string, string> Fields)?> ReplyToAsync(OpenForm form, HelperLoop helper, HostProcess host, string choice, CancellationToken ct)
    {
        var inputs = form.Inputs.ToList();
        if (form.BigText is { } pairing)
        {
            if (_codesUsed.Add(pairing))
            {
                helper.SwitchTo(new PairingLink(new Uri(host.Address), pairing));
                _screen.TypesCode(pairing); // the helper may be waiting at its code page
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
            return ("save", Enumerable.Range(1, 4).SelectMany(n => new[] { KeyValuePair.Create($"question{n}", $"{n}"), KeyValuePair.Create($"answer{n}", Nurse.Answers[n - 1].Answer) }).ToDictionary());
        }

        return inputs.Count > 0
            ? ("answer", inputs.ToDictionary(i => i, i => Nurse.Answers[int.Parse(i["answer".Length..], System.Globalization.CultureInfo.InvariantCulture) - 1].Answer))
            : (form.Buttons.Contains(choice) ? choice : form.Buttons.First(), new Dictionary<string, string>());
    }

    /// <summary>Each code is a mail of its own; the newest may still be on its way.</summary>
    private async Task<string?> NewestCodeAsync(CancellationToken ct)
    {
        await Task.Delay(100, ct);
        var newest = Mails().Select(mail => Regex.Match(mail.Text, @"\b[0-9]{6}\b")).LastOrDefault(code => code.Success);
        return newest is not null && _codesUsed.Add(newest.Value) ? newest.Value : null;
    }

    private static async Task AgainAsync(HostProcess host, ChatClient chat, CancellationToken ct)
    {
        await host.KillAsync();
        await host.StartAsync(ct);
        await chat.OpenAsync(ct);
    }

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

    private async Task RunQuietlyAsync(HelperLoop helper)
    {
        try
        {
            await Task.Run(() => helper.RunAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    /// <summary>Lets whatever still waits in the outbox go out; what a killed sender had claimed is free again after a minute.</summary>
    private async Task AfterMailAsync(HostProcess host)
    {
        for (var tries = 0; tries < 1_000 && Query("select count(*) from outgoing_mail where ended_at is null") != "0"; tries++)
        {
            Assert.True(host.IsRunning);
            await Task.Delay(100, _ct);
        }
    }

    private List<KeptMail> Mails() => [.. new DevelopmentMailbox(Path.Combine(_folder, "mailbox"), TimeProvider.System).List().Reverse()];

    private IEnumerable<string> Subjects() => Mails().Select(m => m.Subject);

    private string Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "smartcard.db")};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString() ?? "";
    }
}

[CollectionDefinition(nameof(KilledHostTests), DisableParallelization = true)]
public sealed class KilledHostCollection;
