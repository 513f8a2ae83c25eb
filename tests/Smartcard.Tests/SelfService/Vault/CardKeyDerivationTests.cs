using System.Security.Cryptography;
using Smartcard.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Vault;

/// <summary>Cards hold derived keys for years: what they follow from never changes.</summary>
public sealed class CardKeyDerivationTests
{
    [Fact]
    public void A_key_follows_from_master_card_and_version_as_it_always_did()
    {
        var key = new CardKeyHandle.Derived("00112233445566778899AABBCCDDEEFF", 7);
        var data = SHA256.HashData(
            [.. "Smartcard card key 1\0"u8, .. Convert.FromHexString("00112233445566778899AABBCCDDEEFF"), 0, 0, 0, 7]);

        Assert.Equal(data, CardKeyDerivation.DataOf(key));
        Assert.Equal(
            "7C2B4CD7D9307057220A426BE41AEEBADBD93A43259799F7",
            Convert.ToHexString(CardKeyDerivation.Derive([.. Enumerable.Range(0, 32).Select(i => (byte)i)], key)));
    }
}
