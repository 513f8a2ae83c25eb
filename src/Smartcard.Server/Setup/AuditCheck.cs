using System.Globalization;
using Smartcard.SelfService.Audit;

namespace Smartcard.Server.Setup;

/// <summary>Says of copies of the audit whether they are as they were written, on any machine and without a database.</summary>
internal static class AuditCheck
{
    /// <param name="files">As the back office gives them out; at least one.</param>
    /// <returns>0 when all are as they were written, 1 when one is not, 2 when one could not be read.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> files, TextWriter output, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
        {
            await output.WriteLineAsync($"Name the files to verify: {HostCommand.VerifyAudit} FILE");
            return 2;
        }

        var code = 0;
        foreach (var path in files)
        {
            try
            {
                using var file = new StreamReader(path);
                var verdict = await AuditFileCheck.RunAsync(file, cancellationToken);
                code = Math.Max(code, verdict is { Fault: null, Last: not null } ? 0 : 1);
                await output.WriteLineAsync($"{path}: {WordsOf(verdict)}");
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                code = 2;
                await output.WriteLineAsync($"{path} cannot be read: {failure.Message}");
            }
        }

        return code;
    }

    private static string WordsOf(AuditFileVerdict verdict) => verdict switch
    {
        { Fault: { Entry: { } entry } fault } =>
            $"line {fault.Line} is wrong. Entry {entry} {WhyOf(fault.Kind)}." + UpTo(verdict),
        { Fault: { } fault } => $"line {fault.Line} is wrong. It is not an entry of the audit." + UpTo(verdict),
        { First: { } first, Last: { } last } => string.Create(
            CultureInfo.InvariantCulture,
            $"entries {first.Sequence} to {last.Sequence}, from {first.At:yyyy-MM-dd HH:mm:ss} to {last.At:yyyy-MM-dd HH:mm:ss} UTC, ")
            + $"are as they were written. The hash of the last is {last.Hash}. It must be the same as in the audit, where the entry says "
            + "who downloaded this copy.",
        _ => "there is no entry in it.",
    };

    private static string WhyOf(AuditFileFaultKind kind) => kind == AuditFileFaultKind.Changed
        ? "was changed after it was written"
        : "does not follow the entry before it. One between them is missing, or one was changed";

    private static string UpTo(AuditFileVerdict verdict) =>
        verdict.Last is { } last ? $" The entries up to {last.Sequence} are as they were written." : "";
}
