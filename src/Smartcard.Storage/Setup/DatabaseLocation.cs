using Npgsql;

namespace Smartcard.Storage;

/// <summary>Where an installation keeps its data.</summary>
public abstract record DatabaseLocation
{
    private DatabaseLocation()
    {
    }

    /// <summary>One file, for one host.</summary>
    public sealed record SqliteFile(string Path) : DatabaseLocation;

    /// <summary>A server, for any number of hosts.</summary>
    /// <param name="ConnectionString">
    /// As Npgsql takes it, e.g. <c>Host=db;Database=smartcard;Username=smartcard;Password=…</c>. It holds a password:
    /// never logged.
    /// </param>
    public sealed record PostgresServer(string ConnectionString) : DatabaseLocation
    {
        /// <returns>Null for what is not a connection string, or names no host.</returns>
        public static PostgresServer? Parse(string text)
        {
            try
            {
                // A pooled connection keeps the settings it was made with; our locks end with the transaction, so it
                // needs no statement to be clean.
                var server = new NpgsqlConnectionStringBuilder(text) { ApplicationName = "Smartcard", NoResetOnClose = true };
                Default("Max Auto Prepare", "100");
                Default("Auto Prepare Min Usages", "2");
                return string.IsNullOrEmpty(server.Host) ? null : new PostgresServer(server.ToString());

                void Default(string key, string value)
                {
                    if (!server.ShouldSerialize(key))
                    {
                        server[key] = value;
                    }
                }
            }
            catch (ArgumentException)
            {
                // Its message may quote a part of a password that is not in quotes.
                return null;
            }
        }

        public override string ToString() => nameof(PostgresServer);
    }
}
