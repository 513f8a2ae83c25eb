namespace Smartcard.Look;

/// <param name="Words">A paragraph each.</param>
/// <param name="Button">Where to go on, if anywhere.</param>
public sealed record MessageModel(IReadOnlyList<string> Words, MenuLink? Button = null);
