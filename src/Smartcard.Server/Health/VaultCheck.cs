using Smartcard.SelfService.Vault;

namespace Smartcard.Server.Health;

/// <summary>The vault answers.</summary>
internal sealed class VaultCheck(IServiceScopeFactory scopes) : BoundedCheck
{
    private const string Consequence = "Until this is fixed, nobody can unlock a card. See docs/vault.md.";

    protected override string OnFailure => $"The vault cannot be asked. {Consequence}";

    protected override async Task<(bool IsWell, string Says)> LookAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<VaultOutsideTurns>().TransportKeysAsync(cancellationToken);
            return (true, "The vault answers.");
        }
        catch (VaultAwayException away)
        {
            return (false, $"{away.Message} {Consequence}");
        }
    }
}
