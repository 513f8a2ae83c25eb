using System.IO.Pipes;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Smartcard.Helper.Instance;

namespace Smartcard.Tests.Helper.Instance;

/// <summary>A helper that is started a second time hands its link to the one that runs, and opens that one's window.</summary>
public sealed class OneInstanceTests : IDisposable
{
    private const string Link = "smartcard-helper://pair?host=http://127.0.0.1:5080&code=FE2UXHCM";
    private const string Window = "http://127.0.0.1:4000/?key=1";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-instance-");

    private InstanceName Name => InstanceName.For([new Uri("http://127.0.0.1:5080")], _folder.FullName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_second_start_hands_its_link_over_and_gets_the_window()
    {
        var links = new List<string?>();
        await using var first = OneInstance.TryBecome(Name, NullLogger.Instance);
        first!.Answer(link =>
        {
            links.Add(link);
            return Task.FromResult(Window);
        });

        Assert.Null(OneInstance.TryBecome(Name, NullLogger.Instance));
        Assert.Equal(Window, await RunningHelper.AskAsync(Name, Link, Ct));
        Assert.Equal(Window, await RunningHelper.AskAsync(Name, link: null, Ct));
        Assert.Equal([Link, null], links);
    }

    [Fact]
    public async Task Once_it_has_ended_the_next_start_is_the_one()
    {
        var first = OneInstance.TryBecome(Name, NullLogger.Instance);
        first!.Answer(_ => Task.FromResult(Window));
        await first.DisposeAsync();

        await using var next = OneInstance.TryBecome(Name, NullLogger.Instance);
        next!.Answer(_ => Task.FromResult("http://127.0.0.1:4001/?key=2"));

        Assert.Equal("http://127.0.0.1:4001/?key=2", await RunningHelper.AskAsync(Name, Link, Ct));
    }

    [Fact]
    public async Task What_a_killed_helper_left_behind_is_in_nobodys_way()
    {
        await File.WriteAllTextAsync(Name.Lock, "", Ct);
        if (!OperatingSystem.IsWindows())
        {
            using var socket = new System.Net.Sockets.Socket(
                System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
            socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(Name.Pipe));
        }

        await using var next = OneInstance.TryBecome(Name, NullLogger.Instance);
        next!.Answer(_ => Task.FromResult(Window));

        Assert.Equal(Window, await RunningHelper.AskAsync(Name, Link, Ct));
    }

    [Theory]
    [InlineData("a line without an end")]
    [InlineData("")]
    public async Task A_program_that_says_nothing_sensible_keeps_nobody_else_out(string said)
    {
        await using var first = OneInstance.TryBecome(Name, NullLogger.Instance);
        first!.Answer(_ => Task.FromResult(Window));
        await using (var other = new NamedPipeClientStream(".", Name.Pipe, PipeDirection.InOut, PipeOptions.CurrentUserOnly))
        {
            await other.ConnectAsync(Ct);
            await other.WriteAsync(Encoding.UTF8.GetBytes(said), Ct);
        }

        await using (var other = new NamedPipeClientStream(".", Name.Pipe, PipeDirection.InOut, PipeOptions.CurrentUserOnly))
        {
            await other.ConnectAsync(Ct);
            await other.WriteAsync(new byte[4096], Ct);
        }

        Assert.Equal(Window, await RunningHelper.AskAsync(Name, Link, Ct));
    }

    [Fact]
    public async Task One_that_has_gone_without_a_word_is_not_waited_for_long()
    {
        using var held = new FileStream(Name.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        Assert.Null(OneInstance.TryBecome(Name, NullLogger.Instance));
        Assert.Null(await RunningHelper.AskAsync(Name, Link, Ct, patience: TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public void A_helper_for_other_hosts_is_another_one()
    {
        var other = InstanceName.For([new Uri("https://other.trust.example")], _folder.FullName);
        Uri[] both = [new("https://a.trust.example"), new("https://b.trust.example")];

        Assert.NotEqual(Name, other);
        Assert.Equal(InstanceName.For(both, _folder.FullName), InstanceName.For(both.Reverse(), _folder.FullName));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
}
