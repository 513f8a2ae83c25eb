using Microsoft.EntityFrameworkCore;

namespace Smartcard.Storage.Records;

/// <summary>What is asked of the audit as a whole.</summary>
public static class AuditQueries
{
    /// <summary>Each event that the audit has, once, as it is written there.</summary>
    /// <remarks>
    /// Goes from one to the next in their index: there are some dozen among millions of entries, and DISTINCT reads
    /// them all.
    /// </remarks>
    public static Task<List<string>> AuditEventsAsync(this SmartcardDbContext database, CancellationToken cancellationToken) =>
        database.Database
            .SqlQuery<string>(
                $"""
                WITH RECURSIVE events (event) AS (
                    SELECT min(event) FROM audit
                    UNION ALL
                    SELECT (SELECT min(a.event) FROM audit a WHERE a.event > e.event) FROM events e WHERE e.event IS NOT NULL)
                SELECT event AS "Value" FROM events WHERE event IS NOT NULL
                """)
            .ToListAsync(cancellationToken);
}
