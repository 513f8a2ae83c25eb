using Smartcard.Domain.Prompts;

namespace Smartcard.Designer.DryRun;

/// <summary>What happened in a dry run, and what its person was asked last.</summary>
internal sealed class DryRunLog
{
    private readonly List<DryRunEntry> _entries = [];

    public IReadOnlyList<DryRunEntry> Entries => _entries;

    /// <summary>It need not be open any more.</summary>
    public Prompt? Asked { get; private set; }

    /// <summary>Nothing of the journey goes on by itself any more.</summary>
    public bool IsOver => _entries.Exists(entry => entry is DryRunEntry.Ended);

    public void Add(IEnumerable<DryRunEntry> entries)
    {
        foreach (var entry in entries)
        {
            Add(entry);
        }
    }

    public void Add(DryRunEntry entry)
    {
        _entries.Add(entry);
        Asked = entry is DryRunEntry.Asked(var prompt) ? prompt : Asked;
    }

    /// <summary>As it was when it had so many entries and that was asked.</summary>
    public void GoBackTo(int entries, Prompt? asked)
    {
        _entries.RemoveRange(entries, _entries.Count - entries);
        Asked = asked;
    }
}
