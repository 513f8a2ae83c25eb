using Smartcard.Bot;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Mail;
using Smartcard.Storage;

namespace Smartcard.Server.Setup;

/// <summary>The one address by which staff, mails and reader helpers reach this installation; setting <c>PublicAddress</c>.</summary>
/// <remarks>
/// Each of the three may be set apart where they differ, e.g. behind two proxies. Default: the first address this host
/// listens on.
/// </remarks>
internal static class PublicAddressSetup
{
    private const string Default = "http://127.0.0.1:5080";
    private static readonly string[] Everywhere = ["0.0.0.0", "[::]"];

    public static void AddPublicAddress(this WebApplicationBuilder builder)
    {
        var set = builder.Configuration["PublicAddress"];
        var address = (set ?? builder.Configuration["urls"]?.Split(';')[0] ?? Default).TrimEnd('/');
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https")
            || Everywhere.Contains(uri.Host))
        {
            throw new SettingException(
                set is null
                    ? $"this host listens on {address}, which staff cannot open. Set PublicAddress to an address that "
                        + "they can open, like https://smartcard.trust.nhs.uk."
                    : $"PublicAddress is '{address}', which is not a web address. Write it like https://smartcard.trust.nhs.uk."
            );
        }

        builder.Services.PostConfigure<ChatOptions>(chat => chat.PageAddress = Or(chat.PageAddress, address + "/"));
        builder.Services.PostConfigure<MailOptions>(mail => mail.PublicAddress = Or(mail.PublicAddress, address));
        builder.Services.PostConfigure<HelperOptions>(helper => helper.HostAddress = Or(helper.HostAddress, address));
    }

    private static string Or(string set, string otherwise) => set.Length == 0 ? otherwise : set;
}
