using Microsoft.Data.Sqlite;
using Smartcard.Cards.Software;
using Smartcard.Domain.Prompts;

namespace Smartcard.Designer.DryRun;

/// <summary>All of a dry run as it was before a step, to be put back by a step back.</summary>
/// <param name="Database">A copy.</param>
/// <param name="Mails">How many there were.</param>
/// <param name="Entries">How many the log had.</param>
/// <param name="Token">The connected helper's.</param>
internal sealed record DryRunMoment(
    SqliteConnection Database,
    TimeSpan Ahead,
    int Mails,
    int Entries,
    string? Token,
    Prompt? Asked,
    bool IsHelperSilent,
    IReadOnlyDictionary<SandboxCard, SoftwareCardState> Cards);

/// <summary>The last moments before a step; older ones are forgotten.</summary>
internal sealed class DryRunMoments : IAsyncDisposable
{
    private const int Most = 30;

    private readonly List<DryRunMoment> _moments = [];

    public bool Any => _moments.Count > 0;

    public void Add(DryRunMoment moment)
    {
        _moments.Add(moment);
        if (_moments.Count > Most)
        {
            _moments[0].Database.Dispose();
            _moments.RemoveAt(0);
        }
    }

    /// <summary>Takes the newest; whoever takes it disposes of its database. Null when there is none.</summary>
    public DryRunMoment? Take()
    {
        var newest = _moments.LastOrDefault();
        if (newest is not null)
        {
            _moments.RemoveAt(_moments.Count - 1);
        }

        return newest;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var moment in _moments)
        {
            await moment.Database.DisposeAsync();
        }
    }
}
