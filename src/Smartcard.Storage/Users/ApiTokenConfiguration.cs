using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Smartcard.Domain.Systems;

namespace Smartcard.Storage.Users;

internal sealed class ApiTokenConfiguration : IEntityTypeConfiguration<ApiToken>
{
    private const int HashLength = 64;

    public void Configure(EntityTypeBuilder<ApiToken> builder)
    {
        builder.ToTable("api_tokens");
        builder.Property(t => t.Name).HasMaxLength(ApiToken.MaxNameLength);
        builder.Property(t => t.Hash).HasMaxLength(HashLength);
        builder.Property(t => t.Scopes).HasConversion<int>();
        builder.HasIndex(t => t.Hash).IsUnique();
    }
}
