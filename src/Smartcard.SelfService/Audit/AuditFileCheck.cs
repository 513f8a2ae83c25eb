using Smartcard.Domain.Audit;

namespace Smartcard.SelfService.Audit;

/// <summary>Whether a copy of the audit is as it was written: each entry has its hash, and follows the one before it.</summary>
public static class AuditFileCheck
{
    /// <param name="file">As an RA administrator or an auditor downloads it.</param>
    public static async Task<AuditFileVerdict> RunAsync(TextReader file, CancellationToken cancellationToken)
    {
        AuditEntry? first = null;
        AuditEntry? previous = null;
        for (long line = 1; await file.ReadLineAsync(cancellationToken) is { } text; line++)
        {
            if (text.Length == 0)
            {
                continue; // an editor's last line
            }

            if (AuditFileLine.Read(text)?.ToEntry() is not { } entry)
            {
                return new AuditFileVerdict(first, previous, new AuditFileFault(line, AuditFileFaultKind.NoEntry, Entry: null));
            }

            if (!entry.HasItsHash)
            {
                return Broken(AuditFileFaultKind.Changed);
            }

            if (previous is null ? entry.Sequence == 1 && !entry.Follows(null) : !entry.Follows(previous))
            {
                return Broken(AuditFileFaultKind.DoesNotFollow);
            }

            first ??= entry;
            previous = entry;

            AuditFileVerdict Broken(AuditFileFaultKind kind) =>
                new(first, previous, new AuditFileFault(line, kind, entry.Sequence));
        }

        return new AuditFileVerdict(first, previous, Fault: null);
    }
}

/// <param name="First">Null where no entry was good.</param>
/// <param name="Last">The last that was good.</param>
/// <param name="Fault">Null = all of the file is as it was written.</param>
public sealed record AuditFileVerdict(AuditEntry? First, AuditEntry? Last, AuditFileFault? Fault);

/// <param name="Line">Of the file; the first is 1.</param>
/// <param name="Entry">What the line says that it is; null where it says nothing.</param>
public sealed record AuditFileFault(long Line, AuditFileFaultKind Kind, long? Entry);

public enum AuditFileFaultKind
{
    /// <summary>The line is not an entry of the audit.</summary>
    NoEntry,

    /// <summary>Something in the entry is other than when its hash was made.</summary>
    Changed,

    /// <summary>An entry before it is missing, was changed, or stands elsewhere.</summary>
    DoesNotFollow,
}
