using Microsoft.Extensions.DependencyInjection;
using Smartcard.SelfService.Vault;

namespace Smartcard.Tests.SelfService.Vault;

/// <summary>A bench's own vault, which a test sends away and has come back.</summary>
internal sealed class SwitchedVault
{
    public bool IsAway { get; set; }

    /// <summary>It opens what it has, and derives nothing new.</summary>
    public bool DerivesNothing { get; set; }

    /// <summary>How many PUKs it still opens; null = as many as it is asked for.</summary>
    public int? PuksLeft { get; set; }

    public static async Task<SwitchedVault> InAsync(JourneyBench bench)
    {
        var own = await bench.DoAsync(services => Task.FromResult(services.GetRequiredService<KeyFileVault>()));
        var switched = new SwitchedVault();
        bench.Vault = switched.Over(own);
        return switched;
    }

    public ICardKeyVault Over(ICardKeyVault vault) =>
        new ChosenVault(
            () => IsAway ? throw new VaultAwayException("The token test is not there.") : vault,
            () => !DerivesNothing,
            () => PuksLeft is null || PuksLeft-- > 0);
}
