using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Registrations;
using Smartcard.Storage.Records;
using Smartcard.Storage.Users;

namespace Smartcard.Storage;

/// <summary>The one model. Each entity has its configuration beside the others of its folder.</summary>
public class SmartcardDbContext : IdentityUserContext<BackOfficeUser, Guid>
{
    public SmartcardDbContext(DbContextOptions<SmartcardDbContext> options)
        : base(options) => Locks = new TurnLocks(this);

    private protected SmartcardDbContext(DbContextOptions options)
        : base(options) => Locks = new TurnLocks(this);

    /// <summary>What the turn that this context is in keeps from others.</summary>
    public TurnLocks Locks { get; }

    /// <summary>Whether several hosts may write at once, each over connections of its own.</summary>
    public bool IsOnPostgres => this is PostgresDbContext;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(SmartcardDbContext).Assembly);
        builder.ComputeSearchColumns(this is PostgresDbContext);
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        StaffWord.Follow(this);
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        await StaffWord.FollowAsync(this, cancellationToken);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // Ticks in UTC: SQLite has no time with offset that it can compare or order.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);

        configurationBuilder.Properties<StaffId>().HaveConversion<EntityIdConverter<StaffId>>();
        configurationBuilder.Properties<CardId>().HaveConversion<EntityIdConverter<CardId>>();
        configurationBuilder.Properties<JourneyId>().HaveConversion<EntityIdConverter<JourneyId>>();
        configurationBuilder.Properties<RegistrationId>().HaveConversion<EntityIdConverter<RegistrationId>>();
        configurationBuilder.Properties<CodeId>().HaveConversion<EntityIdConverter<CodeId>>();
        configurationBuilder.Properties<PairingId>().HaveConversion<EntityIdConverter<PairingId>>();
        configurationBuilder.Properties<HelperSessionId>().HaveConversion<EntityIdConverter<HelperSessionId>>();
        configurationBuilder.Properties<CardTaskId>().HaveConversion<EntityIdConverter<CardTaskId>>();
        configurationBuilder.Properties<EvidenceId>().HaveConversion<EntityIdConverter<EvidenceId>>();
        configurationBuilder.Properties<BoothCaseId>().HaveConversion<EntityIdConverter<BoothCaseId>>();
        configurationBuilder.Properties<BoothNoteId>().HaveConversion<EntityIdConverter<BoothNoteId>>();
        configurationBuilder.Properties<MatterId>().HaveConversion<EntityIdConverter<MatterId>>();
        configurationBuilder.Properties<JourneyActId>().HaveConversion<EntityIdConverter<JourneyActId>>();
        configurationBuilder.Properties<MailId>().HaveConversion<EntityIdConverter<MailId>>();
        configurationBuilder.Properties<UserId>().HaveConversion<EntityIdConverter<UserId>>();
        configurationBuilder.Properties<AlertId>().HaveConversion<EntityIdConverter<AlertId>>();
        configurationBuilder.Properties<WrappingKeyId>().HaveConversion<EntityIdConverter<WrappingKeyId>>();
        configurationBuilder.Properties<AlertDeliveryId>().HaveConversion<EntityIdConverter<AlertDeliveryId>>();
        configurationBuilder.Properties<LegalHoldId>().HaveConversion<EntityIdConverter<LegalHoldId>>();
        configurationBuilder.Properties<ImportId>().HaveConversion<EntityIdConverter<ImportId>>();
        configurationBuilder
            .Properties<CardIdentifier>()
            .HaveConversion<CardIdentifierConverter>()
            .HaveMaxLength(CardIdentifier.Length);
        configurationBuilder
            .Properties<EmailAddress>()
            .HaveConversion<EmailAddressConverter, EmailAddressAsTyped>()
            .HaveMaxLength(EmailAddress.MaxLength);
    }

    private sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(
        time => time.UtcTicks,
        ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    private sealed class EntityIdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => new TId { Value = value })
        where TId : struct, IEntityId;

    private sealed class CardIdentifierConverter()
        : ValueConverter<CardIdentifier, string>(identifier => identifier.Value, text => CardIdentifier.Parse(text));

    private sealed class EmailAddressConverter()
        : ValueConverter<EmailAddress, string>(address => address.Value, text => EmailAddress.Parse(text));

    /// <summary>An address whose case alone was changed is the same, but is written anew: a code goes to it as it was typed last.</summary>
    private sealed class EmailAddressAsTyped() : ValueComparer<EmailAddress>(
        (a, b) => (a == null ? null : a.Value) == (b == null ? null : b.Value),
        address => StringComparer.Ordinal.GetHashCode(address.Value));
}
