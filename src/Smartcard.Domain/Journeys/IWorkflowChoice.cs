namespace Smartcard.Domain.Journeys;

/// <summary>
/// Which workflow serves whom. The chat asks it before a journey; the journey asks it again once it knows the card's
/// holder.
/// </summary>
public interface IWorkflowChoice
{
    /// <summary>Every definition that staff may be sent to. Each has to have a published version.</summary>
    IReadOnlySet<string> InUse { get; }

    /// <param name="channel">As in <see cref="Journey.Channel"/>.</param>
    /// <param name="organisation">The holder's, or the one whose page they came from; null = not known.</param>
    /// <returns>The definition's id.</returns>
    string For(JourneyKind kind, string channel, string? organisation);
}
