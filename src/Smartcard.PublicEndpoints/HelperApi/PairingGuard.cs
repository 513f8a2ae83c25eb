using Microsoft.Extensions.Options;
using Smartcard.Look.Limits;
using Smartcard.SelfService.CardTasks;

namespace Smartcard.PublicEndpoints.HelperApi;

/// <summary>Keeps pairing codes from being guessed.</summary>
/// <remarks>
/// A right code is let in however many wrong ones came from other helpers at its address, up to the limit of all
/// together; docs/security.md has the odds.
/// </remarks>
internal sealed class PairingGuard(IOptions<HelperOptions> options) : FailureGuard(options.Value.FailedPairingsPerMinute, everybody: 10);
