namespace Smartcard.Look;

/// <summary>Ids as people read them: the last eight digits, which tell two things apart.</summary>
/// <remarks>The first digits are a time, and what was made together has the same.</remarks>
public static class References
{
    public const int Length = 8;

    /// <summary>E.g. <c>3f2a91bc</c>.</summary>
    public static string Of(Guid id) => id.ToString("N")[^Length..];

    /// <summary>Whether that is what somebody typed: the reference, or the whole id.</summary>
    public static bool IsMeant(string text, Guid id) =>
        text.Trim().Replace("-", "", StringComparison.Ordinal) is { Length: >= Length } typed
        && id.ToString("N").EndsWith(typed, StringComparison.OrdinalIgnoreCase);
}
