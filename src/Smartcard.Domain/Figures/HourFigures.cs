using System.Globalization;

namespace Smartcard.Domain.Figures;

/// <summary>What was counted for one hour and one organisation: sums alone, nothing of a person.</summary>
public sealed class HourFigures
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Its beginning, in UTC.</summary>
    public required DateTimeOffset Hour { get; init; }

    /// <summary>Empty where it is not known, for example since no card was read.</summary>
    public required string Organisation { get; init; }

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

/// <summary>How many mails were made in one hour, for one organisation, to one provider, and what became of them.</summary>
public sealed class MailFigures
{
    /// <summary>Longer than any domain.</summary>
    public const int MaxProviderLength = 255;

    public required DateTimeOffset Hour { get; init; }

    /// <summary>Empty where it is not known.</summary>
    public required string Organisation { get; init; }

    /// <summary>One of the installation's approved ones; empty for all others, so that nobody's own domain stands here.</summary>
    public required string Provider { get; init; }

    public required MailOutcome Outcome { get; init; }

    public required long Count { get; init; }
}

/// <summary>What became of a mail, as far as it is known.</summary>
public enum MailOutcome
{
    /// <summary>Its carrier has not accepted it yet.</summary>
    Waiting,

    /// <summary>Its carrier accepted it. SMTP tells no more than that.</summary>
    Accepted,

    Delivered,

    /// <summary>The receiving server does not take it yet.</summary>
    Deferred,

    CameBack,

    /// <summary>It was given up.</summary>
    Failed,
}

/// <summary>An hour that was counted.</summary>
public sealed class CountedHour
{
    public required DateTimeOffset Hour { get; init; }

    public required DateTimeOffset CountedAt { get; init; }

    /// <summary>Its figures do not change any more: what they were counted from may be removed.</summary>
    public required bool IsFinal { get; init; }
}
