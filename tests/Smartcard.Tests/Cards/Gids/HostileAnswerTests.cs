using Smartcard.Cards;
using Smartcard.Cards.Gids;

namespace Smartcard.Tests.Cards.Gids;

/// <summary>Whatever a card answers, a session ends in a card fault that names the command, never in anything else.</summary>
public sealed class HostileAnswerTests
{
    private static readonly Dictionary<string, Func<GidsSession, CancellationToken, Task>> Methods = new()
    {
        ["select"] = (session, ct) => session.SelectAsync(ct),
        ["card id"] = (session, ct) => session.ReadCardIdAsync(ct),
        ["attempts"] = (session, ct) => session.ReadAttemptsAsync(ct),
        ["verify"] = (session, ct) => session.VerifyAsync("1234"u8.ToArray(), ct),
        ["sign"] = (session, ct) => session.SignAsync(GidsSession.FirstKey, new byte[32], ct),
        ["public key"] = (session, ct) => session.ReadPublicKeyAsync(GidsSession.FirstKey, ct),
        ["certificate"] = (session, ct) => session.ReadCertificateAsync(ct),
        ["begin"] = (session, ct) => session.BeginMutualAuthenticationAsync(new byte[16], ct),
        ["complete"] = (session, ct) => session.CompleteMutualAuthenticationAsync(new byte[40], ct),
        ["reset"] = (session, ct) => session.ResetRetryCounterAsync("1234"u8.ToArray(), ct),
        ["deauthenticate"] = (session, ct) => session.DeauthenticateAsync(ct),
    };

    private static readonly string[] NoApdus = ["", "90", Hex.Repeat("00", 257) + "9000"];

    private static readonly string[] Refusals = ["6982", "6A80", "6A82", "6D00", "6F00", "0000", "FFFF", "9001", "6300", "6C00"];

    // Right status word, wrong data: truncated, too long a length, indefinite length, another tag, right tag with too little or too much.
    private static readonly string[] Malformed =
    [
        "9000",
        "7C9000",
        "7C129000",
        "7C1281109000",
        "7C80810000009000",
        "7C0281009000",
        "7C118110" + Hex.Repeat("00", 15) + "9000",
        "7C84FFFFFFFF9000",
        "DF9000",
        "DF209000",
        "DF20109000",
        "DF200F" + Hex.Repeat("00", 15) + "9000",
        "DF2011" + Hex.Repeat("00", 17) + "9000",
        "7F71009000",
        "7F71039701009000",
        "7F710697010493010" + "39000",
        "7F71089702000393020003" + "9000",
        "7F4900" + "9000",
        "7F490681010382010" + "39000",
        "61009000",
        "61044F02A0009000",
        "1F1F1F1F9000",
        "FF009000",
        "00009000",
        Hex.Repeat("AA", 255) + "9000",
    ];

    public static MatrixTheoryData<string, string> NoApduCases => new(Methods.Keys, NoApdus);

    public static MatrixTheoryData<string, string> RefusalCases => new(Methods.Keys, Refusals);

    public static MatrixTheoryData<string, string> MalformedCases =>
        new(Methods.Keys.Except(["verify", "reset", "deauthenticate"]), Malformed);

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
    public async Task Data_that_does_not_fit_the_command_is_malformed(string method, string answer)
    {
        // The commands before the last have no data to get wrong.
        var card = method is "sign" or "begin" ? new ScriptedCard("9000", answer) : new ScriptedCard(answer);

        await Assert.ThrowsAsync<CardResponseException>(() => Methods[method](new GidsSession(card), _ct));
    }

    [Fact]
    public async Task A_card_that_never_ends_its_answer_is_stopped()
    {
        var endless = new ScriptedCard([.. Enumerable.Repeat("6101", 5000)]);

        await Assert.ThrowsAsync<CardResponseException>(() => new GidsSession(endless).ReadCardIdAsync(_ct));

        Assert.InRange(endless.Received.Count, 2, 2000);
    }

    private static GidsSession Session(string answer) => new(new ScriptedCard(answer, answer, answer, answer));
}
