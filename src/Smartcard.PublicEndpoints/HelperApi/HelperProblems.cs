namespace Smartcard.PublicEndpoints.HelperApi;

internal static class HelperProblems
{
    /// <summary>
    /// What the <c>type</c> of each error of the helper's calls begins with. The name is reserved (RFC 2606), so
    /// nothing is ever there.
    /// </summary>
    public const string Base = "https://smartcard.invalid/problems/";
}
