using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Smartcard.Storage.Workflows;

/// <summary>What was seen of a definition's file at the last start, so that a change of it is noticed once.</summary>
public sealed class WorkflowFileRow
{
    public required string DefinitionId { get; init; }

    /// <summary>Without its folder.</summary>
    public required string FileName { get; set; }

    /// <summary>
    /// Of the file's content when it last started something: seeded, made the draft, or was offered. Null = it never
    /// could be read.
    /// </summary>
    public string? SeenHash { get; set; }

    /// <summary>The file as it was when it was found to differ while there was a draft; null = nothing is offered.</summary>
    public string? Offered { get; set; }

    public DateTimeOffset? OfferedAt { get; set; }

    /// <summary>Why the file as it was at the last start cannot be used, in a sentence; null = it can.</summary>
    public string? Problem { get; set; }
}

internal sealed class WorkflowFileConfiguration : IEntityTypeConfiguration<WorkflowFileRow>
{
    public void Configure(EntityTypeBuilder<WorkflowFileRow> builder)
    {
        builder.ToTable("workflow_files");
        builder.HasKey(f => f.DefinitionId);
        builder.Property(f => f.DefinitionId).HasMaxLength(WorkflowConfiguration.IdLength);
        builder.Property(f => f.SeenHash).HasMaxLength(64);
    }
}
