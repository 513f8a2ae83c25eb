using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;

namespace Smartcard.Storage.Conversations;

/// <summary>A chat: what was said in it, and the journey it is on.</summary>
/// <remarks>
/// Language and the last sign of the person are the journey's while one is under way. Between journeys the conversation keeps
/// them: the next journey takes the language over, and gives both back when it ends. See docs/decisions/0029.
/// </remarks>
public sealed class Conversation
{
    public const int MaxOrganisationLength = 200;

    /// <summary>Opaque to the client.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the browser's cookie, hexadecimal.</summary>
    public required string BrowserHash { get; init; }

    /// <summary><c>dl_</c> and random letters: the page never chooses it.</summary>
    public required string UserId { get; init; }

    /// <summary>The language that the next journey begins in, <c>en</c> or <c>cy</c>. In a journey, its own counts.</summary>
    public required string WishedLanguage { get; set; }

    /// <summary>The journey under way; null between journeys.</summary>
    public JourneyId? JourneyId { get; private set; }

    /// <summary>
    /// The organisation whose page this is, as the page's address says: whom to expect, and no more than that. Null =
    /// anybody.
    /// </summary>
    public string? Organisation { get; init; }

    /// <summary>The kind of the last journey, for "start again": the definition's id.</summary>
    public string? LastKind { get; private set; }

    /// <summary>Count of log entries; also the watermark behind the last one.</summary>
    public int Entries { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the person last said something between journeys, or in the last one. In a journey, its own counts.</summary>
    public required DateTimeOffset LastHeardAt { get; set; }

    /// <summary>The time of the last entry, strictly increasing: clients order the chat by it.</summary>
    public DateTimeOffset LastEntryAt { get; set; }

    /// <summary>The journey that <see cref="JourneyId"/> names and that there is no record of; null = all is well.</summary>
    public JourneyId? LostJourney { get; private set; }

    /// <summary>
    /// The journey under way; null between journeys, and where it is lost. <see cref="ConversationQueries"/> reads both
    /// together.
    /// </summary>
    public Journey? Journey
    {
        get => JourneyId is null || JourneyId == LostJourney || field?.Id == JourneyId
            ? field
            : throw new InvalidOperationException($"Conversation {Id} was read without its journey, or the journey has not begun.");
        private set;
    }

    public bool IsOnJourney => JourneyId is not null && JourneyId != LostJourney;

    /// <summary><c>en</c> or <c>cy</c>.</summary>
    public string Language => Journey?.Language ?? WishedLanguage;

    /// <summary>The person, or their card, has said something.</summary>
    public void Hear(DateTimeOffset now)
    {
        if (Journey is { } journey)
        {
            journey.LastHeardAt = now;
        }
        else
        {
            LastHeardAt = now;
        }
    }

    /// <summary>From here on in this language: what is said and, in a journey, its mails too.</summary>
    public void Speak(string language)
    {
        if (Journey is { } journey)
        {
            journey.Language = language;
        }
        else
        {
            WishedLanguage = language;
        }
    }

    /// <summary>A journey is about to begin: <see cref="Follow"/> comes with its first words.</summary>
    public void Begin(JourneyId journey, string workflow)
    {
        (JourneyId, LastKind, LostJourney) = (journey, workflow, null);
        Journey = null;
    }

    /// <summary>This journey is the one that is under way from here on.</summary>
    public void Follow(Journey journey)
    {
        (JourneyId, LastKind, LostJourney) = (journey.Id, journey.Workflow, null);
        Journey = journey;
    }

    /// <summary>It was read together with this journey.</summary>
    internal void IsOn(Journey journey) => Journey = journey;

    /// <summary>It was read, and there is no such journey.</summary>
    internal void IsOnNone() => LostJourney = JourneyId;

    /// <summary>The journey is over, or the person has left it: what it knew of the person comes back.</summary>
    public void Leave()
    {
        if (Journey is { } journey)
        {
            (WishedLanguage, LastHeardAt) = (journey.Language, journey.LastHeardAt);
        }

        (JourneyId, LostJourney) = (null, null);
        Journey = null;
    }
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
        builder.Property(c => c.WishedLanguage).HasMaxLength(5);
        builder.Property(c => c.Organisation).HasMaxLength(Conversation.MaxOrganisationLength);
        builder.Property(c => c.LastKind).HasMaxLength(64);
        builder.Property(c => c.Entries).IsConcurrencyToken();
        builder.HasIndex(c => c.BrowserHash);
        builder.HasIndex(c => c.JourneyId);
        builder.Ignore(c => c.Journey); // its row is the journey's own
        builder.Ignore(c => c.LostJourney);
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
