using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Smartcard.BackOffice.Users;
using Smartcard.Domain.Registrations;
using Smartcard.Look.Access;
using Smartcard.Storage.Users;

namespace Smartcard.BackOffice.SignIn;

internal static class SignInSetup
{
    private static readonly TimeSpan HalfWayLifetime = TimeSpan.FromMinutes(10);

    /// <summary>Local accounts by ASP.NET Core Identity, OpenID Connect where it is configured, and who may do what.</summary>
    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SignInOptions>().BindConfiguration(SignInOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        // who signs in with their address may be an O'Neill
        services.AddIdentityCore<BackOfficeUser>(identity => identity.User.AllowedUserNameCharacters += EmailAddress.SignsOfNames)
            .AddUserStore<SealedUserStore>()
            .AddSignInManager();
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 210_000); // PBKDF2-HMAC-SHA512 as OWASP has it, 2023
        services.Configure<IdentityPasskeyOptions>(passkey =>
        {
            // a passkey is both steps: something one has, unlocked by something one is or knows
            passkey.UserVerificationRequirement = "required";
            passkey.ResidentKeyRequirement = "required"; // so that it is found without a name
            passkey.ValidateOrigin = context => ValueTask.FromResult(IsOurs(context));
        });
        services.AddScoped<Sessions>();
        services.AddScoped<SignInAttempts>();
        services.AddScoped<Credentials>();
        services.AddScoped<FirstAdministrator>();
        services.AddScoped<UserAccounts>();
        services.AddSingleton<SignInGuard>();
        services.AddPolicies();
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = "smartcard-form";
            forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            forms.SuppressXFrameOptionsHeader = true; // ours is DENY
        });

        var authentication = services.AddAuthentication(Sessions.SignedIn)
            .AddCookie(Sessions.SignedIn)
            .AddCookie(Sessions.HalfWay, cookie => cookie.Cookie.Name = "smartcard-half-way")
            // where Identity keeps a passkey's challenge
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme, cookie => cookie.Cookie.Name = "smartcard-passkey");
        if (builder.Configuration.GetSection(SignInOptions.Section).Get<SignInOptions>()?.OpenIdConnect is { IsOn: true } provider)
        {
            services.AddScoped<ExternalUsers>();
            authentication.AddOpenIdConnectSignIn(provider);
        }

        services
            .AddOptions<CookieAuthenticationOptions>(Sessions.SignedIn)
            .Configure<IOptions<SignInOptions>>(
                (cookie, settings) =>
                {
                    cookie.Cookie.Name = "smartcard-back-office";
                    cookie.ExpireTimeSpan = settings.Value.IdleTime;
                    cookie.SlidingExpiration = true;
                    cookie.Events = new CookieAuthenticationEvents
                    {
                        OnValidatePrincipal = context =>
                            context.HttpContext.RequestServices.GetRequiredService<Sessions>().ValidateAsync(context),
                        OnCheckSlidingExpiration = SessionKeeping.CheckAsync,
                        OnRedirectToLogin = context =>
                            Deny(
                                context,
                                StatusCodes.Status401Unauthorized,
                                $"{SignInPages.Path}?to={Uri.EscapeDataString(context.Request.PathBase + context.Request.Path)}"),
                        OnRedirectToAccessDenied = context =>
                            Deny(context, StatusCodes.Status403Forbidden, SignInPages.NoAccessPath),
                    };
                });
        foreach (var scheme in new[] { Sessions.HalfWay, IdentityConstants.TwoFactorUserIdScheme })
        {
            services.Configure<CookieAuthenticationOptions>(scheme, cookie =>
            {
                cookie.ExpireTimeSpan = HalfWayLifetime;
                cookie.SlidingExpiration = false;
            });
        }

        services.ConfigureAll<CookieAuthenticationOptions>(cookie =>
        {
            cookie.CookieManager = new HostCookies();
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.IsEssential = true;
            cookie.Cookie.Path = "/";
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
    }

    /// <summary>Identity compares with the Origin header, which is "null" in a form post of pages that send no referrer, as ours.</summary>
    private static bool IsOurs(PasskeyOriginValidationContext context) =>
        !context.CrossOrigin
        && Uri.TryCreate(context.Origin, UriKind.Absolute, out var origin)
        && Uri.TryCreate($"{context.HttpContext.Request.Scheme}://{context.HttpContext.Request.Host}", UriKind.Absolute, out var ours)
        && origin.Equals(ours);

    /// <summary>A page sends its reader to sign in; whoever asks for anything else is told no, and nothing more.</summary>
    private static Task Deny(
        Microsoft.AspNetCore.Authentication.RedirectContext<CookieAuthenticationOptions> context,
        int status,
        string page)
    {
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Redirect(page);
        }
        else
        {
            context.Response.StatusCode = status;
        }

        return Task.CompletedTask;
    }
}
