using Microsoft.EntityFrameworkCore;

namespace Smartcard.Storage;

/// <summary>The same model on PostgreSQL. A type of its own, since migrations belong to a type of context, and each database has its own set.</summary>
public sealed class PostgresDbContext(DbContextOptions<PostgresDbContext> options) : SmartcardDbContext(options);
