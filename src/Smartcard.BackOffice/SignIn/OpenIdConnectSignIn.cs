using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Smartcard.Look;
using Smartcard.Wording;

namespace Smartcard.BackOffice.SignIn;

/// <summary>
/// Sign-in at the organisation's own provider: code flow with PKCE, by the standard handler. The second step is the
/// provider's.
/// </summary>
internal static class OpenIdConnectSignIn
{
    public const string Path = "/backoffice/sign-in/openid-connect";
    public const string Scheme = "OpenIdConnect";
    private const string WelcomePath = "/backoffice/welcome";

    public static void AddOpenIdConnectSignIn(
        this AuthenticationBuilder authentication,
        OpenIdConnectSettings settings) =>
        authentication.AddOpenIdConnect(
            Scheme,
            options =>
            {
                options.Authority = settings.Authority;
                options.ClientId = settings.ClientId;
                options.ClientSecret = string.IsNullOrEmpty(settings.ClientSecret) ? null : settings.ClientSecret;
                options.RequireHttpsMetadata = !settings.IsThisMachine;
                options.SignInScheme = Sessions.SignedIn;
                options.ResponseType = "code";
                // A form post from the provider would come without our cookies, unless they were for every site.
                options.ResponseMode = "query";
                options.UsePkce = true;
                options.SaveTokens = false;
                options.MapInboundClaims = false;
                options.DisableTelemetry = true;
                options.Scope.Add("email");
                options.CallbackPath = Path + "/callback";
                options.SignedOutCallbackPath = Path + "/signed-out";
                options.RemoteSignOutPath = default;
                options.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(10);
                options.TokenValidationParameters.ValidAlgorithms =
                [
                    SecurityAlgorithms.RsaSha256,
                    SecurityAlgorithms.RsaSha384,
                    SecurityAlgorithms.RsaSha512,
                    SecurityAlgorithms.RsaSsaPssSha256,
                    SecurityAlgorithms.EcdsaSha256,
                    SecurityAlgorithms.EcdsaSha384,
                ];
                options.TokenValidationParameters.ClockSkew = TimeSpan.FromMinutes(1);
                foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
                {
                    cookie.SameSite = SameSiteMode.Lax; // they come back with the provider's redirect, which is another site's
                    cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                }

                options.Events.OnTokenValidated = context =>
                {
                    // The handler takes an unsigned token where it fetched it itself, as the standard allows; we do not.
                    if (context.SecurityToken.RawSignature.Length == 0)
                    {
                        context.Fail("The identity token is not signed.");
                    }

                    return Task.CompletedTask;
                };
                options.Events.OnTicketReceived = OnTicketReceivedAsync;
                options.Events.OnRemoteFailure = OnRemoteFailureAsync;
            });

    public static void MapOpenIdConnect(this IEndpointRouteBuilder routes)
    {
        if (!routes.ServiceProvider.GetRequiredService<IOptions<SignInOptions>>().Value.OpenIdConnect.IsOn)
        {
            return;
        }

        // A link and not a form: the content policy keeps forms, and where they lead, on this host.
        routes
            .MapGet(
                Path,
                (string? to) =>
                    Results.Challenge(
                        new AuthenticationProperties
                        {
                            RedirectUri = $"{WelcomePath}?to={Uri.EscapeDataString(SignInPages.Within(to))}",
                        },
                        [Scheme]))
            .AllowAnonymous();

        // The provider's redirect was another site's, so that the browser kept back the session's cookie; going on from
        // a page of ours sends it.
        routes
            .MapGet(
                WelcomePath,
                (HttpContext http, string? to) =>
                {
                    http.Response.Headers["Refresh"] = "0;url=" + SignInPages.Within(to);
                    return Pages.Show<MessagePage, MessageModel>(
                        new PageFrame(Catalogue.SignIn["welcome.title"]),
                        new MessageModel([], new MenuLink(SignInPages.Within(to), Catalogue.SignIn["continue"])));
                })
            .AllowAnonymous();
    }

    /// <summary>Null where there is no provider.</summary>
    public static MenuLink? LinkFor(OpenIdConnectSettings settings, string? to) =>
        settings.IsOn
            ? new MenuLink(
                $"{Path}?to={Uri.EscapeDataString(SignInPages.Within(to))}",
                Catalogue.SignIn["provider", ("provider", settings.DisplayName)])
            : null;

    /// <summary>The last event, when the nonce was compared too: before it, nothing may be done that stays.</summary>
    private static async Task OnTicketReceivedAsync(TicketReceivedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var settings = services.GetRequiredService<IOptions<SignInOptions>>().Value.OpenIdConnect;
        string? Claim(string type) => context.Principal?.FindFirst(type)?.Value;
        var person = new ExternalPerson(
            ProviderKeyOf(Claim("iss") ?? settings.Authority, Claim("sub") ?? ""),
            Claim("name") ?? Claim("preferred_username") ?? "Somebody",
            Claim("email") ?? Claim("preferred_username"),
            settings.RolesOf(context.Principal?.FindAll(settings.GroupClaim).Select(c => c.Value) ?? []),
            settings.GivesOrganisations
                ? settings.OrganisationOf(context.Principal?.FindAll(settings.OrganisationClaim!).Select(c => c.Value) ?? [])
                : null);
        var signIn = await services.GetRequiredService<ExternalUsers>().SignInAsync(person, context.HttpContext.RequestAborted);
        if (signIn is not ExternalSignIn.Done(var user))
        {
            context.HandleResponse();
            context.Response.Redirect(SignInPages.Path + "?because=" + ((ExternalSignIn.Refused)signIn).Because);
            return;
        }

        var (principal, properties) = services.GetRequiredService<Sessions>().Begin(user, Scheme);
        context.Principal = principal;
        foreach (var (key, value) in properties.Items)
        {
            context.Properties!.Items[key] = value;
        }
    }

    private static async Task OnRemoteFailureAsync(RemoteFailureContext context)
    {
        var services = context.HttpContext.RequestServices;
        services
            .GetRequiredService<ILoggerFactory>()
            .CreateLogger(typeof(OpenIdConnectSignIn))
            .ProviderRefused(context.Failure?.GetBaseException().GetType().Name ?? "unknown");
        await services
            .GetRequiredService<ExternalUsers>()
            .RefuseAsync("sign-in-refused:provider", context.HttpContext.RequestAborted);
        context.HandleResponse();
        context.Response.Redirect(SignInPages.Path + "?because=provider");
    }

    /// <summary>Shorter than a provider may make them, and always the same.</summary>
    private static string ProviderKeyOf(string issuer, string subject) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(issuer + "\n" + subject)));
}
