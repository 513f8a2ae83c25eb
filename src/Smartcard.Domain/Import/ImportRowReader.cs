using Smartcard.Domain.Cards;

namespace Smartcard.Domain.Import;

/// <summary>Reads rows one after another, and remembers what they must not contradict.</summary>
internal sealed class ImportRowReader
{
    private readonly Dictionary<string, (int Line, StaffFields Person, bool? HasLeft)> _people = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _cards = new(StringComparer.Ordinal);
    private readonly ImportedCardReader _card = new();

    public IReadOnlyList<byte[]> WrappingKeys => _card.WrappingKeys;

    /// <param name="columns">What the cells are.</param>
    /// <param name="isCardAlone">See <see cref="ImportRow.IsCardAlone"/>.</param>
    public ImportRow Read(int line, IReadOnlyList<ImportColumn> columns, IReadOnlyList<string> row, bool isCardAlone = false)
    {
        var cells = new ImportCells(columns, row);
        if (row.Count != columns.Count)
        {
            cells.Refuse(
                row.Count < columns.Count ? ImportFaultKind.TooFewCells : ImportFaultKind.TooManyCells, number: row.Count);
            return new ImportRow(line, StaffFields.Of(null, null, null, null), cells.Faults);
        }

        var person = isCardAlone ? HolderOf(cells) : PersonOf(cells);
        bool? hasLeft = cells.Of(ImportColumn.Status)?.ToLowerInvariant() switch
        {
            null => null,
            "working" => false,
            "left" => true,
            _ => Unknown(cells),
        };
        var card = _card.Read(cells);
        if (isCardAlone && cells.Of(ImportColumn.CardId) is null)
        {
            cells.Refuse(ImportFaultKind.Missing, ImportColumn.CardId);
        }

        if (person.Number is { } number && !_people.TryAdd(number, (line, person, hasLeft))
            && _people[number] is var (first, before, left) && (before != person || left != hasLeft))
        {
            cells.Refuse(ImportFaultKind.OtherPerson, ImportColumn.StaffNumber, first);
        }

        if (card is not null && !_cards.TryAdd(card.Identifier, line))
        {
            cells.Refuse(ImportFaultKind.CardTwice, ImportColumn.CardId, _cards[card.Identifier]);
        }

        return new ImportRow(line, Short(person), cells.Faults)
        {
            SaysSite = cells.Has(ImportColumn.Site),
            HasLeft = hasLeft,
            IsCardAlone = isCardAlone,
            Card = cells.Faults.Count == 0 ? card : null,
        };
    }

    private static StaffFields PersonOf(ImportCells cells)
    {
        var person = StaffFields.Of(
            cells.TextOf(ImportColumn.Name),
            cells.TextOf(ImportColumn.Organisation),
            cells.TextOf(ImportColumn.Site),
            cells.NumberOf(ImportColumn.StaffNumber));
        RefuseFaults(cells, person, StaffRules.FaultsOf(person));
        return person;
    }

    /// <summary>Nothing is said of them but the number that they are known by.</summary>
    private static StaffFields HolderOf(ImportCells cells)
    {
        var holder = StaffFields.Of(null, null, null, cells.NumberOf(ImportColumn.StaffNumber));
        RefuseFaults(
            cells, holder, StaffRules.FaultsOf(holder).Where(fault => fault is StaffFault.NumberTooLong or StaffFault.NumberHidden));
        return holder;
    }

    private static void RefuseFaults(ImportCells cells, StaffFields person, IEnumerable<StaffFault> faults)
    {
        if (person.Number is null)
        {
            cells.Refuse(ImportFaultKind.Missing, ImportColumn.StaffNumber);
        }

        foreach (var fault in faults)
        {
            var (kind, column) = InFile(fault);
            cells.Refuse(kind, column, kind == ImportFaultKind.TooLong ? LongestOf(column) : null);
        }
    }

    private static (ImportFaultKind Kind, ImportColumn Column) InFile(StaffFault fault) => fault switch
    {
        StaffFault.NameMissing => (ImportFaultKind.Missing, ImportColumn.Name),
        StaffFault.NameTooLong => (ImportFaultKind.TooLong, ImportColumn.Name),
        StaffFault.NameHidden => (ImportFaultKind.Hidden, ImportColumn.Name),
        StaffFault.NameWithoutLetters => (ImportFaultKind.WithoutLetters, ImportColumn.Name),
        StaffFault.OrganisationMissing => (ImportFaultKind.Missing, ImportColumn.Organisation),
        StaffFault.OrganisationTooLong => (ImportFaultKind.TooLong, ImportColumn.Organisation),
        StaffFault.OrganisationHidden => (ImportFaultKind.Hidden, ImportColumn.Organisation),
        StaffFault.SiteTooLong => (ImportFaultKind.TooLong, ImportColumn.Site),
        StaffFault.SiteHidden => (ImportFaultKind.Hidden, ImportColumn.Site),
        StaffFault.NumberTooLong => (ImportFaultKind.TooLong, ImportColumn.StaffNumber),
        StaffFault.NumberHidden => (ImportFaultKind.Hidden, ImportColumn.StaffNumber),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Only the database knows this."),
    };

    private static int LongestOf(ImportColumn column) =>
        column == ImportColumn.StaffNumber ? Staff.MaxNumberLength : Staff.MaxNameLength;

    private static bool? Unknown(ImportCells cells)
    {
        cells.Refuse(ImportFaultKind.StatusUnknown, ImportColumn.Status);
        return null;
    }

    /// <summary>What is too long is refused, and nobody needs to see all of it.</summary>
    private static StaffFields Short(StaffFields person) => new(
        Cut(person.Name, Staff.MaxNameLength),
        Cut(person.Organisation, Staff.MaxNameLength),
        person.Site is { } site ? Cut(site, Staff.MaxNameLength) : null,
        person.Number is { } number ? Cut(number, Staff.MaxNumberLength) : null);

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
