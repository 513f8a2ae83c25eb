using Microsoft.Extensions.Options;
using Smartcard.SelfService.CardTasks;
using Smartcard.Server.Setup;

namespace Smartcard.Server.CardTasks;

/// <summary>Keeps pairing codes from being guessed.</summary>
/// <remarks>Tries that succeed do not count: a hospital is often one address, and on a bad Monday five of its people pair in a second.</remarks>
internal sealed class PairingGuard(IOptions<HelperOptions> options) : FailureGuard(options.Value.FailedPairingsPerMinute);
