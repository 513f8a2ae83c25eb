using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService;

/// <summary>All that a journey says and asks, kept for a test in the place of a chat.</summary>
internal sealed class HeardJourney : ITurnObserver, IJourneyChannel, IJourneyTalk
{
    public List<object> All { get; } = [];

    public WorkflowStatus Status { get; private set; }

    public ValueTask OnTurnAsync(Turn turn, CancellationToken cancellationToken)
    {
        Status = turn.State.Status;
        return ValueTask.CompletedTask;
    }

    public Task<IJourneyTalk?> FindAsync(string startedFor, JourneyId journey, CancellationToken cancellationToken) =>
        Task.FromResult<IJourneyTalk?>(this);

    /// <summary>What the people of chats were told beside their journeys.</summary>
    public List<(string Chat, Message Message)> Told { get; } = [];

    public Task TellAsync(string startedFor, Message message, CancellationToken cancellationToken)
    {
        Told.Add((startedFor, message));
        return Task.CompletedTask;
    }

    public Task CloseFormAsync(string nonce, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Say(Message message) => All.Add(message);

    public void Ask(Prompt prompt) => All.Add(prompt);

    public void Reach(JourneyStage stage) => All.Add(stage);

    public void GoOnAs(Journey next)
    {
    }

    public Task EndAsync(JourneyEnding ending, CancellationToken cancellationToken) => Task.CompletedTask;
}
