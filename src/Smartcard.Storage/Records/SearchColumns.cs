using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Registrations;

namespace Smartcard.Storage.Records;

/// <summary>Columns that the database computes, so that what people type finds rows by an index.</summary>
/// <remarks>They are for conditions alone: what is written never reads them back.</remarks>
public static class SearchColumns
{
    /// <summary>Of cards and journeys: the last eight digits of the id, in small letters, as pages show them.</summary>
    public const string Reference = "Reference";

    /// <summary>Of registrations: the address in small letters.</summary>
    public const string PlainAddress = "PlainAddress";

    internal static void HasReference<TEntity>(this EntityTypeBuilder<TEntity> builder)
        where TEntity : class
    {
        builder.Property<string>(Reference).HasMaxLength(8).IsRequired();
        builder.HasIndex(Reference);
    }

    internal static void HasPlainAddress(this EntityTypeBuilder<Registration> builder)
    {
        builder.Property<string?>(PlainAddress).HasMaxLength(EmailAddress.MaxLength);
        builder.HasIndex(PlainAddress);
    }

    /// <summary>Each database has SQL of its own for them, and PostgreSQL an order of words that prefixes can use.</summary>
    internal static void ComputeSearchColumns(this ModelBuilder builder, bool isPostgres)
    {
        var reference = isPostgres ? "right(id::text, 8)" : "lower(substr(id, -8))";
        Compute(builder.Entity<Card>().Property(Reference), reference, isPostgres);
        Compute(builder.Entity<Journey>().Property(Reference), reference, isPostgres);
        Compute(builder.Entity<Registration>().Property(PlainAddress), "lower(address)", isPostgres);
        if (isPostgres)
        {
            builder.Entity<StaffWord>().Property(w => w.Word).UseCollation("C");
            builder.Entity<StaffWord>().Property(w => w.Organisation).UseCollation("C");
        }
    }

    private static void Compute(PropertyBuilder property, string sql, bool isStored)
    {
        property.HasComputedColumnSql(sql, isStored).ValueGeneratedNever();
        property.Metadata.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        property.Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
    }
}
