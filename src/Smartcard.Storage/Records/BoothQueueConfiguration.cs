using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Smartcard.Domain.Booth;

namespace Smartcard.Storage.Records;

internal sealed class BoothQueueConfiguration : IEntityTypeConfiguration<BoothClaim>, IEntityTypeConfiguration<BoothNote>
{
    public void Configure(EntityTypeBuilder<BoothClaim> builder)
    {
        builder.ToTable("booth_claims");
        builder.HasKey(c => c.Id);
    }

    public void Configure(EntityTypeBuilder<BoothNote> builder)
    {
        builder.ToTable("booth_notes");
        builder.Property(n => n.SealedText).HasMaxLength(BoothNote.MaxSealedLength);
        builder.HasIndex(n => n.CaseId);
    }
}
