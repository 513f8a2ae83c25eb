using Smartcard.SelfService.Figures;

namespace Smartcard.BackOffice.Figures;

/// <param name="Counted">Until when; null = nothing was counted yet.</param>
/// <param name="Minutes">That an unlock takes at the IT booth.</param>
/// <param name="Sections">Empty where nothing was recorded.</param>
public sealed record FiguresModel(FiguresChoice Choice, CountedUntil? Counted, int Minutes, IReadOnlyList<FigureSection> Sections);

/// <summary>What the page is asked to show, and what else it could.</summary>
/// <param name="Organisation">Null = all of them.</param>
/// <param name="From">The first day, as people in the UK have it.</param>
public sealed record FiguresChoice(
    int Days, IReadOnlyList<int> Periods, string? Organisation, IReadOnlyList<string> Organisations, DateOnly From, DateOnly Until)
{
    /// <summary>Whoever looks may see this organisation alone.</summary>
    public bool IsLimited { get; init; }
}

/// <summary>One picture with the table behind it, and its part of the file.</summary>
/// <param name="Id">Also its name in the file.</param>
/// <param name="Said">What it shows, in one or two sentences.</param>
/// <param name="RowHead">What its rows are.</param>
/// <param name="Series">What is counted for each row.</param>
public sealed record FigureSection(
    string Id,
    string Title,
    string Said,
    FigurePicture Picture,
    string RowHead,
    IReadOnlyList<string> Series,
    IReadOnlyList<FigureRow> Rows)
{
    public long Highest => Math.Max(1, Rows.Max(row => Picture == FigurePicture.Lines ? row.Values.Max() : row.Values.Sum()) ?? 0);

    public bool IsEmpty => Rows.All(row => row.Values.All(value => value is null or 0));
}

/// <param name="Values">One for each series; null = nothing to tell.</param>
/// <param name="Key">In the file, for example a day as ISO 8601 has it; null = the label.</param>
public sealed record FigureRow(string Label, IReadOnlyList<long?> Values, FigureUnit Unit = FigureUnit.Count, string? Key = null);

public enum FigurePicture
{
    /// <summary>The table alone.</summary>
    None,

    /// <summary>A bar for each row, with the series beside each other.</summary>
    Bars,

    /// <summary>A column for each row, with the series on top of each other.</summary>
    Columns,

    /// <summary>A line for each series.</summary>
    Lines,
}

public enum FigureUnit
{
    Count,
    Seconds,
    Minutes,
}
