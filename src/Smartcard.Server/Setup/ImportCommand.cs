using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Import;
using Smartcard.SelfService.Import;
using Smartcard.Storage;

namespace Smartcard.Server.Setup;

/// <summary>Imports a file of staff and cards without pages: all of it, or nothing and a sentence for each wrong row.</summary>
internal sealed class ImportCommand(
    SmartcardDbContext database, ImportIntake intake, ImportRuns runs, ImportActs acts, ImportRows rows)
{
    /// <summary>A host that runs may be at it, or at another import.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string path, TextWriter output, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new SettingException($"there is no file {path}.");
        }

        var file = await File.ReadAllBytesAsync(path, cancellationToken);
        var receipt = await intake.ReceiveAsync(actor: null, Path.GetFileName(path), file, cancellationToken);
        if (receipt is ImportReceipt.Refused refused)
        {
            await output.WriteLineAsync(ImportWords.Of(refused.Fault));
            return 1;
        }

        var id = ((ImportReceipt.Received)receipt).Id;
        var import = await ReachAsync(id, i => i.State is not (ImportState.Reading or ImportState.Judging), cancellationToken);
        if (import.State != ImportState.Ready)
        {
            await output.WriteLineAsync("Somebody has imported this file, or put it aside, in the back office meanwhile.");
            return 1;
        }

        if (import.RowsWrong > 0)
        {
            await foreach (var row in rows.WrongAsync(id, cancellationToken))
            {
                await output.WriteLineAsync(ImportWords.Of(row));
            }

            await acts.DiscardAsync(actor: null, id, cancellationToken);
            await output.WriteLineAsync($"Nothing was imported. Rows that are wrong: {import.RowsWrong}.");
            return 1;
        }

        if (!import.ChangesSomething)
        {
            await acts.DiscardAsync(actor: null, id, cancellationToken);
            await output.WriteLineAsync("Everything in the file is there already.");
            return 0;
        }

        if (await acts.AcceptAsync(actor: null, id, leavesOutWrong: false, cancellationToken) != ImportAct.Done)
        {
            await output.WriteLineAsync("Nothing was imported, because somebody put the file aside meanwhile. Run the command again.");
            return 1;
        }

        var done = await ReachAsync(id, i => i.IsOver || i.IsOvertaken, cancellationToken);
        if (done.State != ImportState.Done)
        {
            await output.WriteLineAsync("Nothing was imported, because something changed meanwhile. Run the command again.");
            return 1;
        }

        await output.WriteLineAsync(
            $"Imported. People: {done.PeopleNew} new, {done.PeopleChanged} changed. "
            + $"Cards: {done.CardsNew} new, {done.CardsChanged} changed.");
        return 0;
    }

    private async Task<StaffImport> ReachAsync(ImportId id, Func<StaffImport, bool> isThere, CancellationToken cancellationToken)
    {
        while (true)
        {
            await runs.RunAsync(cancellationToken);
            var import = await database.Set<StaffImport>().AsNoTracking().SingleAsync(i => i.Id == id, cancellationToken);
            if (isThere(import))
            {
                return import;
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken); // a command, or a start: nobody else's clock counts
        }
    }
}
