namespace Smartcard.Look;

/// <summary>A few words with a moment in them, e.g. <c>came back 28 November, 14:05 (5.1.1)</c>.</summary>
public sealed record Telling(string Before, DateTimeOffset? At = null, string After = "");
