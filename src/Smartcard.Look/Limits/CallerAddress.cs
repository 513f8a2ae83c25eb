using System.Net;
using System.Net.Sockets;

namespace Smartcard.Look.Limits;

/// <summary>
/// Where a call comes from, as limits count it: an address of IPv4, or a network of IPv6, in which a machine has as
/// many addresses as it likes.
/// </summary>
public static class CallerAddress
{
    private const int NetworkBytes = 8;

    public static IPAddress Of(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        return address switch
        {
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => new IPAddress([
                .. address.GetAddressBytes()[..NetworkBytes],
                .. new byte[16 - NetworkBytes],
            ]),
            _ => address,
        };
    }
}
