using Smartcard.Look.Limits;

namespace Smartcard.PublicEndpoints.Mail;

/// <summary>Posts to the webhook without a valid signature cannot fill the log, and only so many of their bodies are read.</summary>
internal sealed class WebhookGuard() : FailureGuard(failuresPerMinute: 60, everybody: 1);
