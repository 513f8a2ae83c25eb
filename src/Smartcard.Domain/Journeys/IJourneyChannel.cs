using Smartcard.Domain.Prompts;

namespace Smartcard.Domain.Journeys;

/// <summary>Where people have their journeys, e.g. the chat.</summary>
public interface IJourneyChannel
{
    /// <summary>The talk with the person of a journey; null when nobody is there who would read it.</summary>
    /// <param name="startedFor">What the journey was started for, in the channel's own words.</param>
    /// <param name="journey">The one that has something to say.</param>
    /// <param name="cancellationToken">Of the turn.</param>
    Task<IJourneyTalk?> FindAsync(string startedFor, JourneyId journey, CancellationToken cancellationToken);

    /// <summary>
    /// Tells somebody what was done for them elsewhere, whatever they are doing. Nothing happens when nobody is there any more.
    /// </summary>
    /// <param name="startedFor">As in <see cref="FindAsync"/>.</param>
    Task TellAsync(string startedFor, Message message, CancellationToken cancellationToken);
}

/// <summary>What a journey does in its channel. All of it belongs to the turn and is read after the commit.</summary>
public interface IJourneyTalk
{
    /// <summary>A form waits for nobody any more.</summary>
    Task CloseFormAsync(string nonce, CancellationToken cancellationToken);

    void Say(Message message);

    void Ask(Prompt prompt);

    void Reach(JourneyStage stage);

    /// <summary>The journey goes on as another one.</summary>
    void GoOnAs(Journey next);

    Task EndAsync(JourneyEnding ending, CancellationToken cancellationToken);
}

/// <summary>How a journey comes to its end, for the person who had it.</summary>
public abstract record JourneyEnding
{
    private JourneyEnding()
    {
    }

    /// <summary>Its workflow has said its last words.</summary>
    public sealed record Finished : JourneyEnding;

    /// <param name="Reason">Key of what is said about it; null when whoever cancelled it says so.</param>
    public sealed record Cancelled(string? Reason) : JourneyEnding;

    /// <param name="Fault">For administrators, never for the person.</param>
    /// <param name="ActivityId">Where it was.</param>
    public sealed record Faulted(string? Fault, string? ActivityId) : JourneyEnding;
}
