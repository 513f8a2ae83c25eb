using System.ComponentModel.DataAnnotations;
using Smartcard.Domain.Booth;
using Smartcard.SelfService.CardTasks;

namespace Smartcard.SelfService.Booth;

/// <summary>
/// How long each step of a journey may take before the booth sees that it stands still; configuration section <c>Booth:Stalled</c>.
/// </summary>
public sealed class StallOptions
{
    private const string Shortest = "00:00:30";
    private const string Longest = "00:30:00";

    /// <summary>Until a reader helper has used the code. Default 3 minutes; 30 seconds to 30 minutes, as are all of these.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan Helper { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Since a reader helper that is too old tried to connect. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan OldHelper { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Without a word of the card, once the helper has work. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan Card { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Since the last heartbeat of a host that does background work; each has one every 10 seconds. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan Host { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Until a mail with a code is accepted. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan Mail { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Until a code that went out is entered. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan Code { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Until what the chat asks is answered. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan Person { get; set; } = TimeSpan.FromMinutes(10);

    public StallPatience Patience =>
        new(TimeSpan.FromMinutes(1), Helper, OldHelper, CardTaskInbox.HelperSilence, Card, Host, Mail, Code, Person);
}
