using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Figures;

namespace Smartcard.Storage.Records;

internal sealed class FiguresConfiguration
    : IEntityTypeConfiguration<HourFigures>,
        IEntityTypeConfiguration<HourTotals>,
        IEntityTypeConfiguration<MailFigures>,
        IEntityTypeConfiguration<CountedHour>
{
    public void Configure(EntityTypeBuilder<HourFigures> builder)
    {
        builder.ToTable("hour_figures");
        builder.HasKey(f => new { f.Hour, f.Organisation });
        builder.Property(f => f.Organisation).HasMaxLength(Staff.MaxNameLength);
        HaveFigures(builder);
    }

    public void Configure(EntityTypeBuilder<HourTotals> builder)
    {
        builder.ToTable("hour_totals");
        builder.HasKey(f => f.Hour);
        HaveFigures(builder);
    }

    public void Configure(EntityTypeBuilder<MailFigures> builder)
    {
        builder.ToTable("mail_figures");
        builder.HasKey(f => new { f.Hour, f.Organisation, f.Provider, f.Outcome });
        builder.Property(f => f.Organisation).HasMaxLength(Staff.MaxNameLength);
        builder.Property(f => f.Provider).HasMaxLength(MailFigures.MaxProviderLength);
    }

    public void Configure(EntityTypeBuilder<CountedHour> builder)
    {
        builder.ToTable("counted_hours");
        builder.HasKey(h => h.Hour);
    }

    private static void HaveFigures<T>(EntityTypeBuilder<T> builder)
        where T : FigureSums
    {
        foreach (var count in Figure.All.Except(Figure.Times))
        {
            builder.IndexerProperty<int>(count);
        }

        foreach (var time in Figure.Times)
        {
            builder.IndexerProperty<long>(time);
        }
    }
}
