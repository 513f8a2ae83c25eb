using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.Wording;

namespace Smartcard.Designer.DryRun;

/// <summary>The channel of a dry run: what the journey has said and asked since it was last taken.</summary>
internal sealed class RecordedTalk : IJourneyChannel, IJourneyTalk
{
    private readonly List<DryRunEntry> _entries = [];

    public IReadOnlyList<DryRunEntry> Take()
    {
        DryRunEntry[] taken = [.. _entries];
        _entries.Clear();
        return taken;
    }

    public Task<IJourneyTalk?> FindAsync(string startedFor, JourneyId journey, CancellationToken cancellationToken) =>
        Task.FromResult<IJourneyTalk?>(this);

    /// <summary>There is no booth in a dry run.</summary>
    public Task TellAsync(string startedFor, Message message, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task CloseFormAsync(string nonce, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Say(Message message) => _entries.Add(new DryRunEntry.Said(message));

    public void Ask(Prompt prompt) => _entries.Add(new DryRunEntry.Asked(prompt));

    public void Reach(JourneyStage stage)
    {
    }

    public void GoOnAs(Journey next)
    {
    }

    public Task EndAsync(JourneyEnding ending, CancellationToken cancellationToken)
    {
        _entries.Add(new DryRunEntry.Ended(WordsOf(ending)));
        return Task.CompletedTask;
    }

    private static string WordsOf(JourneyEnding ending) => ending switch
    {
        JourneyEnding.Finished => Catalogue.DryRun["ended.finished"],
        JourneyEnding.Cancelled => Catalogue.DryRun["ended.cancelled"],
        JourneyEnding.Faulted { Fault: null } => Catalogue.DryRun["ended.stuck"],
        JourneyEnding.Faulted(var fault, var activity) => Catalogue.DryRun["ended.fault", ("fault", fault), ("activity", activity)],
        _ => throw new InvalidOperationException($"There are no words for {ending.GetType().Name}."),
    };
}
