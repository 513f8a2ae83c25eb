using Npgsql;

namespace Smartcard.Benchmarks.BackOffice;

/// <summary>Some of the rows, to be looked at by name.</summary>
internal sealed record SampleRows(
    string Holder,
    Guid Person,
    Guid Card,
    string CardReference,
    Guid InPerson,
    Guid Finished,
    Guid Running,
    Guid User,
    DateTimeOffset LongAgo)
{
    public const int DaysOfLongAgo = 200;

    public static async Task<SampleRows> FindAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(
            """
            SELECT s.display_name, s.id, c.id,
                   (SELECT id FROM journeys WHERE kind = 'InPerson' AND ended_at IS NULL ORDER BY id LIMIT 1),
                   (SELECT id FROM journeys WHERE kind = 'Unlock' AND "end" = 'Completed' ORDER BY id DESC LIMIT 1),
                   (SELECT id FROM journeys WHERE kind = 'Unlock' AND ended_at IS NULL ORDER BY id DESC LIMIT 1),
                   (SELECT id FROM users WHERE user_name = 'booth7')
            FROM cards c JOIN staff s ON s.id = c.staff_id ORDER BY c.identifier LIMIT 1
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var card = reader.GetGuid(2);
        return new SampleRows(
            reader.GetString(0),
            reader.GetGuid(1),
            card,
            Look.References.Of(card),
            reader.GetGuid(3),
            reader.GetGuid(4),
            reader.GetGuid(5),
            reader.GetGuid(6),
            TimeProvider.System.GetUtcNow().AddDays(-DaysOfLongAgo));
    }
}
