using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Cards.Readings;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Cards.Readings;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Booth;
using Smartcard.Tests.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Cards.Readings;

/// <summary>An RA desk with a reader, on the bench, whose vault derives the keys of cards.</summary>
internal sealed class CardReadingBench(JourneyBench bench, DerivingVault vault) : IAsyncDisposable
{
    public JourneyBench Bench => bench;

    public DerivingVault Vault => vault;

    public InPersonBench Booth { get; } = new(bench);

    public static async Task<CardReadingBench> StartAsync(params (string Key, string Value)[] settings)
    {
        var (bench, vault) = (await JourneyBench.StartAsync(settings), new DerivingVault());
        bench.Vault = vault;
        return new CardReadingBench(bench, vault);
    }

    public async Task<UserId> AdministratorAsync(string name = "Nia Desk")
    {
        var id = await Booth.UserAsync(name);
        await Booth.ChangeAsync(database => database.Users.Single(u => u.Id == id.Value).Roles = BackOfficeRoles.RaAdmin);
        return id;
    }

    public async Task<StaffId> PersonAsync(string name, bool hasLeft = false)
    {
        var staff = new Staff
        {
            Id = StaffId.New(), DisplayName = name, Organisation = "Bench", LeftAt = hasLeft ? bench.Time.GetUtcNow() : null,
        };
        await Booth.ChangeAsync(database => database.Add(staff));
        return staff.Id;
    }

    public Task<CardReadingAct> DoAsync(Func<CardReadings, Task<CardReadingAct>> act) =>
        bench.DoAsync(services => act(services.GetRequiredService<CardReadings>()));

    public async Task<JourneyId> StartReadingAsync(UserId user, StaffId? person = null) =>
        Assert.IsType<CardReadingAct.Done>(await DoAsync(readings => readings.StartAsync(user, person, CancellationToken.None))).Id;

    public Task<CardReadingStanding?> LookAsync(UserId user, JourneyId id) => bench.DoAsync(services =>
        services.GetRequiredService<CardReadingStandings>().ReadAsync(user, id, CancellationToken.None));

    public async Task<CardReadingStanding> StandingAsync(UserId user, JourneyId id) => (await LookAsync(user, id))!;

    public async Task<BenchHelper> ConnectAsync(UserId user, JourneyId id) =>
        (await BenchHelper.TryPairAsync(bench, (await StandingAsync(user, id)).Code!.Code))!;

    /// <summary>Up to a card that was read.</summary>
    public async Task<(JourneyId Id, BenchHelper Helper)> ReadAsync(UserId user, SoftwareGidsCard card)
    {
        var id = await StartReadingAsync(user);
        var helper = await ConnectAsync(user, id);
        await helper.ReportAsync((await helper.NextAsync())!.Id, await SaidByAsync(card));
        return (id, helper);
    }

    /// <summary>What a helper says of a card.</summary>
    public static async Task<CardTaskResult> SaidByAsync(SoftwareGidsCard card)
    {
        var session = await OpenAsync(card);
        using var key = RSA.Create(await session.ReadPublicKeyAsync(GidsSession.FirstKey, CancellationToken.None));
        return new CardTaskResult(CardTaskOutcome.Done)
        {
            CardIdentifier = card.State.CardId,
            CardType = "Gids",
            AttemptsLeft = (await session.ReadAttemptsAsync(CancellationToken.None)).Left,
            PublicKey = key.ExportSubjectPublicKeyInfo(),
            Certificate = await session.ReadCertificateAsync(CancellationToken.None),
        };
    }

    /// <param name="shown">The card that the page was shown for; null = the one that is in the reading.</param>
    public async Task<CardReadingAct> GiveAsync(
        UserId user,
        JourneyId id,
        StaffId to,
        int? version = 1,
        HolderChange? reason = null,
        StaffId? seen = null,
        CardIdentifier? shown = null)
    {
        shown ??= (await RowAsync(id)).Identifier;
        return await bench.DoAsync(services => services.GetRequiredService<CardGiving>()
            .GiveAsync(user, id, new WantedGift(to, version, reason, shown, seen), CancellationToken.None));
    }

    public async Task<CardReading> RowAsync(JourneyId id) => (await bench.RowsAsync<CardReading>()).Single(r => r.Id == id);

    /// <summary>The audit of a reading: events, and whose they are.</summary>
    public async Task<IReadOnlyList<(string Event, UserId? Actor, CardId? Card)>> AuditOfAsync(JourneyId id) =>
    [
        .. (await bench.RowsAsync<Smartcard.Domain.Audit.AuditEntry>())
            .Where(a => a.JourneyId == id)
            .OrderBy(a => a.Sequence)
            .Select(a => (a.Event, a.ActorId, a.CardId)),
    ];

    /// <summary>The host answers the card, and no end is told.</summary>
    public static async Task<CardTask> ReleaseAsync(BenchHelper helper, SoftwareGidsCard card)
    {
        var task = (await helper.NextAsync())!;
        Assert.NotNull(await AskAsync(helper, task, card.State.CardId, GidsMutualAuthentication.NewHostChallenge()));
        return task;
    }

    public static Task<byte[]?> AskAsync(BenchHelper helper, CardTask task, string card, byte[] challenge) => helper.AnswerAsync(
        (calls, connected, ct) => calls.AuthoriseAsync(connected, task.Id, new AuthoriseRequest(card, challenge), ct));

    public Task<CardReadingAct> WantCheckAsync(UserId user, JourneyId id, int? version = 1) => bench.DoAsync(services =>
        services.GetRequiredService<KeyChecks>().StartAsync(user, id, version, CancellationToken.None));

    /// <summary>Up to a new card whose key is to be checked, when the helper comes for it.</summary>
    public async Task<(UserId User, SoftwareGidsCard Card, JourneyId Id, BenchHelper Helper)> WantedCheckAsync()
    {
        var user = await AdministratorAsync();
        var card = DerivingVault.CardOf("New");
        var (id, helper) = await ReadAsync(user, card);
        Assert.IsType<CardReadingAct.Done>(await WantCheckAsync(user, id));
        return (user, card, id, helper);
    }

    /// <summary>The helper's side of a key check, all of it.</summary>
    /// <returns>Null = the host did not answer the card.</returns>
    public static async Task<CardTaskResult?> CheckAsync(BenchHelper helper, SoftwareGidsCard card)
    {
        var task = (await helper.NextAsync())!;
        var session = await OpenAsync(card);
        var challenge = await session.BeginMutualAuthenticationAsync(task.Challenge!, CancellationToken.None);
        var request = new AuthoriseRequest(card.State.CardId, challenge);
        if (await helper.AnswerAsync((calls, connected, ct) => calls.AuthoriseAsync(connected, task.Id, request, ct)) is not { } answer)
        {
            return null;
        }

        CardTaskResult result;
        try
        {
            var proof = await session.CompleteMutualAuthenticationAsync(answer, CancellationToken.None);
            result = new CardTaskResult(CardTaskOutcome.Done) { ConfirmResponse = proof };
        }
        catch (Smartcard.Cards.CardException refused)
        {
            result = new CardTaskResult(CardTaskOutcome.Refused) { StatusWord = refused.Sw.ToString() };
        }

        await helper.ReportAsync(task.Id, result);
        return result;
    }

    public Task<Card?> CardAsync(SoftwareGidsCard card)
    {
        var identifier = CardIdentifier.Parse(card.State.CardId);
        return bench.DoAsync(services => services.GetRequiredService<SmartcardDbContext>().Set<Card>().AsNoTracking()
            .SingleOrDefaultAsync(c => c.Identifier == identifier));
    }

    public async Task<IEnumerable<string>> EventsAsync() =>
        (await bench.RowsAsync<Smartcard.Domain.Audit.AuditEntry>()).OrderBy(a => a.Sequence).Select(a => a.Event);

    private static async Task<GidsSession> OpenAsync(SoftwareGidsCard card)
    {
        card.Reset();
        var session = new GidsSession(card);
        await session.SelectAsync(CancellationToken.None);
        return session;
    }

    public ValueTask DisposeAsync() => bench.DisposeAsync();
}
