using System.Text.RegularExpressions;
using Smartcard.Tests.SelfService.Mail;

namespace Smartcard.SystemTests.Resilience.Chaos;

/// <summary>The mail server of the crowd: keeps what it was given, and can be told to misbehave.</summary>
internal sealed partial class MailCatcher : IAsyncDisposable
{
    private readonly ScriptedMailServer _server = new();

    public int Port => _server.Port;

    /// <summary>Every copy, in the order in which they came.</summary>
    public IReadOnlyList<CaughtMail> All => [.. _server.Received.Select(CaughtMail.Read)];

    /// <summary>Codes in mails to this address, oldest first.</summary>
    public IEnumerable<string> CodesTo(string address) =>
        All.Where(m => m.To == address).Select(m => Code().Match(m.Text)).Where(m => m.Success).Select(m => m.Value);

    /// <param name="step">At which step of SMTP.</param>
    /// <param name="answer">What is said there; null = the connection breaks.</param>
    public void Misbehave(string step, string? answer) => _server.Answers[step] = answer;

    public void Behave()
    {
        _server.Answers["CONNECT"] = "220 loopback ESMTP";
        _server.Answers["RCPT"] = "250 2.1.5 ok";
        _server.Answers["CONTENT"] = "250 2.0.0 accepted";
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [GeneratedRegex(@"^[0-9]{6}\r?$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}

/// <param name="MessageId">The same for each copy of a mail.</param>
internal sealed record CaughtMail(string To, string MessageId, string Subject, string Text)
{
    public static CaughtMail Read(string conversation) =>
        new(
            Find(conversation, @"RCPT TO:<([^>]+)>"),
            Find(conversation, @"Message-Id: <([^>]+)>"),
            Find(conversation, @"^Subject: ([^\r\n]+)"),
            conversation);

    private static string Find(string text, string pattern) =>
        Regex.Match(text, pattern, RegexOptions.IgnoreCase | RegexOptions.Multiline).Groups[1].Value;
}
