using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Smartcard.Domain.Retention;

namespace Smartcard.Storage.Records;

internal sealed class LegalHoldConfiguration : IEntityTypeConfiguration<LegalHold>
{
    public void Configure(EntityTypeBuilder<LegalHold> builder)
    {
        builder.ToTable("legal_holds");
        builder.Property(h => h.Reference).HasMaxLength(LegalHold.MaxReferenceLength);
        builder.HasIndex(h => new { h.StaffId, h.Reference }).IsUnique();
    }
}
