namespace Smartcard.Look;

/// <summary>Ids as people read them: the last eight digits, which tell two things apart.</summary>
/// <remarks>The first digits are a time, and what was made together has the same.</remarks>
public static class References
{
    public const int Length = 8;

    /// <summary>E.g. <c>3f2a91bc</c>.</summary>
    public static string Of(Guid id) => id.ToString("N")[^Length..];

    /// <summary>The reference in what somebody typed: eight digits or a longer end of an id; null where it is none.</summary>
    public static string? Find(string text) =>
        Typed(text) is { Length: >= Length and <= 32 } typed && typed.All(char.IsAsciiHexDigit)
            ? typed[^Length..].ToLowerInvariant()
            : null;

    /// <summary>Whether that is what somebody typed: the reference, or the whole id.</summary>
    public static bool IsMeant(string text, Guid id) =>
        Typed(text) is { Length: >= Length } typed && id.ToString("N").EndsWith(typed, StringComparison.OrdinalIgnoreCase);

    private static string Typed(string text) => text.Trim().Replace("-", "", StringComparison.Ordinal);
}
