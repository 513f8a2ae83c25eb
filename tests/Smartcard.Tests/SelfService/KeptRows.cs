using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Storage;

namespace Smartcard.Tests.SelfService;

/// <summary>A bench's database as it was, to try one thing after another from the same beginning.</summary>
internal static class KeptRows
{
    /// <summary>Keeps every row as it is now, to come back to.</summary>
    public static Task KeepAsync(this JourneyBench bench) =>
        OnTablesAsync(bench, (table, columns) => $"CREATE TABLE kept_{table} AS SELECT {columns} FROM {table};");

    /// <summary>Every row is again as it was when it was kept.</summary>
    public static Task GoBackAsync(this JourneyBench bench) =>
        OnTablesAsync(
            bench, (table, columns) => $"DELETE FROM {table}; INSERT INTO {table} ({columns}) SELECT {columns} FROM kept_{table};");

    private static Task<int> OnTablesAsync(JourneyBench bench, Func<string, string, string> change) => bench.TurnAsync((services, ct) =>
    {
        var database = services.GetRequiredService<SmartcardDbContext>();
        var sql = string.Concat(database.Model.GetRelationalModel().Tables.Select(table => change( // names out of our own model
            table.Name,
            string.Join(", ", table.Columns.Where(c => c.ComputedColumnSql is null).Select(c => $"\"{c.Name}\"")))));
        return database.Database.ExecuteSqlRawAsync(sql, ct);
    });
}
