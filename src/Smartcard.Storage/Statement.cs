using Npgsql;

namespace Smartcard.Storage;

/// <summary>SQL that both databases take, for what every turn does: EF would write it anew each time.</summary>
/// <param name="Sql">With <c>$1</c>, <c>$2</c> … where the values stand.</param>
internal sealed record Statement(string Sql, params SqlValue[] Values)
{
    /// <summary>It changes one row, or somebody else was first.</summary>
    public bool ChangesOne { get; init; }

    /// <summary>On PostgreSQL, where the answer may come after the commit, the server itself fails when it is not one row.</summary>
    public NpgsqlBatchCommand ForPostgres()
    {
        var command = new NpgsqlBatchCommand(ChangesOne ? $"WITH changed AS ({Sql} RETURNING 1) SELECT 1 / count(*) FROM changed" : Sql);
        foreach (var value in Values)
        {
            command.Parameters.Add(value.ForPostgres());
        }

        return command;
    }
}
