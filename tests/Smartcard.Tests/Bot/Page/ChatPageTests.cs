using System.Net;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Bot.Page;

/// <summary>While a new version is put in, a page of one host may ask another for its script: the chat is never empty.</summary>
public sealed class ChatPageTests
{
    [Fact]
    public async Task The_script_of_another_version_gets_what_there_is_and_keeps_it_for_nobody()
    {
        await using var host = await HostBench.StartAsync();
        using var client = host.Client();
        using var other = await client.GetAsync("/chat/webchat.000000000000.js", TestContext.Current.CancellationToken);
        using var none = await client.GetAsync("/chat/webchat.js.br", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal("no-store", other.Headers.GetValues("Cache-Control").Single());
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }
}
