using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Smartcard.Domain.Cards.Readings;

namespace Smartcard.Storage.Records;

internal sealed class CardReadingConfiguration : IEntityTypeConfiguration<CardReading>
{
    public void Configure(EntityTypeBuilder<CardReading> builder)
    {
        builder.ToTable("card_readings");
        builder.HasIndex(r => new { r.ReadBy, r.KeyCheckedAt });
        builder.HasIndex(r => new { r.Identifier, r.KeyCheckedAt });
    }
}
