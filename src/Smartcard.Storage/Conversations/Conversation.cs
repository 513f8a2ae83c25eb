using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Smartcard.Domain.Prompts;

namespace Smartcard.Storage.Conversations;

/// <summary>A chat: what was said in it, and the journey it is on.</summary>
public sealed class Conversation
{
    public const int MaxOrganisationLength = 200;

    /// <summary>A journey waits this long for its person to come back (S7).</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(30);

    /// <summary>Opaque to the client.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the browser's cookie, hexadecimal.</summary>
    public required string BrowserHash { get; init; }

    /// <summary><c>dl_</c> and random letters: the page never chooses it.</summary>
    public required string UserId { get; init; }

    /// <summary><c>en</c> or <c>cy</c>.</summary>
    public required string Language { get; set; }

    /// <summary>The journey under way; null between journeys.</summary>
    public Guid? InstanceId { get; set; }

    /// <summary>The organisation whose page this is, as the page's address says: whom to expect, and no more than that. Null = anybody.</summary>
    public string? Organisation { get; init; }

    /// <summary>The kind of the last journey, for "start again": the definition's id.</summary>
    public string? LastKind { get; set; }

    /// <summary>Where the last journey has come to, for help that fits; null before the first.</summary>
    public JourneyStage? Stage { get; set; }

    /// <summary>Count of log entries; also the watermark behind the last one.</summary>
    public int Entries { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the person last said something; what timers and sweeps say does not count.</summary>
    public required DateTimeOffset LastActivityAt { get; set; }

    /// <summary>The time of the last entry, strictly increasing: clients order the chat by it.</summary>
    public DateTimeOffset LastEntryAt { get; set; }
}

/// <summary>One entry of the log: an activity as it goes to the client. It never holds what was typed into a form.</summary>
public sealed class ConversationEntry
{
    public required string ConversationId { get; init; }

    /// <summary>From 1. An edit of an earlier activity is an entry of its own.</summary>
    public required int Sequence { get; init; }

    public required string ActivityId { get; init; }

    /// <summary>The activity; sealed where it shows a secret.</summary>
    public required string Json { get; init; }

    /// <summary>The client's own id of what it posted: a second copy is recognised by it.</summary>
    public string? ClientActivityId { get; init; }

    /// <summary>The prompt that this entry asks; null where it asks none.</summary>
    public string? Nonce { get; init; }

    /// <summary>That prompt as JSON, to be drawn in another language; sealed with the activity. Null where nothing is asked.</summary>
    public string? Prompt { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class ConversationConfiguration : IEntityTypeConfiguration<Conversation>, IEntityTypeConfiguration<ConversationEntry>
{
    public void Configure(EntityTypeBuilder<Conversation> builder)
    {
        builder.ToTable("conversations");
        builder.Property(c => c.Id).HasMaxLength(40);
        builder.Property(c => c.BrowserHash).HasMaxLength(64);
        builder.Property(c => c.UserId).HasMaxLength(40);
        builder.Property(c => c.Language).HasMaxLength(5);
        builder.Property(c => c.Organisation).HasMaxLength(Conversation.MaxOrganisationLength);
        builder.Property(c => c.LastKind).HasMaxLength(64);
        builder.Property(c => c.Entries).IsConcurrencyToken();
        builder.HasIndex(c => c.BrowserHash);
        builder.HasIndex(c => c.InstanceId);
    }

    public void Configure(EntityTypeBuilder<ConversationEntry> builder)
    {
        builder.ToTable("conversation_entries");
        builder.HasKey(e => new { e.ConversationId, e.Sequence });
        builder.Property(e => e.ConversationId).HasMaxLength(40);
        builder.Property(e => e.ActivityId).HasMaxLength(60);
        builder.Property(e => e.ClientActivityId).HasMaxLength(100);
        builder.Property(e => e.Nonce).HasMaxLength(64);
        builder.HasIndex(e => new { e.ConversationId, e.ClientActivityId }).IsUnique();
        builder.HasIndex(e => e.Nonce);
    }
}
