using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.BackOffice.Mails;

/// <summary>
/// The development mailbox shows codes: only where a setting asks for it, and then to whoever sits at the host's
/// machine.
/// </summary>
public sealed class MailboxPageTests
{
    [Theory]
    [InlineData(null, "127.0.0.1", null, HttpStatusCode.NotFound)]
    [InlineData("false", "127.0.0.1", null, HttpStatusCode.NotFound)]
    [InlineData("true", "127.0.0.1", null, HttpStatusCode.OK)]
    [InlineData("true", "::1", null, HttpStatusCode.OK)]
    [InlineData("true", "10.0.0.7", null, HttpStatusCode.NotFound)]
    [InlineData("true", "127.0.0.1", "X-Forwarded-For", HttpStatusCode.NotFound)]
    [InlineData("true", "127.0.0.1", "X-Forwarded-Proto", HttpStatusCode.NotFound)]
    [InlineData("true", "127.0.0.1", "Forwarded", HttpStatusCode.NotFound)]
    [InlineData("true", "127.0.0.1", "X-Real-IP", HttpStatusCode.NotFound)]
    [InlineData("true", "127.0.0.1", "Via", HttpStatusCode.NotFound)]
    public async Task Is_there_by_a_setting_and_on_this_machine_alone(
        string? setting,
        string address,
        string? header,
        HttpStatusCode expected)
    {
        await using var host = await HostBench.StartAsync(From(address), setting is null ? [] : [$"--Mail:MailboxPage={setting}"]);
        using var client = host.Client();
        if (header is not null)
        {
            client.DefaultRequestHeaders.Add(header, "1.1 10.0.0.7");
        }

        foreach (var path in new[] { "/mailbox", "/mailbox.json" })
        {
            using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(expected, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_start_with_the_page_says_so()
    {
        await using var host = await HostBench.StartAsync("--Mail:MailboxPage=true");

        Assert.Contains(
            host.Log.Lines,
            line =>
                line.StartsWith("Warning", StringComparison.Ordinal)
                && line.Contains("Mail:MailboxPage is on", StringComparison.Ordinal));
    }

    private static Action<IServiceCollection> From(string address) =>
        services => services.AddSingleton<IStartupFilter>(new Caller(IPAddress.Parse(address)));

    private sealed class Caller(IPAddress address) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, go) =>
            {
                http.Connection.RemoteIpAddress = address;
                return go(http);
            });
            next(app);
        };
    }
}
