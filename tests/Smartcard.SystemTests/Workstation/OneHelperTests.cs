using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Smartcard.Tests;

namespace Smartcard.SystemTests.Workstation;

/// <summary>The shipped helper, started again and again as the chat's button and the start menu do.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OneHelperTests : IDisposable
{
    private const string Host = "http://127.0.0.1:9";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-helper-");
    private readonly List<Process> _started = [];

    private string OpenedFile => Path.Combine(_folder.FullName, "opened");

    private string[] Opened => File.Exists(OpenedFile) ? File.ReadAllLines(OpenedFile) : [];

    public void Dispose()
    {
        foreach (var process in _started)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Each_start_opens_the_window_of_the_one_helper_and_a_killed_one_is_followed_by_the_next()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The browser's place is taken by a script named xdg-open.");
        var script = Path.Combine(_folder.FullName, "xdg-open");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\necho \"$1\" >> '{OpenedFile}'\n", Ct);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var first = Start();
        await OpenedAsync(1);
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() });
        await OpenAsync(browser, Opened[0]);
        Assert.Equal("Code", (string)(await StateAsync(browser))["scene"]!);

        var second = Start($"smartcard-helper://pair?host={Host}&code=FE2UXHCM");
        await EndedAsync(second);
        await OpenedAsync(2);
        Assert.Equal(0, second.ExitCode);
        Assert.Equal(new Uri(Opened[0]).Authority, new Uri(Opened[1]).Authority);
        await OpenAsync(browser, Opened[1]);
        Assert.Equal(2, (int)(await StateAsync(browser))["windows"]!);
        await Patience.UntilAsync(
            "the helper to follow the link, which leads to no host",
            async () =>
            {
                var state = await StateAsync(browser);
                return ((string?)state["problem"] is not null || (string?)state["scene"] == "Connecting", state.ToJsonString());
            },
            Ct);
        Assert.False(first.HasExited);

        first.Kill();
        await EndedAsync(first);
        var third = Start();
        await OpenedAsync(3);
        await OpenAsync(browser, Opened[2]);
        Assert.Equal("Code", (string)(await StateAsync(browser))["scene"]!);
        Assert.False(third.HasExited);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Process Start(string? link = null)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Smartcard.Helper")) { RedirectStandardError = true };
        foreach (var argument in new[] { "--host", Host, "--log", Path.Combine(_folder.FullName, "helper.log"), link })
        {
            if (argument is not null)
            {
                start.ArgumentList.Add(argument);
            }
        }

        start.Environment["XDG_RUNTIME_DIR"] = _folder.FullName;
        start.Environment["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // one that is killed would leave its sockets in the temp directory
        var process = Process.Start(start)!;
        _started.Add(process);
        return process;
    }

    private Task OpenedAsync(int windows) => Patience.UntilAsync(
        $"{windows} windows to be opened", () => (Opened.Length >= windows, string.Join('\n', Opened)), Ct);

    private static Task EndedAsync(Process process) => Patience.UntilAsync(
        "the start to end", () => (process.HasExited, $"process {process.Id}"), Ct);

    private static async Task OpenAsync(HttpClient browser, string address)
    {
        using var page = await browser.GetAsync(address, Ct);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    private async Task<JsonNode> StateAsync(HttpClient browser) =>
        JsonNode.Parse(await browser.GetStringAsync(new Uri(new Uri(Opened[^1]), "/state"), Ct))!;
}
