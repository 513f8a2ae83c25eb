using System.Data;
using Npgsql;

namespace Smartcard.Storage;

/// <summary>A value with its type, which a null needs too.</summary>
internal readonly record struct SqlValue(DbType Type, object? Value)
{
    /// <summary>Where it is not null with its type known at once, which spares a search for it.</summary>
    public NpgsqlParameter ForPostgres() => Value switch
    {
        string text => new NpgsqlParameter<string> { TypedValue = text },
        Guid id => new NpgsqlParameter<Guid> { TypedValue = id },
        int number => new NpgsqlParameter<int> { TypedValue = number },
        long number => new NpgsqlParameter<long> { TypedValue = number },
        _ => new NpgsqlParameter { DbType = Type, Value = Value ?? DBNull.Value },
    };

    public static implicit operator SqlValue(Guid value) => new(DbType.Guid, value);

    public static implicit operator SqlValue(int value) => new(DbType.Int32, value);

    public static implicit operator SqlValue(string? value) => new(DbType.String, value);

    /// <summary>As the model keeps times: ticks in UTC.</summary>
    public static implicit operator SqlValue(DateTimeOffset? value) => new(DbType.Int64, value?.UtcTicks);

    public static implicit operator SqlValue(DateTimeOffset value) => new(DbType.Int64, value.UtcTicks);
}
