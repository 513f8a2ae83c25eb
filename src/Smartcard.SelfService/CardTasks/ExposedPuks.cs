using Smartcard.Domain.CardTasks;
using Smartcard.SelfService.Audit;

namespace Smartcard.SelfService.CardTasks;

/// <summary>Says in the audit that a workstation has seen a PUK, and that nobody saw the card take another one.</summary>
internal static class ExposedPuks
{
    /// <param name="audit">The turn's.</param>
    /// <param name="task">One that has just ended.</param>
    public static void AddPukExposed(this AuditLog audit, CardTaskItem task)
    {
        if (task.PukVersion is not null)
        {
            audit.Add("puk-exposed", task.JourneyId, task.CardId);
        }
    }
}
