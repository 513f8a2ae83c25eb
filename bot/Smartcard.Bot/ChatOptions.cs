using System.ComponentModel.DataAnnotations;

namespace Smartcard.Bot;

/// <summary>Settings of the chat; configuration section <c>Chat</c>.</summary>
public sealed class ChatOptions
{
    public const string Section = "Chat";

    /// <summary>Where the IT booth is and how it is reached, as staff read it.</summary>
    [Required]
    public string Booth { get; set; } = "main entrance, ground floor, open day and night, extension 2222.";

    /// <summary>The same in Welsh.</summary>
    [Required]
    public string BoothWelsh { get; set; } = "y brif fynedfa, llawr gwaelod, ar agor ddydd a nos, estyniad 2222.";

    /// <summary>The address of the staff page, as staff are told to keep it. Default: the installation's <c>PublicAddress</c>.</summary>
    [Required]
    [Url]
    public string PageAddress { get; set; } = "";

    /// <summary>For demonstrations: what to try, shown beside the chat; null = nothing.</summary>
    public string? DemonstrationNote { get; set; }

    /// <summary>Life of a chat token. Default 45 minutes; 30 to 60.</summary>
    [Range(typeof(TimeSpan), "00:30:00", "01:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(45);

    /// <summary>Messages one chat may send in a minute, beyond a burst of ten. Default 60; 10 to 600.</summary>
    [Range(10, 600)]
    public int PostsPerMinute { get; set; } = 60;

    /// <summary>Chats that one address may start in a minute. Default 600: a hospital is often one address. 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int SessionsPerMinute { get; set; } = 600;
}
