using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Smartcard.Domain.Import;

namespace Smartcard.Storage.Records;

internal sealed class ImportConfiguration : IEntityTypeConfiguration<StaffImport>, IEntityTypeConfiguration<ImportChunk>
{
    public void Configure(EntityTypeBuilder<StaffImport> builder)
    {
        builder.ToTable("staff_imports");
        builder.Property(i => i.FileName).HasMaxLength(StaffImport.MaxFileNameLength);
        builder.Property(i => i.Manner).HasDefaultValue(ImportManner.Asked); // of those before there were others
        builder.HasIndex(i => i.At);
    }

    public void Configure(EntityTypeBuilder<ImportChunk> builder)
    {
        builder.ToTable("import_chunks");
        builder.HasKey(c => new { c.ImportId, c.Number });
    }
}
