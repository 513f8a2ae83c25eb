using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Smartcard.Domain;
using Smartcard.Workflows;

namespace Smartcard.Storage.Workflows;

/// <summary>One administrator's wish that a draft be published, which another grants or refuses.</summary>
public sealed class PublishingRequest
{
    public const int MaxReasonLength = 500;

    public required Guid Id { get; init; }

    public required string DefinitionId { get; init; }

    public required int Version { get; init; }

    /// <summary>SHA-256 of the draft's JSON as it stood: nothing else may be published on this request.</summary>
    public required string ContentHash { get; init; }

    public required UserId AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public PublishingRequestState State { get; private set; }

    /// <summary>Who ended it; null while it is open, and where a change of the draft did.</summary>
    public UserId? EndedBy { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Why it was rejected; null otherwise.</summary>
    public string? Reason { get; private set; }

    public bool IsAbout(WorkflowDefinitionRow row) => row.Version == Version && DefinitionContent.ExactHashOf(row.Json) == ContentHash;

    internal void End(PublishingRequestState state, UserId? by, DateTimeOffset at, string? reason = null)
    {
        State = state;
        EndedBy = by;
        EndedAt = at;
        Reason = reason;
    }
}

public enum PublishingRequestState
{
    Open,
    Approved,
    Rejected,
    Withdrawn,

    /// <summary>A later request for the same workflow took its place.</summary>
    Replaced,

    /// <summary>The draft is no longer what was asked for.</summary>
    Void,
}

internal sealed class PublishingRequestConfiguration : IEntityTypeConfiguration<PublishingRequest>
{
    public void Configure(EntityTypeBuilder<PublishingRequest> builder)
    {
        builder.ToTable("publishing_requests");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.DefinitionId).HasMaxLength(WorkflowConfiguration.IdLength);
        builder.Property(r => r.ContentHash).HasMaxLength(64);
        builder.Property(r => r.State).IsConcurrencyToken();
        builder.Property(r => r.Reason).HasMaxLength(PublishingRequest.MaxReasonLength);
        builder.HasIndex(r => new { r.DefinitionId, r.State });
        builder.HasIndex(r => r.State);
    }
}
