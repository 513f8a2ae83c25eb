using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Smartcard.Tests.SelfService.Mail;

/// <summary>
/// As much of RFC 5321 as a client needs, with STARTTLS, TLS and AUTH PLAIN; an answer of null breaks the connection
/// instead.
/// </summary>
internal sealed class ScriptedMailServer : IAsyncDisposable
{
    /// <summary>As an answer: says nothing, and waits until the client goes.</summary>
    public const string Silence = "";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _serving;

    public ScriptedMailServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    public int Port { get; }

    /// <summary>
    /// What it says at each step, by the step's command: <c>CONNECT</c>, <c>EHLO</c>, <c>AUTH</c>, <c>MAIL</c>,
    /// <c>RCPT</c>, <c>DATA</c>, <c>CONTENT</c> (the mail itself), <c>QUIT</c>.
    /// </summary>
    public ConcurrentDictionary<string, string?> Answers { get; } = new()
    {
        ["CONNECT"] = "220 loopback ESMTP",
        ["MAIL"] = "250 2.1.0 ok",
        ["RCPT"] = "250 2.1.5 ok",
        ["DATA"] = "354 go on",
        ["CONTENT"] = "250 2.0.0 accepted",
        ["QUIT"] = "221 2.0.0 bye",
    };

    /// <summary>With one, STARTTLS is offered; null = no encryption.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The connection begins with TLS.</summary>
    public bool IsTls { get; init; }

    /// <summary>With one, only who signs in may send, by <c>\0user\0password</c>.</summary>
    public string? SignIn { get; init; }

    /// <summary>Whole conversations whose mail it kept: envelope and content.</summary>
    public ConcurrentQueue<string> Received { get; } = new();

    /// <summary>Done when it has come to a step at which it says nothing.</summary>
    public Task IsSilent => _silent.Task;

    /// <summary>A certificate for 127.0.0.1 that nobody has a reason to trust.</summary>
    public static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=loopback", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Stop();
        _stop.Dispose();
        Certificate?.Dispose();
    }

    private async Task ServeAsync()
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
            {
                conversations.Add(ConverseAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception stopped)
            when (stopped
                    is SocketException
                        or ObjectDisposedException
                        or InvalidOperationException
                        or OperationCanceledException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task ConverseAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            Stream stream = client.GetStream();
            if (IsTls)
            {
                stream = await EncryptAsync(stream);
            }

            if (!await SayAsync(stream, Answers["CONNECT"]))
            {
                return;
            }

            if (await TalkAsync(stream, isEncrypted: IsTls) is { } plain)
            {
                await using var encrypted = await EncryptAsync(plain);
                await TalkAsync(encrypted, isEncrypted: true);
            }
        }
        catch (Exception broken)
            when (broken
                    is IOException
                        or SocketException
                        or OperationCanceledException
                        or System.Security.Authentication.AuthenticationException)
        {
            // The client has gone, does not trust us, or the test is over.
        }
    }

    /// <returns>The stream, when it is to be encrypted now; null when the conversation is over.</returns>
    private async Task<Stream?> TalkAsync(Stream stream, bool isEncrypted)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false), leaveOpen: true);
        var said = new StringBuilder();
        var isSignedIn = SignIn is null;
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            said.AppendLine(line);
            var command = line.Split(' ', ':')[0].ToUpperInvariant();
            if (command == "STARTTLS" && Certificate is not null)
            {
                await SayAsync(stream, "220 2.0.0 go on");
                return stream;
            }

            var answer = command switch
            {
                "EHLO" or "HELO" => Answers.GetValueOrDefault("EHLO", Greeting(isEncrypted)),
                "AUTH" when SignIn is not null => Answers.GetValueOrDefault(
                    "AUTH",
                    (isSignedIn = IsRight(line)) ? "235 2.7.0 ok" : "535 5.7.8 not right"),
                "MAIL" when !isSignedIn => "530 5.7.0 sign in first",
                _ => Answers.GetValueOrDefault(command, "250 2.0.0 ok"),
            };
            if (!await SayAsync(stream, answer) || command == "QUIT")
            {
                return null;
            }

            if (answer!.StartsWith("354", StringComparison.Ordinal) && !await TakeAsync(stream, reader, said))
            {
                return null;
            }
        }

        return null;
    }

    private async Task<bool> TakeAsync(Stream stream, StreamReader reader, StringBuilder said)
    {
        while (await reader.ReadLineAsync(_stop.Token) is { } content && content != ".")
        {
            said.AppendLine(content);
        }

        var answer = Answers["CONTENT"];
        if (answer is null or Silence || answer[0] == '2')
        {
            Received.Enqueue(said.ToString()); // a server that goes without a word may well have kept it
        }

        return await SayAsync(stream, answer);
    }

    /// <returns>Whether the conversation goes on.</returns>
    private async Task<bool> SayAsync(Stream stream, string? answer)
    {
        if (answer == Silence)
        {
            _silent.TrySetResult();
            while (await stream.ReadAsync(new byte[256], _stop.Token) > 0)
            {
            }

            return false;
        }

        if (answer is not null)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer + "\r\n"), _stop.Token);
        }

        return answer is not null;
    }

    private string Greeting(bool isEncrypted) => string.Concat(
        "250-loopback\r\n",
        Certificate is not null && !isEncrypted ? "250-STARTTLS\r\n" : "",
        SignIn is not null ? "250-AUTH PLAIN\r\n" : "",
        "250 8BITMIME");

    private bool IsRight(string line) =>
        line.Split(' ') is [_, "PLAIN", var initial]
        && Encoding.UTF8.GetString(Convert.FromBase64String(initial)) == SignIn;

    private async Task<SslStream> EncryptAsync(Stream plain)
    {
        var encrypted = new SslStream(plain);
        await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _stop.Token);
        return encrypted;
    }
}
