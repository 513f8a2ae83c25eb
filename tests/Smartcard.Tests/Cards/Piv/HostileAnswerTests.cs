using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Smartcard.Cards;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;

namespace Smartcard.Tests.Cards.Piv;

/// <summary>Whatever a card answers, a session ends in a card fault that names the command, never in anything else.</summary>
public sealed class HostileAnswerTests
{
    private const ulong Seed = 20261130;

    private static readonly Dictionary<string, Func<PivSession, CancellationToken, Task>> Methods = new()
    {
        ["select"] = (session, ct) => session.SelectAsync(ct),
        ["chuid"] = (session, ct) => session.ReadChuidAsync(ct),
        ["certificate"] = (session, ct) => session.ReadCertificateAsync(PivKey.CardAuthentication, ct),
        ["attempts"] = (session, ct) => session.ReadAttemptsAsync(ct),
        ["verify"] = (session, ct) => session.VerifyAsync("123456"u8.ToArray(), ct),
        ["sign"] = (session, ct) => session.SignAsync(PivKey.Authentication, PivAlgorithm.EccP256, new byte[32], ct),
        ["sign by RSA"] = (session, ct) => session.SignAsync(PivKey.Authentication, PivAlgorithm.Rsa2048, new byte[32], ct),
        ["change PIN"] = (session, ct) => session.ChangePinAsync("123456"u8.ToArray(), "654321"u8.ToArray(), ct),
        ["change PUK"] = (session, ct) => session.ChangePukAsync("12345678"u8.ToArray(), "87654321"u8.ToArray(), ct),
        ["reset"] = (session, ct) => session.ResetRetryCounterAsync("12345678"u8.ToArray(), "123456"u8.ToArray(), ct),
        ["drop"] = (session, ct) => session.DropPinAsync(ct),
    };

    private static readonly string[] NoData = ["attempts", "verify", "change PIN", "change PUK", "reset", "drop"];

    private static readonly string[] NoApdus = ["", "90", Hex.Repeat("00", 257) + "9000"];

    private static readonly string[] Refusals = ["6982", "6A80", "6A88", "6D00", "6F00", "0000", "FFFF", "9001", "6300", "6C00"];

    // Right status word, wrong data: truncated, too long a length, indefinite length, another tag, right tag with too little or too much.
    private static readonly string[] Malformed =
    [
        "9000",
        "539000",
        "53059000",
        "53803410009000",
        "530234109000",
        "5305341000009000",
        "5384FFFFFFFF9000",
        "54009000",
        "53003400" + "5300" + "9000",
        "7C9000",
        "7C009000",
        "7C0282009000",
        "7C048203309000",
        "7C8181827F" + Hex.Repeat("00", 127) + "9000", // longer than a signature by P-256
        "7C80820000009000",
        "7C0881063006020105029000",
        "61009000",
        "61044F02A0009000",
        "61084F06A000000397429000",
        "610A4F0600001000010050FF9000",
        "610C4F06000010000100AC0280FF9000",
        "1F1F1F1F9000",
        "FF009000",
        "00009000",
        Hex.Repeat("AA", 255) + "9000",
    ];

    private static readonly Lazy<SoftwarePivCard> Card = new(() =>
    {
        var card = new SoftwarePivCard(SoftwarePivCardState.Create("test", "123456", "12345678"));
        card.Answer(Convert.FromHexString("00A4040005A00000030800"));
        return card;
    });

    public static MatrixTheoryData<string, string> NoApduCases => new(Methods.Keys, NoApdus);

    public static MatrixTheoryData<string, string> RefusalCases => new(Methods.Keys, Refusals);

    public static MatrixTheoryData<string, string> MalformedCases => new(Methods.Keys.Except([.. NoData, "sign by RSA"]), Malformed);

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(NoApduCases))]
    public async Task Bytes_that_are_no_answer_are_malformed(string method, string answer) =>
        await Assert.ThrowsAsync<CardResponseException>(() => Methods[method](Session(answer), _ct));

    [Theory]
    [MemberData(nameof(RefusalCases))]
    public async Task An_unexpected_status_word_is_a_refusal(string method, string answer)
    {
        var refusal = await Assert.ThrowsAsync<CardException>(() => Methods[method](Session(answer), _ct));

        Assert.Equal(answer, $"{refusal.Sw.Value:X4}");
    }

    [Theory]
    [MemberData(nameof(MalformedCases))]
    public async Task Data_that_does_not_fit_the_command_is_malformed(string method, string answer) =>
        await Assert.ThrowsAsync<CardResponseException>(() => Methods[method](Session(answer), _ct));

    [Theory]
    [InlineData("chuid")]
    [InlineData("certificate")]
    [InlineData("select")]
    [InlineData("sign")]
    public async Task A_card_that_never_ends_its_answer_is_stopped(string method)
    {
        var endless = new ScriptedCard([.. Enumerable.Repeat("6101", 5000)]);

        await Assert.ThrowsAsync<CardResponseException>(() => Methods[method](new PivSession(endless), _ct));

        Assert.InRange(endless.Received.Count, 2, 2000);
    }

    [Fact]
    public async Task A_chain_that_breaks_off_is_malformed_or_a_refusal()
    {
        var whole = Convert.ToHexString(TrueCertificate());

        await Assert.ThrowsAsync<CardResponseException>(() => ReadAsync("9000"));
        await Assert.ThrowsAsync<CardResponseException>(() => ReadAsync("61"));
        await Assert.ThrowsAsync<CardResponseException>(() => ReadAsync(""));
        await Assert.ThrowsAsync<CardException>(() => ReadAsync("6F00"));

        Task ReadAsync(string second) =>
            Methods["certificate"](new PivSession(new ScriptedCard($"{whole[..200]}61FF", second)), _ct);
    }

    [Fact]
    public void Any_bytes_end_in_a_value_or_in_a_card_fault() => ForAny(
        Gen.ArrayOf(Gen.Choose(0, 255).Select(n => (byte)n)),
        async bytes =>
        {
            foreach (var method in Methods.Keys)
            {
                await EndsWellAsync(method, Answers(bytes));
            }
        });

    [Fact]
    public void Any_change_of_a_true_answer_ends_in_a_value_or_in_a_card_fault()
    {
        byte[][] answers = [TrueCertificate(), TrueChuid(), Convert.FromHexString("61104F06000010000100AC06800107800111")];
        var change = Gen.Choose(0, answers.Length - 1).SelectMany(which =>
            Gen.ArrayOf(
                Gen.Choose(0, answers[which].Length - 1).SelectMany(at =>
                    Gen.Choose(0, 255).Select(to => (At: at, To: (byte)to))),
                3).SelectMany(changes =>
                Gen.Choose(0, answers[which].Length).Select(end => (which, changes, end: end % 3 == 0 ? end : answers[which].Length))));
        ForAny(change, async drawn =>
        {
            var (which, changes, end) = drawn;
            var bytes = (byte[])answers[which].Clone();
            Array.ForEach(changes, c => bytes[c.At] = c.To);
            foreach (var method in new[] { "certificate", "chuid", "select" })
            {
                await EndsWellAsync(method, Answers(bytes[..end]));
            }
        });
    }

    private static byte[] TrueCertificate() => Whole("00CB3FFF055C035FC10100");

    private static byte[] TrueChuid() => Whole("00CB3FFF055C035FC10200");

    private static byte[] Whole(string command)
    {
        var whole = new List<byte>();
        var part = Card.Value.Answer(Convert.FromHexString(command));
        whole.AddRange(part[..^2]);
        while (part[^2] == 0x61)
        {
            part = Card.Value.Answer(Convert.FromHexString("00C0000000"));
            whole.AddRange(part[..^2]);
        }

        return [.. whole];
    }

    /// <summary>The bytes as a card would send them, in parts.</summary>
    private static string[] Answers(byte[] bytes)
    {
        var parts = bytes.Chunk(240).Select(Convert.ToHexString).DefaultIfEmpty("").ToArray();
        return [.. parts.Select((part, i) => part + (i == parts.Length - 1 ? "9000" : "6100"))];
    }

    /// <summary>The card's keys are new in each run, so whatever goes wrong is said with the answers that led to it.</summary>
    private async Task EndsWellAsync(string method, string[] answers)
    {
        // Whatever is asked beyond them is refused, so that nothing waits for more.
        var card = new ScriptedCard([.. answers, .. Enumerable.Repeat("6F00", 4)]);
        try
        {
            await Methods[method](new PivSession(card), _ct);
        }
        catch (CardFaultException)
        {
            // what a caller is told to expect
        }
        catch (Exception other)
        {
            Assert.Fail($"{method}, with these answers: {string.Join(' ', answers)}: {other}");
        }

        Assert.True(
            card.Received.Count >= 1 && card.Received.Count <= answers.Length + 2,
            $"{method}, with these answers: {string.Join(' ', answers)}: {card.Received.Count} commands were sent.");
    }

    private static void ForAny<T>(Gen<T> drawn, Func<T, Task> holds)
    {
        var config = Config.QuickThrowOnFailure
            .WithMaxTest(400)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed), FSharpOption<int>.None)));
        Prop.ForAll(Arb.From(drawn), holds).Check(config);
    }

    private static PivSession Session(string answer) => new(new ScriptedCard(answer, answer, answer, answer));
}
