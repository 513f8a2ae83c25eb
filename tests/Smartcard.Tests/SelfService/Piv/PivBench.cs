using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Evidence;
using Smartcard.SelfService.Booth;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;
using Smartcard.Tests.SelfService.Booth;

namespace Smartcard.Tests.SelfService.Piv;

/// <summary>The bench of journeys, with somebody who holds a PIV card whose PUK the vault derives.</summary>
internal sealed class PivBench : IAsyncDisposable
{
    public const string Pin = "246813";
    public const string NewPin = "975310";

    private PivBench(JourneyBench journeys) => Journeys = journeys;

    public JourneyBench Journeys { get; }

    public SoftwarePivCard Card { get; private set; } = null!;

    public CardId Id { get; } = CardId.New();

    public string Identifier { get; private set; } = null!;

    public static async Task<PivBench> StartAsync(
        PivAlgorithm algorithm = PivAlgorithm.EccP256, params (string Key, string Value)[] settings)
    {
        var bench = new PivBench(await JourneyBench.StartAsync(settings));
        await bench.EnrolAsync(algorithm);
        return bench;
    }

    /// <summary>Registered, and then locked.</summary>
    public static async Task<PivBench> LockedAsync(
        PivAlgorithm algorithm = PivAlgorithm.EccP256, params (string Key, string Value)[] settings)
    {
        var bench = await StartAsync(algorithm, settings);
        await bench.RegisterAsync();
        await bench.BlockAsync();
        return bench;
    }

    public async Task RegisterAsync()
    {
        await Journeys.BeginAsync("registration");
        await Journeys.ReplyAsync("continue");
        var helper = await PivHelper.PairAsync(this);
        await helper.ProveAsync();
        await Journeys.ReplyAsync("save", JourneyBench.AnswerForm(JourneyBench.Answers));
        await Journeys.ReplyAsync("confirm", ("email", "amal.hughes@trust.nhs.uk"));
        await Journeys.ReplyAsync("send", ("code", await Journeys.ReadCodeAsync()));
        await Journeys.SendMailsAsync();
    }

    /// <summary>An unlock up to its questions.</summary>
    public async Task<PivHelper> UpToQuestionsAsync()
    {
        await Journeys.BeginAsync("unlock");
        await Journeys.ReplyAsync("continue");
        var helper = await PivHelper.PairAsync(this);
        await helper.IdentifyAsync();
        return helper;
    }

    /// <summary>An unlock up to its card task.</summary>
    public async Task<PivHelper> UpToResetAsync()
    {
        var helper = await UpToQuestionsAsync();
        await Journeys.AnswerAsync();
        await Journeys.ReplyAsync("send", ("code", await Journeys.ReadCodeAsync()));
        return helper;
    }

    public async Task BlockAsync()
    {
        var session = new PivSession(Card);
        Card.Reset();
        await session.SelectAsync(CancellationToken.None);
        while (Card.State.PinAttemptsLeft > 0)
        {
            await session.VerifyAsync("000000"u8.ToArray(), CancellationToken.None);
        }
    }

    public async Task<CardKey> KeyAsync() => (await Journeys.RowsAsync<CardKey>()).Single(k => k.CardId == Id);

    public async Task<IReadOnlyList<string>> EventsAsync() =>
        [.. (await Journeys.RowsAsync<AuditEntry>()).Where(e => e.CardId == Id).Select(e => e.Event)];

    public async Task<bool> IsReleasedAsync() =>
        (await Journeys.RowsAsync<EvidenceItem>()).Any(e => e.Kind == EvidenceKind.ResetReleased);

    /// <summary>As the vault has it.</summary>
    public Task<byte[]> PukAsync(int version) => Journeys.DoAsync(async services =>
        (await services.GetRequiredService<KeyFileVault>()
            .PukAsync(new CardKeyHandle.Derived(Identifier, version), CancellationToken.None))!);

    public Task ChangeAsync(Action<SmartcardDbContext> change) => Journeys.DoAsync(async services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        change(database);
        return await database.SaveChangesAsync();
    });

    public async Task ChangeKeyAsync(Func<PukCandidates, PukCandidates> change) => await Journeys.DoAsync(async services =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        var key = await database.Set<CardKey>().SingleAsync(k => k.CardId == Id);
        key.Note(change(key.Puk), Journeys.Time.GetUtcNow());
        return await database.SaveChangesAsync();
    });

    public async Task<JourneyId> StartInPersonAsync(InPersonBench booth, UserId user) => Assert.IsType<InPersonAct.Done>(
        await booth.DoAsync(resets => resets.StartAsync(user, Id, InPersonBench.Check, "", CancellationToken.None))).Id;

    public async ValueTask DisposeAsync()
    {
        await Card.DisposeAsync();
        await Journeys.DisposeAsync();
    }

    private async Task EnrolAsync(PivAlgorithm algorithm)
    {
        var state = SoftwarePivCardState.Create("Amal Hughes", Pin, "00000000", algorithm);
        await using var blank = new SoftwarePivCard(state);
        var (session, ct) = (new PivSession(blank), CancellationToken.None);
        await session.SelectAsync(ct);
        Identifier = (await session.ReadChuidAsync(ct))!.CardGuid!.Value;
        await Journeys.DoAsync(async services =>
        {
            await services.GetRequiredService<IVaultKeys>().MakeMissingAsync(ct);
            return true;
        });
        Card = new SoftwarePivCard(state with { Puk = await PukAsync(1) });
        var publicKey = (await session.ReadCertificateAsync(PivKey.Authentication, ct))!.PublicKey.ToArray();
        var presenceKey = (await session.ReadCertificateAsync(PivKey.CardAuthentication, ct))!.PublicKey.ToArray();
        var staff = new Staff { Id = StaffId.New(), DisplayName = "Amal Hughes", Organisation = "Bench" };
        await ChangeAsync(database => database.AddRange(
            staff,
            new Card
            {
                Id = Id,
                Identifier = CardIdentifier.Parse(Identifier),
                StaffId = staff.Id,
                Type = CardType.Piv,
                PublicKey = publicKey,
                PresenceKey = presenceKey,
                EnrolledAt = Journeys.Time.GetUtcNow(),
            },
            new CardKey { CardId = Id, Version = 1 }));
    }
}
