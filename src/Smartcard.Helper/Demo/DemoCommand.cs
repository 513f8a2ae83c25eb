using System.Net;

namespace Smartcard.Helper.Demo;

/// <summary>Moves a demonstration card in a helper that is already running, through its page's own address.</summary>
internal static class DemoCommand
{
    /// <param name="urlFile">The file into which the running helper wrote its address.</param>
    /// <returns>What was wrong, in words; null when it was done.</returns>
    public static async Task<string?> RunAsync(string action, string? card, string urlFile, CancellationToken cancellationToken)
    {
        if (!File.Exists(urlFile)
            || !Uri.TryCreate(
                (await File.ReadAllTextAsync(urlFile, cancellationToken)).Trim(),
                UriKind.Absolute,
                out var address))
        {
            return "No reader helper is running here: start ./run first.";
        }

        using var http = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() });
        try
        {
            using var opened = await http.GetAsync(address, cancellationToken);
            opened.EnsureSuccessStatusCode();
            using var request = new HttpRequestMessage(
                HttpMethod.Post,
                new Uri(address, $"/demo/{action}?card={Uri.EscapeDataString(card ?? "")}"));
            request.Headers.Add("Origin", address.GetLeftPart(UriPartial.Authority));
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return await response.Content.ReadAsStringAsync(cancellationToken);
            }

            Console.WriteLine(action switch
            {
                "lock" => $"Three wrong passcodes were tried on {card}'s card, so it is locked. Choose Unlock my card on the staff page.",
                "insert" => $"{card}'s card is in the reader.",
                _ => "The reader is empty.",
            });
            return null;
        }
        catch (HttpRequestException)
        {
            return "The reader helper does not answer: start ./run first.";
        }
    }
}
