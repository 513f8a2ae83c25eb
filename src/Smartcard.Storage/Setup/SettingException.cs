namespace Smartcard.Storage;

/// <summary>A setting that cannot be used; the message says what to do.</summary>
public sealed class SettingException(string message) : Exception(message);
