using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Smartcard.SelfService.Vault;

/// <summary>Says at a start that the host has the development vault.</summary>
public sealed class VaultStartCheck(IServiceProvider services, ILogger<VaultStartCheck> logger)
{
    public void Warn()
    {
        if (services.GetRequiredService<ICardKeyVault>() is KeyFileVault)
        {
            logger.DevelopmentVault();
        }
    }
}
