using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Lockouts;

namespace Smartcard.Storage.Records;

internal sealed class CardConfiguration
    : IEntityTypeConfiguration<Card>,
        IEntityTypeConfiguration<CardKey>,
        IEntityTypeConfiguration<WrappedKeyOwner>,
        IEntityTypeConfiguration<WrappingKey>,
        IEntityTypeConfiguration<Staff>,
        IEntityTypeConfiguration<StaffWord>,
        IEntityTypeConfiguration<CardLockout>,
        IEntityTypeConfiguration<BoothCase>,
        IEntityTypeConfiguration<InPersonReset>,
        IEntityTypeConfiguration<JourneyAct>
{
    public void Configure(EntityTypeBuilder<Card> builder)
    {
        builder.ToTable("cards");
        builder.HasIndex(c => c.Identifier).IsUnique();
        builder.HasIndex(c => c.StaffId);
        builder.HasReference();
        builder.Property(c => c.Type).HasDefaultValue(CardType.Gids).HasSentinel(CardType.Gids);
        builder.Property(c => c.State).HasDefaultValue(CardState.InUse).HasSentinel(CardState.InUse);
    }

    public void Configure(EntityTypeBuilder<CardKey> builder)
    {
        builder.ToTable("card_keys");
        builder.HasKey(k => k.CardId);
        builder.Property(k => k.Wrapped).HasMaxLength(64);
        builder.Ignore(k => k.Puk);
    }

    public void Configure(EntityTypeBuilder<WrappedKeyOwner> builder)
    {
        builder.ToTable("wrapped_key_owners");
        builder.HasKey(o => o.Wrapped);
        builder.Property(o => o.Wrapped).HasMaxLength(128);
    }

    public void Configure(EntityTypeBuilder<WrappingKey> builder)
    {
        builder.ToTable("wrapping_keys");
        builder.Property(k => k.TransportKeyId).HasMaxLength(64);
        builder.Property(k => k.Wrapped).HasMaxLength(1024);
    }

    public void Configure(EntityTypeBuilder<Staff> builder)
    {
        builder.ToTable("staff");
        builder.Property(s => s.DisplayName).HasMaxLength(Staff.MaxNameLength);
        builder.Property(s => s.Organisation).HasMaxLength(Staff.MaxNameLength);
        builder.Property(s => s.Site).HasMaxLength(Staff.MaxNameLength);
        builder.Property(s => s.Number).HasMaxLength(Staff.MaxNumberLength);
        builder.HasIndex(s => s.Number);
        builder.HasIndex(s => s.ImportId);
    }

    public void Configure(EntityTypeBuilder<StaffWord> builder)
    {
        builder.ToTable("staff_words");
        builder.HasKey(w => new { w.Word, w.StaffId });
        builder.HasIndex(w => new { w.StaffId, w.Word });
        builder.HasIndex(w => new { w.Organisation, w.Word, w.StaffId });
        builder.Property(w => w.Word).HasMaxLength(NameWords.MaxLength);
        builder.Property(w => w.Organisation).HasMaxLength(Staff.MaxNameLength);
    }

    public void Configure(EntityTypeBuilder<CardLockout> builder)
    {
        builder.ToTable("card_lockouts");
        builder.HasKey(l => l.CardId);
        builder.Property(l => l.Version).IsConcurrencyToken();
    }

    public void Configure(EntityTypeBuilder<BoothCase> builder)
    {
        builder.ToTable("booth_cases");
        builder.HasIndex(c => c.ClosedAt);
        builder.HasIndex(c => c.OpenedAt);
        builder.HasIndex(c => c.CardId);
    }

    public void Configure(EntityTypeBuilder<InPersonReset> builder)
    {
        builder.ToTable("in_person_resets");
        builder.Property(r => r.IdentityCheck).HasMaxLength(InPersonReset.MaxCheckLength);
        builder.Property(r => r.Seen).HasMaxLength(InPersonReset.MaxSeenLength);
        builder.HasIndex(r => r.CardId);
    }

    public void Configure(EntityTypeBuilder<JourneyAct> builder)
    {
        builder.ToTable("journey_acts");
        builder.Property(a => a.Choice).HasMaxLength(JourneyAct.MaxChoiceLength);
        builder.Property(a => a.IdentityCheck).HasMaxLength(InPersonReset.MaxCheckLength);
        builder.Property(a => a.Seen).HasMaxLength(InPersonReset.MaxSeenLength);
        builder.HasIndex(a => a.JourneyId);
        builder.HasIndex(a => new { a.ActorId, a.At });
        builder.HasIndex(a => a.At).HasFilter("kind = 'ClearQuestions'");
    }
}
