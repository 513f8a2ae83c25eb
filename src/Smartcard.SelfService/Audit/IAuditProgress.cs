namespace Smartcard.SelfService.Audit;

/// <summary>How far the audit was verified, kept where whoever changes the database need not be able to reach it.</summary>
public interface IAuditProgress
{
    AuditProgress Read();

    void Write(AuditProgress progress);
}
