using System.Collections.Concurrent;
using System.Data.Common;
using Smartcard.Workflows;

namespace Smartcard.Storage.Workflows;

/// <summary>How instances are read and saved: each of a turn's statements touches what it must and nothing more.</summary>
/// <remarks>The tables are those of <see cref="WorkflowConfiguration"/>, by which everybody else queries them.</remarks>
internal static class InstanceStatements
{
    private const string InstanceColumns =
        "i.id, i.definition_id, i.version, i.correlation_id, i.status, i.state, i.turn";
    private const string WaitingColumns =
        $"SELECT {InstanceColumns}, b.id, b.name, b.key, b.due_at FROM workflow_bookmarks b JOIN workflow_instances i "
        + "ON i.id = b.instance_id ";
    private const int InstanceColumnCount = 7;

    /// <summary>A workflow with a loop may do thousands of things in a turn, and a statement takes some ten thousand values.</summary>
    private const int RowsAtOnce = 100;

    /// <summary>By how they start and how many rows they have.</summary>
    private static readonly ConcurrentDictionary<(string, int), string> Inserts = new();

    public static Statement PublishedVersion(string definitionId) =>
        new(
            "SELECT version FROM workflow_definitions WHERE definition_id = $1 AND is_published ORDER BY version DESC LIMIT 1",
            definitionId);

    public static Statement Waiting(string name, string key) => new(WaitingColumns + "WHERE b.name = $1 AND b.key = $2", name, key);

    public static Statement Waiting(Guid bookmarkId) => new(WaitingColumns + "WHERE b.id = $1", bookmarkId);

    public static Statement Instance(Guid id) => new($"SELECT {InstanceColumns} FROM workflow_instances i WHERE i.id = $1", id);

    public static (WorkflowState, BookmarkRecord)? ReadWaiting(DbDataReader row) => (
        ReadInstance(row),
        new BookmarkRecord(
            row.GetGuid(InstanceColumnCount),
            row.GetString(InstanceColumnCount + 1),
            row.GetString(InstanceColumnCount + 2),
            row.IsDBNull(InstanceColumnCount + 3) ? null : new DateTimeOffset(row.GetInt64(InstanceColumnCount + 3), TimeSpan.Zero)));

    public static WorkflowState ReadInstance(DbDataReader row) =>
        WorkflowInstanceRow.Load(
            row.GetGuid(0),
            row.GetString(1),
            row.GetInt32(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            Enum.Parse<WorkflowStatus>(row.GetString(4)),
            row.GetInt32(6),
            row.GetString(5));

    public static IEnumerable<Statement> Save(Turn turn, DateTimeOffset now)
    {
        yield return Instance(turn.State, turn.IsNew, now);
        foreach (var burnt in turn.BurntBookmarks)
        {
            yield return new Statement("DELETE FROM workflow_bookmarks WHERE id = $1", burnt.Id);
        }

        foreach (var moved in turn.MovedBookmarks)
        {
            yield return new Statement("UPDATE workflow_bookmarks SET due_at = $2 WHERE id = $1", moved.Id, moved.DueAt);
        }

        foreach (var some in turn.NewBookmarks.Chunk(RowsAtOnce))
        {
            yield return Rows(
                "INSERT INTO workflow_bookmarks (id, instance_id, name, key, due_at) VALUES ",
                [.. some.Select(b => new SqlValue[] { b.Id, turn.InstanceId, b.Name, b.Key, b.DueAt })]);
        }

        if (turn.Journal.Count > 0)
        {
            yield return new Statement(
                "INSERT INTO workflow_turns (instance_id, sequence, journal) VALUES ($1, $2, $3)",
                turn.InstanceId,
                turn.Journal[0].Sequence,
                JournalEntry.ToJson(turn.Journal));
        }

        foreach (var i in turn.Incidents)
        {
            yield return new Statement(
                "INSERT INTO workflow_incidents (id, instance_id, at, activity_id, node_id, activity_type, message) "
                + "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                Guid.CreateVersion7(now), turn.InstanceId, i.At, i.ActivityId, i.NodeId, i.ActivityType, i.Message);
        }
    }

    private static Statement Instance(WorkflowState state, bool isNew, DateTimeOffset now) =>
        isNew
            ? new Statement(
                "INSERT INTO workflow_instances (id, definition_id, version, correlation_id, status, state, "
                + "created_at, updated_at, turn) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 0)",
                state.InstanceId,
                state.DefinitionId,
                state.Version,
                state.CorrelationId,
                state.Status.ToString(),
                state.ToJson(),
                now)
            : new Statement(
                "UPDATE workflow_instances SET correlation_id = $3, status = $4, state = $5, updated_at = $6, turn = "
                + "turn + 1 WHERE id = $1 AND turn = $2",
                state.InstanceId,
                state.Revision,
                state.CorrelationId,
                state.Status.ToString(),
                state.ToJson(),
                now)
            {
                ChangesOne = true,
            };

    /// <summary>Several rows in one statement; its text is the same for as many rows, so the database knows it.</summary>
    private static Statement Rows(string insert, IReadOnlyList<SqlValue[]> rows) =>
        new(Inserts.GetOrAdd((insert, rows.Count), _ => TextOf(insert, rows.Count, rows[0].Length)), [.. rows.SelectMany(r => r)]);

    private static string TextOf(string insert, int rows, int columns) =>
        insert
        + string.Join(
            ", ",
            Enumerable
                .Range(0, rows)
                .Select(row =>
                    $"({string.Join(", ", Enumerable.Range((row * columns) + 1, columns).Select(number => $"${number}"))})"));
}
