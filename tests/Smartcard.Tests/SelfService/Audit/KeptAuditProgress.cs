using Smartcard.SelfService.Audit;

namespace Smartcard.Tests.SelfService.Audit;

/// <summary>How far the audit was verified, for as long as a test lasts.</summary>
internal sealed class KeptAuditProgress : IAuditProgress
{
    private AuditProgress _progress = new();

    public AuditProgress Read() => _progress;

    public void Write(AuditProgress progress) => _progress = progress;
}
