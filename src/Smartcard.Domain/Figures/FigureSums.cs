using System.Globalization;

namespace Smartcard.Domain.Figures;

/// <summary>What was counted for one hour: sums alone, nothing of a person.</summary>
public abstract class FigureSums
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Its beginning, in UTC.</summary>
    public required DateTimeOffset Hour { get; init; }

    /// <param name="figure">One of <see cref="Figure"/>.</param>
    /// <remarks>As its column has it: small numbers are summed up much faster.</remarks>
    public object this[string figure]
    {
        get => Figure.Times.Contains(figure) ? CountOf(figure) : (object)checked((int)CountOf(figure));
        set => _counts[figure] = Convert.ToInt64(value, CultureInfo.InvariantCulture);
    }

    public long CountOf(string figure) => _counts.GetValueOrDefault(figure);

    public void Add(string figure, long by = 1) => _counts[figure] = CountOf(figure) + by;
}

/// <summary>Of one organisation.</summary>
public sealed class HourFigures : FigureSums
{
    /// <summary>Empty where it is not known, for example since no card was read.</summary>
    public required string Organisation { get; init; }
}

/// <summary>Of all organisations together, and of what is of none that is known.</summary>
public sealed class HourTotals : FigureSums
{
    public static HourTotals Of(DateTimeOffset hour, IReadOnlyList<HourFigures> organisations)
    {
        var totals = new HourTotals { Hour = hour };
        foreach (var figure in Figure.All)
        {
            totals.Add(figure, organisations.Sum(o => o.CountOf(figure)));
        }

        return totals;
    }
}
