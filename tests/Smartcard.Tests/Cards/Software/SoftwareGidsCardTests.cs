using System.Security.Cryptography;
using Smartcard.Cards;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Software;

namespace Smartcard.Tests.Cards.Software;

public sealed class SoftwareGidsCardTests : IAsyncDisposable
{
    private const string Select = "00A4040009A0000003974254465900";
    private static readonly SoftwareCardState State = SoftwareCardState.Create("test", "1234");

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly SoftwareGidsCard _card = new(State);

    public ValueTask DisposeAsync() => _card.DisposeAsync();

    [Theory]
    [InlineData(Select, "61124F0BA00000039742544659020173034001C09000")]
    [InlineData("00A4040007A0000000041010", "6A82")] // another application
    [InlineData("00A40000023F00", "6A86")]
    [InlineData("00CB3FFF045C027F7100", "7F7106970103930103" + "9000")]
    [InlineData("00CB3FFF045C027F7200", "6A88")]
    [InlineData("00CB3FFF065C027F7100", "6700")] // Lc says more than is there
    [InlineData("00CB3FFF035C027F00", "6A80")] // TLV says more than is there
    [InlineData("00200080", "63C3")]
    [InlineData("0020008003313233", "63C3")] // too short, costs nothing
    [InlineData("0020008011" + "3132333435363738393031323334353637", "63C3")] // too long, costs nothing
    [InlineData("002000800431323334", "9000")]
    [InlineData("002000800431323335", "63C2")]
    [InlineData("00200082", "9000")]
    [InlineData("002000810431323334", "6A86")]
    [InlineData("002C00800431323334", "6A86")] // P1 = 00: no resetting code on this card
    [InlineData("002C02800431323334", "6982")]
    [InlineData("0022C1A403830180", "9000")]
    [InlineData("0022C1A403830181", "6A88")]
    [InlineData("002241B606800157840181", "9000")]
    [InlineData("002241B606800157840182", "6A88")]
    [InlineData("002241B606800156840181", "6A80")]
    [InlineData("002A9E9A0101", "6985")] // no key named
    [InlineData("00870000047C02810000", "6985")] // no key named
    [InlineData("00DB3FFF0101", "6982")]
    [InlineData("0084000008", "6D00")]
    [InlineData("0088000008", "6D00")]
    [InlineData("80CA000000", "6E00")]
    [InlineData("00C0000000", "6985")] // nothing is waiting
    [InlineData("00", "6700")]
    public void Answers_each_command_with_its_bytes(string command, string answer)
    {
        Send(Select);

        Assert.Equal(answer, Send(command));
    }

    [Fact]
    public void Nothing_works_before_select() => Assert.Equal("6985", Send("00CB3FFF045C027F7100"));

    [Fact]
    public async Task Three_wrong_passcodes_block_it_for_the_right_one_too()
    {
        var session = await SelectedAsync();

        SecretCheck[] verdicts =
        [
            await VerifyAsync("0000"),
            await VerifyAsync("0000"),
            await VerifyAsync("0000"),
            await VerifyAsync("1234"),
        ];

        Assert.Equal([new SecretCheck.Wrong(2), new SecretCheck.Wrong(1), new SecretCheck.Blocked(), new SecretCheck.Blocked()], verdicts);
        Assert.True((await session.ReadAttemptsAsync(_ct)).IsBlocked);
        Assert.Equal("6983", Send("00200080"));

        async Task<SecretCheck> VerifyAsync(string passcode) =>
            await session.VerifyAsync(System.Text.Encoding.ASCII.GetBytes(passcode), _ct);
    }

    [Fact]
    public async Task The_right_passcode_refills_the_attempts()
    {
        var session = await SelectedAsync();
        await session.VerifyAsync("0000"u8.ToArray(), _ct);

        await session.VerifyAsync("1234"u8.ToArray(), _ct);

        Assert.Equal(new PasscodeAttempts(3, 3), await session.ReadAttemptsAsync(_ct));
    }

    [Fact]
    public async Task Signs_only_after_the_passcode_and_in_parts()
    {
        var session = await SelectedAsync();
        var digest = SHA256.HashData("challenge"u8);
        var refusal = await Assert.ThrowsAsync<CardException>(() => session.SignAsync(GidsSession.FirstKey, digest, _ct));
        await session.VerifyAsync("1234"u8.ToArray(), _ct);

        var signature = await session.SignAsync(GidsSession.FirstKey, digest, _ct);
        using var key = RSA.Create(await session.ReadPublicKeyAsync(GidsSession.FirstKey, _ct));

        Assert.Equal(StatusWord.SecurityStatusNotSatisfied, refusal.Sw);
        Assert.True(key.VerifyHash(digest, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public async Task The_admin_may_reset_once_and_the_new_passcode_alone_opens_it()
    {
        var session = await BlockedAsync();
        await AuthenticateAdminAsync(session);

        await session.ResetRetryCounterAsync("n3w!"u8.ToArray(), _ct);
        var again = await Assert.ThrowsAsync<CardException>(() => session.ResetRetryCounterAsync("other"u8.ToArray(), _ct));

        Assert.Equal(StatusWord.SecurityStatusNotSatisfied, again.Sw);
        Assert.Equal(new SecretCheck.Wrong(2), await session.VerifyAsync("1234"u8.ToArray(), _ct));
        Assert.IsType<SecretCheck.Accepted>(await session.VerifyAsync("n3w!"u8.ToArray(), _ct));
    }

    [Fact]
    public async Task Admin_rights_end_with_deauthenticate_select_and_reset()
    {
        var session = await SelectedAsync();
        foreach (var end in new[] { () => session.DeauthenticateAsync(_ct), () => session.SelectAsync(_ct), ResetAndSelectAsync })
        {
            await AuthenticateAdminAsync(session);
            await end();

            Assert.Equal("6982", Send("002C02800431323334"));
        }

        async Task ResetAndSelectAsync()
        {
            _card.Reset();
            await session.SelectAsync(_ct);
        }
    }

    [Fact]
    public void The_external_form_takes_one_answer_to_a_short_challenge()
    {
        Send(Select);
        Send("0022C1A403830180");
        var challenge = Convert.FromHexString(Send("00870000047C02810000")[8..24]);
        var answer = Convert.ToHexString(GidsMutualAuthentication.Encrypt(State.AdminKey, challenge));

        Assert.Equal("9000", Send($"008700000C7C0A8208{answer}"));
        Assert.Equal("6985", Send($"008700000C7C0A8208{answer}"));
        Assert.Equal("9000", Send("002C02800435363738"));
    }

    [Fact]
    public async Task An_admin_key_that_was_exchanged_shows_in_the_next_authentication()
    {
        var session = await SelectedAsync();
        await AuthenticateAdminAsync(session);
        var stolen = Convert.ToHexString(GidsMutualAuthentication.NewAdminKey());

        Assert.Equal("9000", Send($"00DB3FFF2670248401" + $"80A51F8718{stolen}8803B073DC"));

        var refusal = await Assert.ThrowsAsync<CardException>(() => AuthenticateAdminAsync(session));
        Assert.Equal(StatusWord.SecurityStatusNotSatisfied, refusal.Sw);
    }

    [Fact]
    public void A_change_takes_the_old_passcode_followed_by_the_new()
    {
        Send(Select);

        Assert.Equal("63C2", Send("002400800830303030" + "35363738"));
        Assert.Equal("6A80", Send("0024008006" + "31323334" + "3536"));
        Assert.Equal("9000", Send("0024008009" + "31323334" + "3536373839"));
        Assert.Equal("9000", Send("0020008005" + "3536373839"));
    }

    [Fact]
    public void Chained_data_is_put_together()
    {
        Send(Select);

        Assert.Equal("9000", Send("10200080023132"));
        Assert.Equal("9000", Send("00200080023334"));
    }

    [Fact]
    public async Task Faults_come_when_planned_and_only_once()
    {
        _card.Faults = new FaultPlan().OnIns(0x20, Fault.ActsButAnswers("6F00")).OnCommand(4, Fault.Answers("90"));
        var session = await SelectedAsync();

        var acted = await Assert.ThrowsAsync<CardException>(() => session.VerifyAsync("0000"u8.ToArray(), _ct));
        var attempts = await session.ReadAttemptsAsync(_ct);
        await Assert.ThrowsAsync<CardResponseException>(() => session.ReadCardIdAsync(_ct));

        Assert.Equal(0x6F00, acted.Sw.Value);
        Assert.Equal(2, attempts.Left);
        Assert.Equal(State.Identifier, await session.ReadCardIdAsync(_ct));
    }

    [Fact]
    public async Task Commands_from_many_threads_are_counted_one_by_one()
    {
        await SelectedAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Send("002000800430303030"), _ct)));

        Assert.Equal(["63C0", "63C1", "63C2", "6983", "6983", "6983", "6983", "6983"], answers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Its_state_prints_no_secret()
    {
        var printed = State.ToString();

        Assert.DoesNotContain("1234", printed.Replace(State.CardId, "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(State.AdminKey), printed, StringComparison.Ordinal);
    }

    private string Send(string hex) => Convert.ToHexString(_card.Answer(Convert.FromHexString(hex)));

    private async Task<GidsSession> SelectedAsync()
    {
        var session = new GidsSession(_card);
        await session.SelectAsync(_ct);
        return session;
    }

    private async Task<GidsSession> BlockedAsync()
    {
        var session = await SelectedAsync();
        for (var i = 0; i < 3; i++)
        {
            await session.VerifyAsync("0000"u8.ToArray(), _ct);
        }

        return session;
    }

    private async Task AuthenticateAdminAsync(GidsSession session)
    {
        var r1 = GidsMutualAuthentication.NewHostChallenge();
        var r2 = await session.BeginMutualAuthenticationAsync(r1, _ct);
        await session.CompleteMutualAuthenticationAsync(GidsMutualAuthentication.Answer(State.AdminKey, r1, r2), _ct);
    }
}
