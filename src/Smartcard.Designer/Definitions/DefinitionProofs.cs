using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;
using Smartcard.Workflows;

namespace Smartcard.Designer.Definitions;

/// <summary>
/// Proves definitions before the transaction that publishes them, since a proof may take longer than others should wait
/// for the database.
/// </summary>
/// <remarks>
/// Scoped. An edit runs in its transaction and asks for the proof of the very text that it is about to publish. Where
/// there is none yet, the transaction is undone, the text is proved, and the edit runs again: whatever others have
/// changed in the meantime is then proved in its turn.
/// </remarks>
internal sealed class DefinitionProofs(TurnTransaction turn, OfferedWorkflows offered, IDefinitionGuard guard)
{
    private const int Tries = 4;

    private readonly Dictionary<string, IReadOnlyList<string>> _reasons = new(StringComparer.Ordinal);

    /// <summary>Runs an edit in one transaction, all proofs that it asks for outside it.</summary>
    public async Task<DefinitionResult> RunAsync(Func<CancellationToken, Task<DefinitionResult>> edit, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            try
            {
                return await turn.RunAsync(edit, cancellationToken);
            }
            catch (UnprovedException unproved)
            {
                _reasons[unproved.Json] = await ProveAsync(unproved.Json, cancellationToken);
            }
        }

        return new DefinitionResult.Refused(
            "root",
            [Catalogue.Versions["refused.changedWhilePublishing"]]);
    }

    /// <summary>Why a definition may not be published; empty = it may.</summary>
    internal IReadOnlyList<string> ReasonsAgainst(string json) =>
        _reasons.TryGetValue(json, out var reasons) ? reasons : throw new UnprovedException(json);

    private async Task<IReadOnlyList<string>> ProveAsync(string json, CancellationToken cancellationToken)
    {
        try
        {
            return
            [
                .. (await guard.CheckAsync(await offered.ReadAsync(json, cancellationToken), cancellationToken)).Select(
                    r => r.ToString()),
            ];
        }
        catch (DefinitionException wrong)
        {
            return [wrong.Message];
        }
    }

    /// <summary>Undoes the transaction in which a text was to be published that has not been proved.</summary>
    private sealed class UnprovedException(string json) : Exception
    {
        public string Json { get; } = json;
    }
}
