using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Smartcard.BackOffice.SignIn;

namespace Smartcard.Benchmarks.BackOffice;

/// <summary>
/// The first administrator, signed in as a browser is: with the password that the host printed, and an authenticator
/// app.
/// </summary>
internal sealed partial class SignedIn : IDisposable
{
    private const string Password = "correct horse battery staple";

    private readonly HttpClient _http;

    private SignedIn(HttpClient http) => _http = http;

    public static async Task<SignedIn> ForTheFirstTimeAsync(string address, string announcement, CancellationToken cancellationToken)
    {
        var oneTime = OneTimePassword().Match(await File.ReadAllTextAsync(announcement, cancellationToken)).Groups[1].Value;
        var handler = new SocketsHttpHandler { CookieContainer = new CookieContainer() };
        var browser = new SignedIn(new HttpClient(handler) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(2) });
        browser._http.DefaultRequestHeaders.Add("Origin", address);
        await browser.SubmitAsync(
            SignInPages.Path,
            cancellationToken,
            ("name", FirstAdministrator.UserName),
            ("password", oneTime),
            ("to", ""));
        await browser.SubmitAsync(
            SignInPages.FirstPasswordPath,
            cancellationToken,
            (NewPassword.Field, Password),
            (NewPassword.Again, Password));
        var page = await browser.OpenAsync(SignInPages.AuthenticatorPath, cancellationToken);
        var key = Key().Match(page).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);
        var code = Totp.CodeAt(key, Totp.StepAt(TimeProvider.System.GetUtcNow()));
        await browser.SubmitAsync(page, SignInPages.AuthenticatorPath, cancellationToken, ("key", ValueOf(page, "key")), ("code", code));
        return browser;
    }

    /// <exception cref="InvalidOperationException">The answer is not what the page says when all is well.</exception>
    public async Task<string> OpenAsync(string path, CancellationToken cancellationToken, string? body = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Content = body is null ? null : new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var response = await _http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var landed = response.RequestMessage!.RequestUri!.AbsolutePath;
        return response.IsSuccessStatusCode && landed == new Uri(_http.BaseAddress!, path).AbsolutePath
            ? text
            : throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"{path} answered {(int)response.StatusCode} at {landed}."));
    }

    public void Dispose() => _http.Dispose();

    private async Task SubmitAsync(string path, CancellationToken cancellationToken, params (string Name, string Value)[] fields) =>
        await SubmitAsync(await OpenAsync(path, cancellationToken), path, cancellationToken, fields);

    private async Task SubmitAsync(
        string page,
        string path,
        CancellationToken cancellationToken,
        params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(
            [.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), KeyValuePair.Create(Token, ValueOf(page, Token))]);
        using var response = await _http.PostAsync(path, form, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private const string Token = "__RequestVerificationToken";

    private static string ValueOf(string page, string field) =>
        WebUtility.HtmlDecode(
            Regex.Match(page, $"<input[^>]*name=\"{Regex.Escape(field)}\"[^>]*value=\"([^\"]*)\"").Groups[1].Value);

    [GeneratedRegex(@"One-time password\s+(\S+)")]
    private static partial Regex OneTimePassword();

    [GeneratedRegex("id=\"key-text\">([^<]+)<")]
    private static partial Regex Key();
}
