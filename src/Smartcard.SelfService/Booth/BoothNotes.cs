using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.People;
using Smartcard.SelfService.People.Disclosures;
using Smartcard.Storage;

namespace Smartcard.SelfService.Booth;

/// <summary>Notes that booth staff leave for their colleagues. What is written is protected at rest, and never in the audit.</summary>
public sealed class BoothNotes(
    SmartcardDbContext database,
    TurnTransaction turn,
    InPersonUsers users,
    PeopleScopes scopes,
    AuditLog audit,
    IDataProtectionProvider protection,
    TimeProvider time)
{
    public Task<NoteAct> AddAsync(UserId actor, MatterId id, string text, CancellationToken cancellationToken) =>
        turn.RunAsync(ct => AddInTurnAsync(actor, id, text.Trim(), ct), cancellationToken);

    /// <param name="mayRead">Whether whoever looks may read what is written, and not only that somebody wrote something.</param>
    /// <returns>The oldest first.</returns>
    public async Task<IReadOnlyList<WrittenNote>> ReadAsync(MatterId id, bool mayRead, CancellationToken cancellationToken)
    {
        var open = database.Set<BoothCase>().Where(BoothCases.OpenOf(id)).Select(c => c.Id);
        var notes = await database.Set<BoothNote>().AsNoTracking()
            .Where(n => open.Contains(n.CaseId))
            .OrderBy(n => n.At)
            .ThenBy(n => n.Id)
            .ToListAsync(cancellationToken);
        var writers = notes.Select(n => n.WrittenBy.Value).Distinct().ToArray();
        var names = await database.Users.AsNoTracking()
            .Where(u => writers.Contains(u.Id))
            .ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        return
        [
            .. notes.Select(n =>
                new WrittenNote(n.Id, n.At, names.GetValueOrDefault(n.WrittenBy.Value, "–"), mayRead ? Open(n) : null)),
        ];
    }

    /// <summary>For the person whom the cases are about, who may read what was written.</summary>
    /// <returns>The oldest first.</returns>
    public async Task<IReadOnlyList<ReadNote>> OfCasesAsync(IReadOnlyList<BoothCaseId> cases, CancellationToken cancellationToken) =>
    [
        .. (await database.Set<BoothNote>().AsNoTracking()
            .Where(n => cases.Contains(n.CaseId))
            .OrderBy(n => n.At)
            .ThenBy(n => n.Id)
            .ToListAsync(cancellationToken))
            .Select(n => new ReadNote(n.At, n.WrittenBy, Open(n))),
    ];

    private async Task<NoteAct> AddInTurnAsync(UserId actor, MatterId id, string text, CancellationToken cancellationToken)
    {
        var oldest = await database.Set<BoothCase>()
            .Where(BoothCases.OpenOf(id))
            .OrderBy(c => c.OpenedAt)
            .FirstOrDefaultAsync(cancellationToken);
        if (oldest is null)
        {
            return NoteAct.IsOver;
        }

        if (!await scopes.IncludesAsync(actor, oldest.CardId, cancellationToken))
        {
            audit.Add("booth-act-refused:OtherOrganisation", oldest.JourneyId, oldest.CardId, actor, subjectId: null);
            return NoteAct.OtherOrganisation;
        }

        if (await users.IsOwnCardAsync(actor, oldest.CardId, cancellationToken))
        {
            audit.Add("booth-act-refused:OwnCard", oldest.JourneyId, oldest.CardId, actor, subjectId: null);
            return NoteAct.OwnCard;
        }

        if (!BoothNote.IsGood(text))
        {
            return NoteAct.NotGood;
        }

        var note = BoothNoteId.New();
        database.Add(new BoothNote
        {
            Id = note,
            CaseId = oldest.Id,
            WrittenBy = actor,
            At = time.GetUtcNow(),
            SealedText = ProtectorOf(note).Protect(Encoding.UTF8.GetBytes(text)),
        });
        audit.Add("booth-note-added", oldest.JourneyId, oldest.CardId, actor, subjectId: null);
        return NoteAct.Added;
    }

    private string? Open(BoothNote note)
    {
        try
        {
            return Encoding.UTF8.GetString(ProtectorOf(note.Id).Unprotect(note.SealedText));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector ProtectorOf(BoothNoteId id) => protection.CreateProtector("Smartcard.BoothNote.v1", id.Value.ToString());
}

/// <param name="By">The name of who wrote it.</param>
/// <param name="Text">Null where its key is lost, or whoever looks may not read it.</param>
public sealed record WrittenNote(BoothNoteId Id, DateTimeOffset At, string By, string? Text)
{
    public override string ToString() => "(a note)";
}

public enum NoteAct
{
    Added,

    /// <summary>Nothing is written, or too much, or something hidden.</summary>
    NotGood,

    /// <summary>No case is open any more.</summary>
    IsOver,

    /// <summary>The card is that of whoever wrote it.</summary>
    OwnCard,

    /// <summary>Whoever wrote it is limited to another organisation than the holder's.</summary>
    OtherOrganisation,
}
