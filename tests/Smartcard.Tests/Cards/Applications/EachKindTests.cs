using System.Security.Cryptography;
using Smartcard.Cards;
using Smartcard.Cards.Applications;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Recognition;
using Smartcard.Cards.Software;

namespace Smartcard.Tests.Cards.Applications;

/// <summary>The same is asked of each kind of card, and each answers in its way.</summary>
public sealed class EachKindTests
{
    private static readonly byte[] Passcode = "123456"u8.ToArray();
    private static readonly byte[] Challenge = RandomNumberGenerator.GetBytes(32);
    private static readonly SoftwareCardState Gids = SoftwareCardState.Create("test", "123456");
    private static readonly SoftwarePivCardState Piv = SoftwarePivCardState.Create("test", "123456", "12345678");

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    public static TheoryData<CardKind> Kinds => [CardKind.Gids, CardKind.Piv];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_card_says_which_it_is_counts_wrong_passcodes_and_proves_the_right_one(CardKind kind)
    {
        var (card, _) = Card(kind);
        await card.SelectAsync(_ct);

        var identity = await card.ReadIdentityAsync(_ct);
        var before = await card.ReadAttemptsAsync(_ct);
        var wrong = await card.VerifyAsync("000000"u8.ToArray(), _ct);
        var refusal = await Assert.ThrowsAsync<CardException>(() => card.ProvePasscodeAsync(Challenge, _ct));
        var right = await card.VerifyAsync(Passcode, _ct);
        var proof = await card.ProvePasscodeAsync(Challenge, _ct);

        Assert.Equal(kind, card.Kind);
        Assert.Equal((kind, 32), (identity?.Kind, identity?.Value.Length));
        Assert.Equal(3, before);
        Assert.Equal(new SecretCheck.Wrong(2), wrong);
        Assert.Equal(StatusWord.SecurityStatusNotSatisfied, refusal.Sw);
        Assert.IsType<SecretCheck.Accepted>(right);
        Assert.True(Holds(proof!));
    }

    [Fact]
    public async Task Only_a_PIV_card_proves_that_it_is_there()
    {
        var (gids, _) = Card(CardKind.Gids);
        var (piv, _) = Card(CardKind.Piv);
        await gids.SelectAsync(_ct);
        await piv.SelectAsync(_ct);

        var proof = await piv.ProvePresenceAsync(Challenge, _ct);

        Assert.Null(await gids.ProvePresenceAsync(Challenge, _ct));
        Assert.True(Holds(proof!));
        Assert.Equal(proof!.PublicKey.ToArray(), PivCertificate.FromDer(proof.Certificate!.Value.Span).PublicKey.ToArray());
    }

    [Fact]
    public async Task A_PIV_card_without_a_guid_is_known_by_its_certificate_and_one_without_both_by_nothing()
    {
        var unnamed = Piv.WithGuid(new byte[16]);

        var byCertificate = await IdentityAsync(unnamed);
        var byNothing = await IdentityAsync(unnamed.WithObject(0x5FC101, []));

        Assert.Equal(32, byCertificate?.Value.Length);
        Assert.Null(byNothing);
        Assert.Null(await (await SelectedAsync(Piv.WithObject(0x5FC101, []))).ProvePresenceAsync(Challenge, _ct));
        Assert.Null(await (await SelectedAsync(Piv.WithObject(0x5FC105, []))).ProvePasscodeAsync(Challenge, _ct));

        async Task<CardIdentity?> IdentityAsync(SoftwarePivCardState state) =>
            await (await SelectedAsync(state)).ReadIdentityAsync(_ct);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_card_of_the_other_kind_is_refused_at_select(CardKind kind)
    {
        ICardApplication other = kind == CardKind.Gids ? new PivCard(Card(kind).Card) : new GidsCard(Card(kind).Card);

        var refusal = await Assert.ThrowsAsync<CardException>(() => other.SelectAsync(_ct));

        Assert.Equal(StatusWord.FileNotFound, refusal.Sw);
    }

    [Theory]
    [InlineData(CardKind.Gids, "1234", true)]
    [InlineData(CardKind.Gids, "n£w~", true)]
    [InlineData(CardKind.Gids, "123", false)]
    [InlineData(CardKind.Piv, "123456", true)]
    [InlineData(CardKind.Piv, "1234", false)]
    [InlineData(CardKind.Piv, "12345a", false)]
    public void Each_kind_has_its_own_passcodes(CardKind kind, string passcode, bool allowed) =>
        Assert.Equal(allowed, Card(kind).Application.Allows(System.Text.Encoding.UTF8.GetBytes(passcode)));

    private static (ICardApplication Application, SoftwareCard Card) Card(CardKind kind)
    {
        SoftwareCard card = kind == CardKind.Gids ? new SoftwareGidsCard(Gids) : new SoftwarePivCard(Piv);
        return (kind == CardKind.Gids ? new GidsCard(card) : new PivCard(card), card);
    }

    private async Task<PivCard> SelectedAsync(SoftwarePivCardState state)
    {
        var card = new PivCard(new SoftwarePivCard(state));
        await card.SelectAsync(_ct);
        return card;
    }

    private static bool Holds(CardProof proof)
    {
        if (proof.Certificate is { } certificate)
        {
            return PivCertificate.FromDer(certificate.Span).Verifies(Challenge, proof.Signature.Span);
        }

        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(proof.PublicKey.Span, out _);
        return key.VerifyData(Challenge, proof.Signature.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
