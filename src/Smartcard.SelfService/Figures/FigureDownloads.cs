using Smartcard.Domain;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;

namespace Smartcard.SelfService.Figures;

/// <summary>Puts on record who took the figures along.</summary>
public sealed class FigureDownloads(TurnTransaction turn, AuditLog audit)
{
    public Task RecordAsync(UserId actor, CancellationToken cancellationToken) => turn.RunAsync(
        _ =>
        {
            audit.AddForUser("figures-downloaded", actor, subjectId: null);
            return Task.FromResult(true);
        },
        cancellationToken);
}
