using Microsoft.AspNetCore.DataProtection;
using Smartcard.SelfService.Vault;
using Smartcard.Server.Setup;

namespace Smartcard.Server.Keys;

/// <summary>Which vault the host has.</summary>
internal static class VaultSetup
{
    public static void AddVault(this WebApplicationBuilder builder, DataFolder data)
    {
        builder.Services.AddSingleton(services => new KeyFileVault(
            data.Vault, services.GetRequiredService<IDataProtectionProvider>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<ICardKeyVault>(services => services.GetRequiredService<KeyFileVault>());
        builder.Services.AddSingleton<IVaultKeys>(services => services.GetRequiredService<KeyFileVault>());
    }
}
