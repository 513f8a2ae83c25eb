using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.BackOffice.SignIn;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Lockout;
using Smartcard.Storage;
using Smartcard.Storage.Users;

namespace Smartcard.Tests.Host;

/// <summary>A browser in the back office: keeps cookies, follows redirects, and fills in the forms of the page it is on.</summary>
internal sealed partial class BackOfficeBrowser(HostBench host, string origin = "http://localhost") : IDisposable
{
    private readonly HttpMessageInvoker _http = new(host.Handler());
    private readonly CookieContainer _cookies = new();

    public string Path { get; private set; } = "";

    public HttpStatusCode Status { get; private set; }

    public string Html { get; private set; } = "";

    public byte[] Body { get; private set; } = [];

    public string? ContentType { get; private set; }

    /// <summary>The cookies that the last answer set, as it set them.</summary>
    public IReadOnlyList<string> SetCookies { get; private set; } = [];

    public string Title => WebUtility.HtmlDecode(TitleTag().Match(Html).Groups[1].Value);

    /// <summary>What a reader sees at a desk, where a table has its heads above it and not in each cell.</summary>
    public string Text => WebUtility.HtmlDecode(Tag().Replace(Html, " "));

    public CookieContainer Cookies => _cookies;

    /// <summary>The key that this page offers for an authenticator app.</summary>
    public string AuthenticatorKey => KeyText().Match(Html).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);

    public IReadOnlyList<string> RecoveryCodes => [.. RecoveryCode().Matches(Html).Select(m => m.Groups[1].Value)];

    public static string FormTokenOf(string html) => FormToken().Match(html).Groups[1].Value;

    public Task OpenAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(origin), path)));

    /// <summary>Sends the form of this page that has that action, with what it holds already.</summary>
    public Task SubmitAsync(string action, params (string Field, string Value)[] fields)
    {
        var form = FormTag().Matches(Html).FirstOrDefault(f => WebUtility.HtmlDecode(f.Groups[1].Value) == action)
            ?? throw new InvalidOperationException($"{Path} has no form for {action}: {Text}");
        var values = HiddenInput().Matches(form.Groups[2].Value)
            .Select(i => (Field: i.Groups[1].Value, Value: WebUtility.HtmlDecode(i.Groups[2].Value)))
            .Concat(fields);
        return PostAsync(action, [.. values]);
    }

    public Task PostAsync(string path, params (string Field, string Value)[] fields) =>
        SendAsync(
            new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(origin), path))
            {
                Content = new FormUrlEncodedContent(
                    fields.Select(f => new KeyValuePair<string, string>(f.Field, f.Value))),
            });

    public async Task SendAsync(HttpRequestMessage request)
    {
        for (var redirects = 0; redirects < 8; redirects++)
        {
            if (!request.Headers.Contains("Accept"))
            {
                request.Headers.Add("Accept", "text/html,application/xhtml+xml");
            }

            if (_cookies.GetCookieHeader(request.RequestUri!) is { Length: > 0 } cookies)
            {
                request.Headers.Add("Cookie", cookies);
            }

            using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
            SetCookies = response.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set] : [];
            foreach (var cookie in SetCookies)
            {
                _cookies.SetCookies(request.RequestUri!, cookie);
            }

            (Status, Path) = (response.StatusCode, request.RequestUri!.PathAndQuery);
            Body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            Html = System.Text.Encoding.UTF8.GetString(Body);
            ContentType = response.Content.Headers.ContentType?.MediaType;
            if (response.StatusCode is not HttpStatusCode.Found)
            {
                return;
            }

            var next = new Uri(request.RequestUri, response.Headers.Location!);
            Path = next.Host == request.RequestUri.Host && next.Port == request.RequestUri.Port ? next.PathAndQuery : next.ToString();
            if (Path.Contains("://", StringComparison.Ordinal))
            {
                return; // to another host: the test goes there itself
            }

            request = new HttpRequestMessage(HttpMethod.Get, next);
        }

        throw new InvalidOperationException($"Redirected again and again, at last to {Path}.");
    }

    public async Task PasswordAsync(string name, string password)
    {
        await OpenAsync("/backoffice/sign-in");
        await SubmitAsync("/backoffice/sign-in", ("name", name), ("password", password));
    }

    public Task CodeAsync(string code) => SubmitAsync("/backoffice/second-step", ("code", code));

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("id=\"key-text\">([A-Z2-7 ]+)<")]
    private static partial Regex KeyText();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();

    [GeneratedRegex("<li>([2-9a-z]{4}(?:-[2-9a-z]{4}){3})</li>")]
    private static partial Regex RecoveryCode();

    [GeneratedRegex("<title>(.*?)</title>", RegexOptions.Singleline)]
    private static partial Regex TitleTag();

    [GeneratedRegex("<span[^>]* aria-hidden=\"true\">[^<]*</span>|<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("<form[^>]* action=\"([^\"]*)\"[^>]*>(.*?)</form>", RegexOptions.Singleline)]
    private static partial Regex FormTag();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\" ?/?>")]
    private static partial Regex HiddenInput();
}

/// <summary>Somebody of the back office whose password and authenticator the test knows.</summary>
internal sealed record BenchUser(Guid Id, string Name, string Password, string Key)
{
    private long _lastStep;

    /// <summary>The code that the app shows, after the last one it was asked for.</summary>
    public string NextCode(HostBench host)
    {
        if (Totp.StepAt(host.Time.GetUtcNow()) <= _lastStep)
        {
            host.Time.Advance(TimeSpan.FromSeconds(30));
        }

        _lastStep = Totp.StepAt(host.Time.GetUtcNow());
        return Totp.CodeAt(Key, _lastStep);
    }
}

internal static partial class BackOfficeBench
{
    public const string OwnPassword = "correct horse battery staple";

    /// <summary>A user with a password of their own and an authenticator.</summary>
    public static async Task<BenchUser> UserAsync(this HostBench host, string name, BackOfficeRoles roles)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var user = new BackOfficeUser
        {
            Id = UserId.New().Value,
            DisplayName = name + " Example",
            UserName = name,
            Roles = roles,
            TwoFactorEnabled = true,
        };
        user.PasswordHash = services
            .GetRequiredService<IPasswordHasher<BackOfficeUser>>()
            .HashPassword(user, OwnPassword);
        var key = Totp.NewKey();
        await ((SealedUserStore)services.GetRequiredService<IUserStore<BackOfficeUser>>()).SetAuthenticatorKeyAsync(
            user,
            key,
            CancellationToken.None);
        Assert.True((await services.GetRequiredService<UserManager<BackOfficeUser>>().CreateAsync(user)).Succeeded);
        return new BenchUser(user.Id, name, OwnPassword, key);
    }

    public static async Task<BackOfficeBrowser> SignInAsync(this HostBench host, BenchUser user, string origin = "http://localhost")
    {
        var browser = new BackOfficeBrowser(host, origin);
        await browser.PasswordAsync(user.Name, user.Password);
        await browser.CodeAsync(user.NextCode(host));
        return browser;
    }

    /// <summary>A browser of a new user with these roles, signed in.</summary>
    public static async Task<BackOfficeBrowser> SignInAsync(this HostBench host, BackOfficeRoles roles) =>
        await host.SignInAsync(await host.UserAsync("u" + RandomNumberGenerator.GetHexString(8, lowercase: true), roles));

    /// <summary>The one-time password said last.</summary>
    public static string Announced(this HostBench host) => AnnouncedPassword().Match(File.ReadAllText(host.AnnouncedTo)).Groups[1].Value;

    public static async Task ChangeAsync(this HostBench host, Guid id, Action<BackOfficeUser> change)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        change(await database.Users.SingleAsync(u => u.Id == id));
        await database.SaveChangesAsync();
    }

    /// <summary>What the audit says of an account, oldest first.</summary>
    public static async Task<List<string>> AuditOfAsync(this HostBench host, Guid id)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var subject = new UserId(id);
        return await scope
            .ServiceProvider.GetRequiredService<SmartcardDbContext>()
            .Set<AuditEntry>()
            .Where(a => a.SubjectId == subject)
            .OrderBy(a => a.Sequence)
            .Select(a => a.Event)
            .ToListAsync();
    }

    /// <summary>Everything that the audit says, oldest first.</summary>
    public static async Task<List<string>> AuditAsync(this HostBench host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<SmartcardDbContext>()
            .Set<AuditEntry>()
            .OrderBy(a => a.Sequence)
            .Select(a => a.Event)
            .ToListAsync();
    }

    /// <summary>A card whose self-service is stopped, with its case for the booth.</summary>
    public static async Task<CardId> LockedCardAsync(this HostBench host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        var staff = new Staff
        {
            Id = StaffId.New(),
            DisplayName = "Amal <b>Example</b>",
            Organisation = "Trust",
        };
        var card = new Card
        {
            Id = CardId.New(),
            Identifier = CardIdentifier.Parse(RandomNumberGenerator.GetHexString(CardIdentifier.Length)),
            StaffId = staff.Id,
            PublicKey = [],
            EnrolledAt = host.Time.GetUtcNow(),
        };
        database.AddRange(staff, card);
        await database.SaveChangesAsync();
        await scope.ServiceProvider.GetRequiredService<TurnTransaction>().RunAsync(async ct =>
        {
            await scope.ServiceProvider.GetRequiredService<Lockouts>().FreezeAsync(database.Locks.Hold(card.Id), null, ct);
            return true;
        }, CancellationToken.None);
        return card.Id;
    }

    public static async Task<bool> IsStoppedAsync(this HostBench host, CardId card)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<SmartcardDbContext>();
        return await scope.ServiceProvider.GetRequiredService<TurnTransaction>()
            .RunAsync(ct => database.Locks.Hold(card).IsStoppedAsync(ct), CancellationToken.None);
    }

    [GeneratedRegex(@"One-time password\s+(\S+)")]
    private static partial Regex AnnouncedPassword();
}
