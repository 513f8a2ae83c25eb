using Smartcard.Helper.Hosts;
using Smartcard.Helper.Window;

namespace Smartcard.Helper.Instance;

/// <summary>What the running helper does with what a later start was given.</summary>
internal static class LaterStart
{
    /// <remarks>
    /// A link may come from any page or mail. In the middle of a journey it is only offered in the window: otherwise the person could
    /// type a passcode for somebody else's chat without seeing it.
    /// </remarks>
    /// <param name="link">Null = only the window is wanted. What is no link to an allowed host is taken for none.</param>
    public static void Follow(string? link, AllowedHosts allowed, HelperLoop loop, HelperWindow window)
    {
        if (link is null || !PairingLink.TryParse(link, out var wanted) || !allowed.Allows(wanted.Host))
        {
            loop.StayAwake();
        }
        else if (loop.IsBusyWithAnother(wanted))
        {
            window.Offer(() => loop.SwitchTo(wanted));
        }
        else
        {
            loop.SwitchTo(wanted);
        }
    }
}
