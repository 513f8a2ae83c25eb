using Smartcard.Domain.Prompts;
using Smartcard.Workflows;

namespace Smartcard.Server.DryRun;

/// <summary>What happened in a dry run, and what its person was asked last.</summary>
internal sealed class DryRunLog
{
    private readonly List<DryRunEntry> _entries = [];

    public IReadOnlyList<DryRunEntry> Entries => _entries;

    /// <summary>It need not be open any more.</summary>
    public Prompt? Asked { get; private set; }

    /// <summary>Nothing of the journey goes on by itself any more.</summary>
    public bool IsOver => _entries.Exists(entry => entry is DryRunEntry.Ended);

    public void Add(DryRunEntry entry) => _entries.Add(entry);

    /// <summary>Takes down what turns said and asked, and whether the journey ended with one.</summary>
    public void Add(IEnumerable<Turn> turns)
    {
        foreach (var turn in turns)
        {
            foreach (var output in turn.Emitted)
            {
                switch (output)
                {
                    case Message message:
                        Add(new DryRunEntry.Said(message));
                        break;
                    case Prompt prompt:
                        Asked = prompt;
                        Add(new DryRunEntry.Asked(prompt));
                        break;
                }
            }

            if (turn.State.Status != WorkflowStatus.Suspended && turn.Next is null)
            {
                Add(new DryRunEntry.Ended(EndOf(turn)));
            }
        }
    }

    /// <summary>As it was when it had so many entries and that was asked.</summary>
    public void GoBackTo(int entries, Prompt? asked)
    {
        _entries.RemoveRange(entries, _entries.Count - entries);
        Asked = asked;
    }

    private static string EndOf(Turn turn) => (turn.State.Status, turn.Incidents.LastOrDefault()) switch
    {
        (WorkflowStatus.Finished, _) => "The journey has ended.",
        (WorkflowStatus.Cancelled, _) => "The journey was abandoned: nothing was heard for 30 minutes.",
        (_, { } incident) => $"The journey has failed: {incident.Message} ({incident.ActivityId}).",
        _ => "The journey has failed: nothing is left for it to wait for.",
    };
}
