namespace Smartcard.Domain.Import;

/// <summary>A file of staff and cards, from its upload until what is in it is imported or thrown away.</summary>
public sealed class StaffImport
{
    public const int MaxFileNameLength = 200;

    /// <summary>Of one file, or of one call.</summary>
    public const int MaxRows = 250_000;

    /// <summary>How long one of a system waits until it goes ahead: what has been said since counts more than old rows.</summary>
    public static readonly TimeSpan GoesAheadWithin = TimeSpan.FromMinutes(15);

    public required ImportId Id { get; init; }

    /// <summary>As its sender called it, without what cannot be seen.</summary>
    public required string FileName { get; init; }

    /// <summary>A user, or the token of another system. Null = the command line of a host.</summary>
    public required UserId? By { get; init; }

    public required DateTimeOffset At { get; init; }

    public ImportManner Manner { get; init; }

    public ImportState State { get; set; } = ImportState.Reading;

    /// <summary>When it reached the state it is in.</summary>
    public required DateTimeOffset StateAt { get; set; }

    public int Rows { get; set; }

    /// <summary>How many rows were judged, or imported, so far.</summary>
    public int Progress { get; set; }

    public int PeopleNew { get; set; }

    public int PeopleChanged { get; set; }

    public int CardsNew { get; set; }

    public int CardsChanged { get; set; }

    public int RowsUnchanged { get; set; }

    public int RowsWrong { get; set; }

    /// <summary>Whoever imports it has said that its wrong rows are left out.</summary>
    public bool LeavesOutWrong { get; set; }

    /// <summary>Something changed between the preview and the import, so nothing was imported and the rows were judged again.</summary>
    public bool IsOvertaken { get; set; }

    /// <summary>It is not judged further until the vault answers again.</summary>
    public bool WaitsForVault { get; set; }

    /// <summary>It is judged.</summary>
    public bool IsReady => State == ImportState.Ready;

    /// <summary>A person may accept it, or throw it away.</summary>
    public bool WaitsForPerson => IsReady && Manner == ImportManner.Asked;

    /// <summary>Nobody has to look at it: all its rows are right, and nothing came between when it was to be imported.</summary>
    public bool GoesAhead => Manner == ImportManner.AtOnce && RowsWrong == 0 && !(IsOvertaken && ChangesSomething);

    /// <summary>Nothing happens with it any more, and its rows are removed.</summary>
    public bool IsOver => State is ImportState.Done or ImportState.Discarded;

    /// <summary>Whether importing it would write anything.</summary>
    public bool ChangesSomething => PeopleNew + PeopleChanged + CardsNew + CardsChanged > 0;

    public void Turn(ImportState state, DateTimeOffset now)
    {
        (State, StateAt) = (state, now);
        Progress = 0;
        WaitsForVault = false;
    }
}

/// <summary>Who says that a file is imported once it is judged.</summary>
public enum ImportManner
{
    /// <summary>A person, who has looked at its rows.</summary>
    Asked,

    /// <summary>Nobody: another system wanted to know what would happen.</summary>
    DryRun,

    /// <summary>It is imported if all its rows are right.</summary>
    AtOnce,
}

public enum ImportState
{
    /// <summary>Its rows come in.</summary>
    Reading,

    /// <summary>Each row is compared with what is there.</summary>
    Judging,

    /// <summary>It waits for a person.</summary>
    Ready,

    /// <summary>A person has said that it be imported.</summary>
    Accepted,
    Done,

    /// <summary>A person threw it away, or nobody did anything about it for a day.</summary>
    Discarded,
}

/// <summary>Some rows of a file, until they are imported.</summary>
public sealed class ImportChunk
{
    /// <summary>Rows of one, but of the last.</summary>
    public const int Size = 500;

    public required ImportId ImportId { get; init; }

    /// <summary>From 0.</summary>
    public required int Number { get; init; }

    /// <summary>Its rows, and the wrapping keys they use; only the host can open it.</summary>
    public required byte[] Sealed { get; set; }

    public int New { get; set; }

    public int Changed { get; set; }

    public int Unchanged { get; set; }

    public int Wrong { get; set; }
}
