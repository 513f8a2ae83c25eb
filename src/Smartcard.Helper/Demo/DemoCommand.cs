using System.Net;

namespace Smartcard.Helper.Demo;

/// <summary>Moves a demonstration card in a helper that is already running, through its page's own address.</summary>
internal static class DemoCommand
{
    /// <param name="urlFile">The file into which the running helper wrote its address.</param>
    /// <returns>What was wrong, in words; null when it was done.</returns>
    public static async Task<string?> RunAsync(string action, string? card, string urlFile, CancellationToken cancellationToken)
    {
        if (!File.Exists(urlFile) || !Uri.TryCreate((await File.ReadAllTextAsync(urlFile, cancellationToken)).Trim(), UriKind.Absolute, out var address))
        {
            return "No reader helper is running here: start ./run first.";
        }

        using var http = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() });
        try
        {
            using var opened = await http.GetAsync(address, cancellationToken);
            opened.EnsureSuccessStatusCode();
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, $"/demo/{action}?card={Uri.EscapeDataString(card ?? "")}"));
            request.Headers.Add("Origin", address.GetLeftPart(UriPartial.Authority));
            using var response = await http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? null : await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (HttpRequestException)
        {
            return "The reader helper does not answer: start ./run first.";
        }
    }
}
