using System.Globalization;
using System.Security.Cryptography;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Software;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Secrets;
using Smartcard.SelfService.Registrations;
using Smartcard.SelfService.Vault;
using Smartcard.Storage;

namespace Smartcard.Designer.DryRun;

/// <summary>The made-up staff of every sandbox, with their virtual cards and what they would answer. Nobody real is like them.</summary>
internal static class SandboxPeople
{
    public const string Organisation = "Example Trust";
    public const string Passcode = "1234";
    public const string NewPasscode = "4826";

    /// <summary>The numbers of the questions that they chose.</summary>
    public static IReadOnlyList<int> Questions { get; } = [1, 2, 3, 4];

    private static readonly string[] Spelling =
    [
        "alpha",
        "bravo",
        "charlie",
        "delta",
        "echo",
        "foxtrot",
        "golf",
        "hotel",
        "india",
        "juliett",
    ];

    // Keys take a second to make, and nothing is behind them.
    private static readonly Lazy<SoftwareCardState[]> Cards = new(() =>
        [
            SoftwareCardState.Create("Robin Example", Passcode),
            SoftwareCardState.Create("Sam Example", Passcode),
            SoftwareCardState.Create("nobody we know", Passcode),
        ]);

    private static readonly Lazy<RegisteredAnswer[]> Answers = new(() => [.. Questions.Select(q =>
    {
        using var answer = new Secret(AnswerTo(q));
        return new RegisteredAnswer(new QuestionId(q), AnswerHasher.Full.Hash(answer));
    })]);

    /// <param name="isLocked">Whether Robin's card has had three wrong passcodes.</param>
    public static SoftwareGidsCard CardOf(SandboxCard card, bool isLocked) =>
        new(isLocked ? Cards.Value[(int)card] with { AttemptsLeft = 0 } : Cards.Value[(int)card]);

    public static string AnswerTo(int question) =>
        $"made up {string.Concat(question.ToString(CultureInfo.InvariantCulture).Select(digit => Spelling[digit - '0']))}";

    /// <param name="provider">An approved one.</param>
    public static string AddressAt(string provider) => $"robin.example@{provider}";

    /// <summary>Enrols Robin and Sam, and registers them where there is an address.</summary>
    public static async Task EnrolAsync(
        SmartcardDbContext database,
        string? registeredAt,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        foreach (var state in Cards.Value.Take(2))
        {
            using var key = RSA.Create();
            key.ImportPkcs8PrivateKey(state.SigningKey, out _);
            var staff = new Staff
            {
                Id = StaffId.New(),
                DisplayName = state.Label,
                Organisation = Organisation,
            };
            var card = new Card
            {
                Id = CardId.New(),
                Identifier = CardIdentifier.Parse(state.CardId),
                StaffId = staff.Id,
                PublicKey = key.ExportSubjectPublicKeyInfo(),
                EnrolledAt = now,
            };
            database.AddRange(staff, card);
            if (registeredAt is not null && EmailAddress.TryParse(registeredAt, out var address))
            {
                var registration = new Registration
                {
                    Id = RegistrationId.New(),
                    CardId = card.Id,
                    StaffId = staff.Id,
                    JourneyId = JourneyId.New(),
                    Answers = Answers.Value,
                    Address = address,
                    CreatedAt = now,
                };
                registration.Complete(now);
                database.Add(registration);
            }
        }

        await database.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Keys of the made-up cards, and of no other: a sandbox has no way to the real vault.</summary>
    internal sealed class Vault : ICardKeyVault
    {
        public ValueTask<bool> HasAsync(CardKeyHandle key, CancellationToken cancellationToken) =>
            ValueTask.FromResult(KeyOf(key) is not null);

        public ValueTask<byte[]?> AnswerAsync(
            CardKeyHandle key,
            ReadOnlyMemory<byte> hostChallenge,
            ReadOnlyMemory<byte> cardChallenge,
            CancellationToken cancellationToken) =>
            ValueTask.FromResult(
                KeyOf(key) is { } adminKey
                    ? GidsMutualAuthentication.Answer(adminKey, hostChallenge.Span, cardChallenge.Span)
                    : null);

        public ValueTask<bool> ConfirmsAsync(
            CardKeyHandle key,
            ReadOnlyMemory<byte> hostChallenge,
            ReadOnlyMemory<byte> cardChallenge,
            ReadOnlyMemory<byte> cardResponse,
            CancellationToken cancellationToken) =>
            ValueTask.FromResult(
                KeyOf(key) is { } adminKey
                    && GidsMutualAuthentication.Confirms(adminKey, hostChallenge.Span, cardChallenge.Span, cardResponse.Span));

        public ValueTask<KeyCheck> CheckAsync(WrappedCardKey key, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new KeyCheck(Unwraps: false, TransportKeyId: null, CheckValue: null));

        public ValueTask<KeyCheck> CheckDerivedAsync(CardKeyHandle.Derived key, CancellationToken cancellationToken) =>
            ValueTask.FromResult(KeyCheck.OfDerived(checkValue: null));

        public ValueTask<IReadOnlyList<TransportKey>> TransportKeysAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<TransportKey>>([]);

        private static byte[]? KeyOf(CardKeyHandle key) => Array.Find(Cards.Value, c => c.CardId == key.CardIdentifier)?.AdminKey;
    }
}

/// <summary>Which card is put into the virtual reader.</summary>
internal enum SandboxCard
{
    /// <summary>That of Robin, whose journey it is.</summary>
    Own,

    /// <summary>That of Sam.</summary>
    OfAnother,

    /// <summary>One that was never enrolled.</summary>
    Unknown,
}
