using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Registrations;

namespace Smartcard.Storage.Records;

internal sealed class RegistrationConfiguration :
    IEntityTypeConfiguration<Registration>, IEntityTypeConfiguration<EmailCode>, IEntityTypeConfiguration<AddressChange>
{
    public void Configure(EntityTypeBuilder<Registration> builder)
    {
        builder.ToTable("registrations");
        builder.Property(r => r.Answers).HasConversion(
            answers => JsonSerializer.Serialize(answers, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<RegisteredAnswer[]>(json, JsonSerializerOptions.Default)!,
            new ValueComparer<IReadOnlyList<RegisteredAnswer>>((a, b) => a!.SequenceEqual(b!), a => a.Count, a => a));
        builder.Property(r => r.QuestionOrder).HasQuestionList();
        builder.HasIndex(r => new { r.CardId, r.State });
        builder.HasIndex(r => r.JourneyId);
        builder.HasPlainAddress();
        builder.HasIndex(r => new { r.State, r.CreatedAt });
    }

    public void Configure(EntityTypeBuilder<EmailCode> builder)
    {
        builder.ToTable("email_codes");
        builder.Property(c => c.Address).HasMaxLength(EmailAddress.MaxLength);
        builder.Property(c => c.WrongTries).IsConcurrencyToken();
        builder.HasIndex(c => new { c.JourneyId, c.State });
        builder.HasIndex(c => new { c.CardId, c.CreatedAt });
    }

    public void Configure(EntityTypeBuilder<AddressChange> builder)
    {
        builder.ToTable("address_changes");
        builder.Property(c => c.IdentityCheck).HasMaxLength(InPersonReset.MaxCheckLength);
        builder.Property(c => c.Seen).HasMaxLength(InPersonReset.MaxSeenLength);
        builder.HasIndex(c => c.CardId);
    }
}

internal static class QuestionListConversion
{
    /// <summary>Question numbers with commas between; empty = none.</summary>
    public static PropertyBuilder<IReadOnlyList<QuestionId>> HasQuestionList(
        this PropertyBuilder<IReadOnlyList<QuestionId>> property) =>
        property
            .HasMaxLength(100)
            .HasConversion(
                questions => string.Join(',', questions.Select(q => q.Value.ToString(CultureInfo.InvariantCulture))),
                text =>
                    text.Split(',', StringSplitOptions.RemoveEmptyEntries)
                        .Select(n => new QuestionId(int.Parse(n, CultureInfo.InvariantCulture)))
                        .ToArray(),
                new ValueComparer<IReadOnlyList<QuestionId>>((a, b) => a!.SequenceEqual(b!), a => a.Count, a => a));
}
