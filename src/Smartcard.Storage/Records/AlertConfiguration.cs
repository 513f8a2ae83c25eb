using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Smartcard.Domain.Alerts;

namespace Smartcard.Storage.Records;

internal sealed class AlertConfiguration : IEntityTypeConfiguration<Alert>, IEntityTypeConfiguration<AlertDelivery>
{
    public void Configure(EntityTypeBuilder<Alert> builder)
    {
        builder.ToTable("alerts");
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.HasIndex(a => a.Condition).IsUnique().HasFilter("cleared_at IS NULL"); // raised once, by whichever host
        builder.HasIndex(a => a.RaisedAt);
    }

    public void Configure(EntityTypeBuilder<AlertDelivery> builder)
    {
        builder.ToTable("alert_deliveries");
        builder.Property(d => d.Version).IsConcurrencyToken();
        builder.Ignore(d => d.NotAfter);
        builder.HasIndex(d => new { d.State, d.DueAt });
        builder.HasIndex(d => d.CreatedAt);
    }
}
