using System.Net;
using System.Net.Http.Headers;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Look;

/// <summary>What is not there or went wrong is a page for a person and problem details for a program.</summary>
public sealed class ProblemPageTests : IAsyncLifetime
{
    private HostBench _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostBench.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("/no-such-page", "Go to the chat")]
    [InlineData("/styles/none", "Go to the chat")]
    public async Task A_person_who_asks_for_what_is_not_there_gets_a_page(string path, string button)
    {
        using var answer = await AskAsync(path, "text/html");
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("<h1>Page not found</h1>", page, StringComparison.Ordinal);
        Assert.Contains(button, page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_gets_problem_details()
    {
        using var answer = await AskAsync("/no-such-page", "application/json");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string accept)
    {
        using var client = _host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
