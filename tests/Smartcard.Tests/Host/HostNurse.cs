using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;

namespace Smartcard.Tests.Host;

/// <summary>
/// Somebody with a card who registers and unlocks it through the host's own doors, and remembers every secret that
/// passed.
/// </summary>
internal sealed class HostNurse(HostBench host, Chat chat, SoftwareGidsCard card)
{
    public const string Email = "marked.address@nhs.uk";
    public const string OldPasscode = "0ldMarkd";
    public const string NewPasscode = "n3wMarkd";
    public const string WrongAnswer = "Marked Wrong Answer";
    public const string TypedInChat = "my passcode is ch4t-Marked";
    public static readonly string[] Answers = ["Zebedee Blue", "Lighthouse painter", "Nightingale Seven", "Sagem my-X5"];

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly HashSet<string> _read = [];
    private readonly List<string> _links = [];

    public SoftwareGidsCard Card => card;

    public Chat Chat => chat;

    public List<string> Codes { get; } = [];

    public List<string> Pairings { get; } = [];

    /// <summary>Tokens of the chat, the helper and the links in mails, and the forms' nonces.</summary>
    public List<string> Tokens { get; } = [chat.Token];

    public static async Task<HostNurse> AtAsync(HostBench host)
    {
        var card = new SoftwareGidsCard(TestCards.Create("Amal Hughes", OldPasscode));
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        using var key = RSA.Create();
        key.ImportPkcs8PrivateKey(card.State.SigningKey, out _);
        var staff = new Staff
        {
            Id = StaffId.New(),
            DisplayName = "Amal Hughes",
            Organisation = "Trust",
        };
        database.AddRange(
            staff,
            new Card
            {
                Id = CardId.New(),
                Identifier = CardIdentifier.Parse(card.State.CardId),
                StaffId = staff.Id,
                PublicKey = key.ExportSubjectPublicKeyInfo(),
                EnrolledAt = host.Time.GetUtcNow(),
            });
        await database.SaveChangesAsync();
        scope.ServiceProvider.GetRequiredService<KeyFileVault>().Add(card.State.CardId, card.State.AdminKey);
        return new HostNurse(host, await host.ChatAsync(), card);
    }

    public async Task RegisterAsync()
    {
        var (helper, session, task) = await BeginAsync("register");
        var gids = await OpenAsync();
        await gids.VerifyAsync(Encoding.ASCII.GetBytes(OldPasscode), _ct);
        var signature = await gids.SignAsync(
            GidsSession.FirstKey,
            ProveChallenge.DigestOf(task.Challenge!, card.State.CardId),
            _ct);
        await helper.ReportResultAsync(
            session,
            task.Id,
            new CardTaskResult(CardTaskOutcome.Done)
            {
                CardIdentifier = card.State.CardId,
                CardType = "Gids",
                Signature = signature,
            },
            _ct);
        await PressAsync(
            null,
            "save",
            [
                .. Answers.SelectMany(
                    (answer, i) => new[] { ($"question{i + 1}", $"{i + 1}"), ($"answer{i + 1}", answer) }),
            ]);
        await SendAsync(() => chat.TypeAsync(TypedInChat));
        await PressAsync(null, "confirm", ("email", Email));
        await PressAsync(null, "send", ("code", await CodeAsync()));
        Assert.True(await chat.SaidAsync("Your card is registered."));
    }

    /// <summary>Locks the card and begins to unlock it, as far as the questions.</summary>
    public async Task<(CardTaskClient Helper, HelperSession Session)> BeginToUnlockAsync()
    {
        var locked = await OpenAsync();
        while (await locked.VerifyAsync("no-such-1"u8.ToArray(), _ct) is SecretCheck.Wrong)
        {
        }

        return await IdentifyAsync(attemptsLeft: 0);
    }

    /// <summary>Begins to unlock the card although it is not locked, as far as what is asked then.</summary>
    public Task IdentifyUnlockedAsync() => IdentifyAsync(attemptsLeft: 3);

    private async Task<(CardTaskClient Helper, HelperSession Session)> IdentifyAsync(int attemptsLeft)
    {
        var (helper, session, task) = await BeginAsync("unlock");
        await helper.ReportResultAsync(session, task.Id, Identified(attemptsLeft), _ct);
        return (helper, session);
    }

    /// <summary>As far as the card in the reader.</summary>
    public async Task<(CardTaskClient Helper, HelperSession Session, CardTask Task)> BeginAsync(string choice)
    {
        await PressAsync("choices", choice);
        await PressAsync(null, "continue");
        var (helper, session) = await PairAsync();
        return (helper, session, (await helper.NextAsync(session, _ct))!);
    }

    public CardTaskResult Identified(int attemptsLeft) => new(CardTaskOutcome.Done)
    {
        CardIdentifier = card.State.CardId,
        CardType = "Gids",
        AttemptsLeft = attemptsLeft,
    };

    /// <summary>The code of the newest mail.</summary>
    public async Task EnterCodeAsync() => await PressAsync(null, "send", ("code", await CodeAsync()));

    /// <summary>Says "this was not me", and shows the card.</summary>
    public async Task ReportAsync()
    {
        await SendAsync(() => chat.TypeAsync("this was not me"));
        await PressAsync(null, "continue");
        var (helper, session) = await PairAsync();
        var task = (await helper.NextAsync(session, _ct))!;
        await helper.ReportResultAsync(
            session,
            task.Id,
            new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = card.State.CardId, CardType = "Gids" },
            _ct);
    }

    public async Task UnlockAsync()
    {
        var (helper, session) = await BeginToUnlockAsync();
        await AnswerAsync(_ => WrongAnswer);
        await AnswerAsync(number => Answers[number - 1]);
        var code = await CodeAsync();
        await PressAsync(null, "send", ("code", code == "000000" ? "000001" : "000000"));
        await SendAsync(() => chat.TypeAsync(code));
        var reset = (await helper.NextAsync(session, _ct))!;
        var gids = await OpenAsync();
        var challenge = await gids.BeginMutualAuthenticationAsync(reset.Challenge!, _ct);
        var answer = await helper.AuthoriseAsync(session, reset.Id, new AuthoriseRequest(card.State.CardId, challenge), _ct);
        var confirm = await helper.ShowCardResponseAsync(session, reset.Id, await gids.CompleteMutualAuthenticationAsync(answer, _ct), _ct);
        await gids.ResetRetryCounterAsync(Encoding.ASCII.GetBytes(NewPasscode), _ct);
        await gids.DeauthenticateAsync(_ct);
        var second = await helper.ConfirmAsync(session, reset.Id, await gids.BeginMutualAuthenticationAsync(confirm, _ct), _ct);
        var proof = await gids.CompleteMutualAuthenticationAsync(second, _ct);
        await helper.ReportResultAsync(
            session,
            reset.Id,
            new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = card.State.CardId, ConfirmResponse = proof },
            _ct);
        Assert.True(await chat.SaidAsync("Your card is unlocked."));
    }

    /// <summary>
    /// Sends something to the chat, and waits as long as the host asks to: this nurse is quicker than the host lets
    /// anybody be.
    /// </summary>
    public Task SendAsync(Func<Task<HttpResponseMessage>> post) =>
        Patience.UntilAsync(
            "the host to take a message",
            async () =>
            {
                using var response = await post();
                return response.StatusCode == System.Net.HttpStatusCode.TooManyRequests
                    ? (false, "too many at once")
                    : (response.EnsureSuccessStatusCode().IsSuccessStatusCode, "taken");
            },
            _ct);

    /// <summary>The journeys so far, oldest first.</summary>
    public async Task<List<Guid>> JourneysAsync()
    {
        await using var scope = host.Services.CreateAsyncScope();
        return
        [
            .. (
                await scope
                    .ServiceProvider.GetRequiredService<SmartcardDbContext>()
                    .Set<Journey>()
                    .OrderBy(j => j.StartedAt)
                    .ThenBy(j => j.Id)
                    .Select(j => j.Id)
                    .ToListAsync(_ct)
            ).Select(j => j.Value),
        ];
    }

    public async Task AnswerAsync(Func<int, string> answerOf)
    {
        var form = (await chat.ActivitiesAsync())
            .OrderBy(a => (string)a["id"]!, StringComparer.Ordinal)
            .Last(a => a["attachments"] is not null)["attachments"]![0]!["content"]!;
        var inputs = form["body"]!
            .AsArray()
            .OfType<JsonObject>()
            .Where(b => ((string?)b["type"])?.StartsWith("Input.", StringComparison.Ordinal) == true)
            .Select(b => (string)b["id"]!);
        await PressAsync(
            null,
            "answer",
            [
                .. inputs.Select(i =>
                    (i, answerOf(int.Parse(i["answer".Length..], System.Globalization.CultureInfo.InvariantCulture)))),
            ]);
    }

    /// <param name="nonce">Null = the newest form's.</param>
    public async Task PressAsync(string? nonce, string button, params (string, string)[] fields)
    {
        if (nonce is null)
        {
            nonce = await chat.NonceAsync();
            Tokens.Add(nonce);
        }

        await SendAsync(() => chat.PressAsync(nonce, button, "", fields));
    }

    private async Task<(CardTaskClient Helper, HelperSession Session)> PairAsync()
    {
        var code = await chat.BigTextAsync();
        Pairings.Add(code);
        var helper = new CardTaskClient(host.Client(), TimeProvider.System);
        var session = (await helper.PairAsync(code, CardTaskClient.NewToken(), "1.0", _ct))!;
        Tokens.Add(session.Token);
        return (helper, session);
    }

    /// <summary>The token in a mail's link for whoever did not begin this.</summary>
    public Task<string> LinkAsync() => InMailAsync(() => _links.FirstOrDefault());

    private Task<string> CodeAsync()
    {
        var known = Codes.Count;
        return InMailAsync(() => Codes.ElementAtOrDefault(known));
    }

    /// <summary>Mails go out by a job, in real time; one that failed is tried again when the host's clock has moved on.</summary>
    private async Task<string> InMailAsync(Func<string?> look)
    {
        var mailbox = host.Services.GetRequiredService<DevelopmentMailbox>();
        var patience = new Patience("a mail with what was asked for");
        for (var tries = 0; ; tries++)
        {
            patience.Look($"{_read.Count} mails read");
            foreach (var mail in mailbox.List().Where(m => _read.Add(m.Id.ToString())))
            {
                var links = Regex.Matches(mail.Text, @"/not-me/(\S+)").Select(m => m.Groups[1].Value).ToList();
                _links.AddRange(links);
                Tokens.AddRange(links);
                Codes.AddRange(Regex.Matches(mail.Text, @"^[0-9]{6}\r?$", RegexOptions.Multiline).Select(m => m.Value.Trim()));
            }

            if (look() is { } found)
            {
                return found;
            }

            await Task.Delay(10, _ct);
            host.Time.Advance(TimeSpan.FromMilliseconds(tries > 20 ? 500 : 0));
        }

        throw new TimeoutException("The mail did not come.");
    }

    private async Task<GidsSession> OpenAsync()
    {
        card.Reset();
        var gids = new GidsSession(card);
        await gids.SelectAsync(_ct);
        return gids;
    }
}
