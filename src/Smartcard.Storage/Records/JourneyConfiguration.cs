using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Smartcard.Domain.Audit;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;

namespace Smartcard.Storage.Records;

internal sealed class JourneyConfiguration :
    IEntityTypeConfiguration<Journey>,
    IEntityTypeConfiguration<Pairing>,
    IEntityTypeConfiguration<PairedSession>,
    IEntityTypeConfiguration<CardTaskItem>,
    IEntityTypeConfiguration<EvidenceItem>,
    IEntityTypeConfiguration<AuditEntry>,
    IEntityTypeConfiguration<OutgoingMail>
{
    public void Configure(EntityTypeBuilder<Journey> builder)
    {
        builder.ToTable("journeys");
        builder.Property(j => j.Language).HasMaxLength(5);
        builder.Property(j => j.Workflow).HasMaxLength(64);
        builder.Property(j => j.Channel).HasMaxLength(32);
        builder.Property(j => j.AskedQuestions).HasQuestionList();
        builder.HasIndex(j => new { j.EndedAt, j.LastHeardAt });
        builder.HasIndex(j => j.CardId);
        builder.HasIndex(j => j.StaffId);
        builder.HasIndex(j => new { j.Kind, j.StartedAt });
        builder.HasReference();
        builder.HasIndex(j => j.RegistrationId);
    }

    public void Configure(EntityTypeBuilder<Pairing> builder)
    {
        builder.ToTable("pairings");
        builder.Property(p => p.CodeHash).HasMaxLength(64);
        builder.HasIndex(p => p.CodeHash).IsUnique();
        builder.HasIndex(p => p.JourneyId);
        builder.Property(p => p.UsedAt).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<PairedSession> builder)
    {
        builder.ToTable("helper_sessions");
        builder.Property(s => s.TokenHash).HasMaxLength(64);
        builder.Property(s => s.StartedFor).HasMaxLength(200);
        builder.HasIndex(s => s.TokenHash).IsUnique();
        builder.HasIndex(s => s.JourneyId);
    }

    public void Configure(EntityTypeBuilder<CardTaskItem> builder)
    {
        builder.ToTable("card_tasks");
        builder.Property(t => t.Kind).HasConversion<string>().HasMaxLength(16);
        builder.Property(t => t.Outcome).HasConversion<string>().HasMaxLength(32);
        builder.Property(t => t.CardIdentifier).HasMaxLength(32);
        builder.Property(t => t.Version).IsConcurrencyToken();
        builder.HasIndex(t => new { t.HelperSessionId, t.Step });
        builder.HasIndex(t => t.JourneyId);
        builder.HasIndex(t => t.CardId);
    }

    public void Configure(EntityTypeBuilder<EvidenceItem> builder)
    {
        builder.ToTable("evidence");
        builder.Property(e => e.Address).HasMaxLength(EmailAddress.MaxLength);
        builder.HasIndex(e => e.JourneyId);
        builder.HasIndex(e => e.CardId);
        builder.HasIndex(e => new { e.UserId, e.At }).HasFilter("user_id IS NOT NULL");
        builder.HasIndex(e => e.At).HasFilter("user_id IS NOT NULL");
    }

    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit");
        builder.HasKey(a => a.Sequence);
        builder.Property(a => a.Sequence).ValueGeneratedNever();
        builder.Property(a => a.Event).HasMaxLength(100);
        builder.Property(a => a.Hash).HasMaxLength(64);
        builder.Property(a => a.PreviousHash).HasMaxLength(64);
        builder.HasIndex(a => a.JourneyId).HasFilter("journey_id IS NOT NULL");
        builder.HasIndex(a => new { a.CardId, a.Sequence }).HasFilter("card_id IS NOT NULL");
        builder.HasIndex(a => new { a.ActorId, a.At }).HasFilter("actor_id IS NOT NULL");
        builder.HasIndex(a => new { a.SubjectId, a.Sequence }).HasFilter("subject_id IS NOT NULL");
        builder.HasIndex(a => new { a.Event, a.Sequence });
        builder.HasIndex(a => a.At).HasFilter("event IN ('card-locked-out', 'card-frozen', 'booth-case-taken')"); // what the figures count
    }

    public void Configure(EntityTypeBuilder<OutgoingMail> builder)
    {
        builder.ToTable("outgoing_mail");
        builder.Property(m => m.To).HasMaxLength(EmailAddress.MaxLength);
        builder.Property(m => m.Language).HasMaxLength(5);
        builder.Property(m => m.Version).IsConcurrencyToken();
        builder.Property(m => m.Text).HasMaxLength(OutgoingMail.MaxTextLength);
        builder.Property(m => m.DeliveryStatus).HasMaxLength(OutgoingMail.MaxStatusLength);
        builder.Property(m => m.ClaimedBy).HasMaxLength(OutgoingMail.MaxHostLength);
        builder.HasIndex(m => new { m.State, m.DueAt });
        builder.HasIndex(m => new { m.Delivery, m.CreatedAt });
        builder.HasIndex(m => m.JourneyId);
        builder.HasIndex(m => new { m.CardId, m.CreatedAt });
        builder.HasIndex(m => m.EndedAt);
        builder.HasIndex(m => m.CreatedAt).HasFilter("kind = 'Alert'");
    }
}
