using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Smartcard.SelfService.Vault;
using Smartcard.SelfService.Vault.Pkcs11;
using Smartcard.Server.Setup;

namespace Smartcard.Server.Keys;

/// <summary>Which vault the host has.</summary>
internal static class VaultSetup
{
    public static void AddVault(this WebApplicationBuilder builder, DataFolder data)
    {
        builder.Services.AddSingleton(services => new KeyFileVault(
            data.Vault, services.GetRequiredService<IDataProtectionProvider>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(services => new Pkcs11Vault(
            services.GetRequiredService<IOptions<VaultOptions>>().Value.Pkcs11,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<Pkcs11Vault>>()));
        builder.Services.AddSingleton<ICardKeyVault>(services =>
            IsFile(services) ? services.GetRequiredService<KeyFileVault>() : services.GetRequiredService<Pkcs11Vault>());
        builder.Services.AddSingleton<IVaultKeys>(services =>
            IsFile(services) ? services.GetRequiredService<KeyFileVault>() : services.GetRequiredService<Pkcs11Vault>());
    }

    private static bool IsFile(IServiceProvider services) =>
        services.GetRequiredService<IOptions<VaultOptions>>().Value.Kind == VaultKind.File;
}
