using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Storage;

namespace Smartcard.Tests.SelfService;

/// <summary>A bench's database as it was, to try one thing after another from the same beginning.</summary>
internal static class KeptRows
{
    /// <summary>Keeps every row as it is now, to come back to.</summary>
    public static Task KeepAsync(this JourneyBench bench) =>
        OnTablesAsync(bench, table => $"CREATE TABLE kept_{table} AS SELECT * FROM {table};");

    /// <summary>Every row is again as it was when it was kept.</summary>
    public static Task GoBackAsync(this JourneyBench bench) =>
        OnTablesAsync(bench, table => $"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table};");

    private static Task<int> OnTablesAsync(JourneyBench bench, Func<string, string> change) => bench.TurnAsync((services, ct) =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        var tables = database.Model.GetEntityTypes().Select(t => t.GetTableName()!).Distinct();
        var sql = string.Concat(tables.Select(change)); // names out of our own model
        return database.Database.ExecuteSqlRawAsync(sql, ct);
    });
}
