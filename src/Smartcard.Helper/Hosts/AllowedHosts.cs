namespace Smartcard.Helper.Hosts;

/// <summary>The hosts that this helper will speak to: a link from anywhere else gets nothing.</summary>
/// <remarks>Set by whoever installs the helper, with <c>--host</c>. Only <c>https</c>, or <c>http</c> on this machine itself.</remarks>
internal sealed class AllowedHosts(IReadOnlyList<Uri> origins)
{
    public IReadOnlyList<Uri> Origins => origins;

    /// <exception cref="FormatException">The address is not an origin, or neither <c>https</c> nor on this machine.</exception>
    public static Uri Parse(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new FormatException($"'{address}' is not the address of a host: write it like https://smartcard.trust.example.");
        }

        if (uri.Scheme == "http" && !uri.IsLoopback)
        {
            throw new FormatException(
                $"'{address}' would send card tasks without encryption: use https. Plain http only works for this machine.");
        }

        if (uri.UserInfo.Length > 0 || uri.PathAndQuery != "/" || uri.Fragment.Length > 0)
        {
            throw new FormatException($"'{address}' has more than a name and a port: write it like https://smartcard.trust.example.");
        }

        return new Uri(uri.GetLeftPart(UriPartial.Authority));
    }

    public bool Allows(Uri origin) => origins.Contains(origin);
}
