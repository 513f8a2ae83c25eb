namespace Smartcard.SelfService.Vault.Pkcs11;

/// <summary>The token is well, and has not got a key that another may have: its answer would accuse the card.</summary>
/// <param name="key">In words.</param>
internal sealed class TokenLacksKeyException(string key) : Exception($"It does not have {key}.");
