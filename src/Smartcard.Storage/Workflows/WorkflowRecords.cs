using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Smartcard.Domain;
using Smartcard.Workflows;

namespace Smartcard.Storage.Workflows;

/// <summary>One version of a definition. The newest may be a draft, which changes; one that was ever published never does.</summary>
public sealed class WorkflowDefinitionRow
{
    public required string DefinitionId { get; init; }

    public required int Version { get; init; }

    public required string Name { get; set; }

    /// <summary>The definition in Elsa's JSON, whole.</summary>
    public required string Json { get; set; }

    /// <summary>
    /// New journeys start on it. One version of a definition at most. Only the designer writes it, and puts that on the
    /// audit.
    /// </summary>
    public bool IsPublished { get; internal set; }

    /// <summary>It was published once, so journeys may have run on it: it is kept as it is.</summary>
    public bool WasPublished { get; internal set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who wrote what it says now; null for what came from a file.</summary>
    public UserId? ChangedBy { get; set; }

    
    public DateTimeOffset? ChangedAt { get; set; }

    /// <summary>
    /// Who published it last; where a second person had to approve, that person. Null for what a new installation
    /// started with.
    /// </summary>
    public UserId? PublishedBy { get; internal set; }

    public DateTimeOffset? PublishedAt { get; internal set; }

    /// <summary>Was never published, so it may still change.</summary>
    public bool IsDraft => !IsPublished && !WasPublished;
}

/// <summary>An instance: what is asked for in columns, the rest as the engine's JSON.</summary>
public sealed class WorkflowInstanceRow
{
    public required Guid Id { get; init; }

    public required string DefinitionId { get; init; }

    public required int Version { get; init; }

    public string? CorrelationId { get; set; }

    public required WorkflowStatus Status { get; set; }

    public required string State { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Raised at every turn, so that two turns of one instance cannot both be saved.</summary>
    public int Turn { get; set; }

    /// <summary>The instance as the engine knows it.</summary>
    public WorkflowState Load() => Load(Id, DefinitionId, Version, CorrelationId, Status, Turn, State);

    internal static WorkflowState Load(
        Guid id,
        string definitionId,
        int version,
        string? correlationId,
        WorkflowStatus status,
        int turn,
        string state) =>
        new WorkflowState
        {
            InstanceId = id,
            DefinitionId = definitionId,
            Version = version,
            CorrelationId = correlationId,
            Status = status,
            Revision = turn,
        }.Load(state);
}

public sealed class WorkflowBookmarkRow
{
    public required Guid Id { get; init; }

    public required Guid InstanceId { get; init; }

    public required string Name { get; init; }

    public required string Key { get; init; }

    public DateTimeOffset? DueAt { get; set; }
}

/// <summary>One step of an instance, with its part of the journal: a row for each entry would be half of what a step writes.</summary>
internal sealed class WorkflowTurnRow
{
    public required Guid InstanceId { get; init; }

    /// <summary>The number of its first entry.</summary>
    public required int Sequence { get; init; }

    /// <summary>As the engine writes it, see <see cref="JournalEntry"/>.</summary>
    public required string Journal { get; init; }
}

public sealed class WorkflowIncidentRow
{
    public required Guid Id { get; init; }

    public required Guid InstanceId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string ActivityId { get; init; }

    public required string NodeId { get; init; }

    public required string ActivityType { get; init; }

    public required string Message { get; init; }
}

internal sealed class WorkflowConfiguration :
    IEntityTypeConfiguration<WorkflowDefinitionRow>,
    IEntityTypeConfiguration<WorkflowInstanceRow>,
    IEntityTypeConfiguration<WorkflowBookmarkRow>,
    IEntityTypeConfiguration<WorkflowTurnRow>,
    IEntityTypeConfiguration<WorkflowIncidentRow>
{
    internal const int IdLength = 64;

    public void Configure(EntityTypeBuilder<WorkflowDefinitionRow> builder)
    {
        builder.ToTable("workflow_definitions");
        builder.HasKey(d => new { d.DefinitionId, d.Version });
        builder.Property(d => d.DefinitionId).HasMaxLength(IdLength);
        builder.Ignore(d => d.IsDraft);
    }

    public void Configure(EntityTypeBuilder<WorkflowInstanceRow> builder)
    {
        builder.ToTable("workflow_instances");
        builder.Property(i => i.DefinitionId).HasMaxLength(IdLength);
        builder.Property(i => i.Turn).IsConcurrencyToken();
        // no index names what each step changes, so that PostgreSQL changes the row in place
        builder.HasIndex(i => new { i.Status, i.CreatedAt });
        builder.HasIndex(i => i.CreatedAt);
        builder.HasIndex(i => new { i.DefinitionId, i.CreatedAt });
        builder.HasIndex(i => i.CorrelationId);
    }

    public void Configure(EntityTypeBuilder<WorkflowBookmarkRow> builder)
    {
        builder.ToTable("workflow_bookmarks");
        builder.Property(b => b.Id).ValueGeneratedNever();
        builder.Property(b => b.Name).HasMaxLength(IdLength);
        builder.Property(b => b.Key).HasMaxLength(128);
        builder.HasIndex(b => new { b.Name, b.Key }).IsUnique();
        builder.HasIndex(b => b.InstanceId);
        builder.HasIndex(b => b.DueAt).HasFilter("due_at IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<WorkflowTurnRow> builder)
    {
        builder.ToTable("workflow_turns");
        builder.HasKey(j => new { j.InstanceId, j.Sequence });
    }

    public void Configure(EntityTypeBuilder<WorkflowIncidentRow> builder)
    {
        builder.ToTable("workflow_incidents");
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.HasIndex(i => i.InstanceId);
    }
}
