using System.Data.Common;
using System.Globalization;
using Npgsql;
using Smartcard.Domain;

namespace Smartcard.Storage;

/// <summary>
/// The locks of the turn that a context is in. They are sent ahead of its next command, in the same round trip, and end
/// with its transaction.
/// </summary>
/// <remarks>
/// A query sees what was committed before it started, so what is read behind a lock does not change before the commit.
/// The order (the scope, a card, the audit) keeps turns from waiting for each other in a circle; where they do, the
/// server ends one of them, and it is made again.
/// </remarks>
public sealed class TurnLocks(SmartcardDbContext database)
{
    /// <summary>Of all locks of an installation on a server: those of the product.</summary>
    internal const int Product = 0x534D4354;

    private const int Writing = 2;

    private const string TakeOwn = "pg_advisory_xact_lock(hashtextextended($1, 0))";
    private static readonly string Alone = string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT pg_advisory_xact_lock({Product}, {Writing})");
    private static readonly string Beside = string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT pg_advisory_xact_lock_shared({Product}, {Writing}), {TakeOwn}");

    private readonly List<Statement> _pending = [];
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private bool _isAlone = true;
    private (DbCommand Command, int Locks)? _riding;

    internal bool ArePending => _pending.Count > 0;

    internal bool IsInTurn { get; private set; }

    /// <summary>Another number for each turn.</summary>
    internal int Turn { get; private set; }

    /// <summary>No other turn reads or changes what belongs to this card until the end of this one. Taken twice, it is held once.</summary>
    /// <exception cref="InvalidOperationException">No turn is under way.</exception>
    public HeldCard Hold(CardId id) => HeldCard.Take(database, id);

    /// <summary>No other turn reads or changes this until the end of this one. The query that reads it comes afterwards.</summary>
    /// <remarks>Outside of turns, and in one that is alone anyway, this does nothing.</remarks>
    public void Hold(string kind, string key)
    {
        if (!_isAlone && _held.Add($"{kind}:{key}"))
        {
            _pending.Add(new Statement("SELECT " + TakeOwn, $"{kind}:{key}"));
        }
    }

    /// <summary>A transaction of a turn begins on SQLite, where no other turn writes meanwhile.</summary>
    internal void StartAlone()
    {
        End();
        IsInTurn = true;
    }

    /// <summary>A transaction of a turn begins on PostgreSQL.</summary>
    /// <param name="scope">Null = no other turn writes meanwhile, of all hosts: what SQLite does by itself.</param>
    internal void Start(TurnScope? scope)
    {
        StartAlone();
        _isAlone = scope is null;
        if (scope is { } one)
        {
            _held.Add(one.ToString());
            _pending.Add(new Statement(Beside, one.ToString()));
        }
        else
        {
            _pending.Add(new Statement(Alone));
        }
    }

    /// <summary>The transaction is over, and its locks with it.</summary>
    internal void End()
    {
        _pending.Clear();
        _held.Clear();
        _isAlone = true;
        _riding = null;
        IsInTurn = false;
        Turn++;
    }

    /// <summary>What is pending, to be sent ahead of the caller's own statement.</summary>
    internal IReadOnlyList<Statement> Take()
    {
        if (_pending.Count == 0)
        {
            return [];
        }

        Statement[] taken = [.. _pending];
        _pending.Clear();
        return taken;
    }

    /// <summary>Puts what is pending in front of a command of EF's, whose values have names.</summary>
    internal void Ride(DbCommand command)
    {
        if (_pending.Count == 0)
        {
            return;
        }

        var sql = "";
        for (var number = 0; number < _pending.Count; number++)
        {
            sql += _pending[number].Sql.Replace("$1", $"@lock{number}", StringComparison.Ordinal) + ";\n";
            foreach (var value in _pending[number].Values)
            {
                command.Parameters.Add(new NpgsqlParameter($"lock{number}", value.Value));
            }
        }

        command.CommandText = sql + command.CommandText;
        _riding = (command, _pending.Count);
        _pending.Clear();
    }

    /// <summary>How many results of a command come before its own.</summary>
    internal int ResultsBefore(DbCommand command)
    {
        var before = _riding is { } riding && riding.Command == command ? riding.Locks : 0;
        _riding = before > 0 ? null : _riding;
        return before;
    }
}
