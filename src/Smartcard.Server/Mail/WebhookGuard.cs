using Smartcard.Server.Setup;

namespace Smartcard.Server.Mail;

/// <summary>Keeps whoever posts to the webhook without a valid signature from filling the log, and from having more than so many bodies read.</summary>
internal sealed class WebhookGuard() : FailureGuard(failuresPerMinute: 60, everybody: 1);
