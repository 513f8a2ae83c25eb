using Microsoft.Extensions.Options;
using Smartcard.Look.Limits;

namespace Smartcard.BackOffice.SignIn;

/// <summary>Keeps one address from trying many accounts, and from filling the audit.</summary>
internal sealed class SignInGuard(IOptions<SignInOptions> options) : FailureGuard(options.Value.FailuresPerMinute, everybody: 4);
