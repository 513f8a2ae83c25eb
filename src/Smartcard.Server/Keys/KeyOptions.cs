using System.ComponentModel.DataAnnotations;

namespace Smartcard.Server.Keys;

/// <summary>Settings of the host's keys; configuration section <c>Keys</c>.</summary>
internal sealed class KeyOptions
{
    public const string Section = "Keys";

    /// <summary>
    /// How long <c>--rotate-keys</c> gives all hosts to read new keys before the first is used. Default 2 minutes; 10
    /// seconds to 1 hour.
    /// </summary>
    /// <remarks>A host looks every five seconds; a network disk may show it what it saw a minute ago.</remarks>
    [Range(
        typeof(TimeSpan),
        "00:00:10",
        "01:00:00",
        ErrorMessage = "Keys:SettleTime says how long all hosts have to read new keys. Write it like 00:02:00, from 10 seconds to 1 hour.")]
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromMinutes(2);
}
