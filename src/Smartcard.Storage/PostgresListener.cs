using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Smartcard.Storage;

/// <summary>Hears what other hosts commit, by PostgreSQL's LISTEN, on a connection of its own.</summary>
internal sealed class PostgresListener(
    DatabaseLocation location,
    CommitNews news,
    TimeProvider time,
    ILogger<PostgresListener> logger
) : BackgroundService
{
    /// <summary>As which the connection is seen in <c>pg_stat_activity</c>.</summary>
    internal const string Name = "Smartcard listener";

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Keepalive: a connection that has died without a word is noticed, and made anew.
        var connection = new NpgsqlConnectionStringBuilder(((DatabaseLocation.PostgresServer)location).ConnectionString)
        {
            Pooling = false,
            KeepAlive = 10,
            ApplicationName = Name,
        }.ToString();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(connection, stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
            {
                logger.ListenerLost(failure.GetType().Name);
                await Task.Delay(Again, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ListenAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        connection.Notification += (_, notification) =>
        {
            if (CommitNote.Parse(notification.Payload) is (var from, var note) && from != news.HostId)
            {
                news.Tell(note);
            }
        };
        await using (var listen = new NpgsqlCommand($"LISTEN {PostgresSetup.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        news.TellMissed(); // of what was committed while nobody listened
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }
}
