using System.Globalization;
using Smartcard.Domain.Codes;
using Smartcard.Workflows;

namespace Smartcard.SelfService.Policy;

/// <summary>How long ago the code was sent that can be entered, as far as the timers of a drawing tell.</summary>
/// <remarks>Timers side by side are not added up.</remarks>
/// <param name="Since">At most the code's lifetime. Other things than timers take time too, so it is at least that.</param>
/// <param name="Timers">
/// Those that run: one line for each, with its id and how many seconds after the code it started, or <see cref="Before"/>. Null = none.
/// </param>
/// <param name="Outlasting">The id of a timer that started so late that it ends after the code.</param>
internal readonly record struct CodeClock(TimeSpan Since, string? Timers, string? Outlasting)
{
    /// <summary>Of a timer that started before the code was sent: of each, one line stands for any number.</summary>
    private const string Before = "-1";

    private string[] Lines => Timers?.Split('\n') ?? [];

    /// <summary>Another code is sent, or there is none any more: all timers that run started before.</summary>
    public CodeClock Restarted() => new(TimeSpan.Zero, Join(Lines.Select(line => LineOf(IdOf(line), Before)).Distinct()), null);

    public CodeClock Beginning(ActivityNode timer, bool isCodeSent)
    {
        if (!isCodeSent)
        {
            return this with { Timers = Join(Lines.Append(LineOf(timer.Id, Before)).Distinct()) };
        }

        var isLate = Since > JourneyFacts.Moment && Since + timer.WrittenOutLength() > EmailCode.Lifetime;
        var begun = ((int)Since.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return this with { Timers = Join(Lines.Append(LineOf(timer.Id, begun))), Outlasting = isLate ? timer.Id : Outlasting };
    }

    /// <summary>A timer is over before its time.</summary>
    public CodeClock Cancelling(ActivityNode timer) => Without(timer, out _);

    /// <summary>A timer has come to its end. Of some alike it is the one that started first, as it would be in a run.</summary>
    public CodeClock Ending(ActivityNode timer)
    {
        var rest = Without(timer, out var begun);
        if (begun is not { } began || began + (timer.WrittenOutLength() ?? TimeSpan.Zero) is var since && since <= Since)
        {
            return rest;
        }

        return rest with { Since = since < EmailCode.Lifetime ? since : EmailCode.Lifetime };
    }

    /// <param name="begun">How long after the code it started; null = before.</param>
    private CodeClock Without(ActivityNode timer, out TimeSpan? begun)
    {
        begun = null;
        if (Lines.Where(line => IdOf(line) == timer.Id).MinBy(SecondsOf) is not { } first)
        {
            return this;
        }

        begun = SecondsOf(first) < 0 ? null : TimeSpan.FromSeconds(SecondsOf(first));
        var left = Lines.ToList();
        left.Remove(first);
        return this with { Timers = Join(left), Outlasting = Outlasting == timer.Id ? null : Outlasting };
    }

    private static string LineOf(string id, string begun) => $"{id}@{begun}";

    private static string IdOf(string line) => line[..line.LastIndexOf('@')];

    private static int SecondsOf(string line) => int.Parse(line[(line.LastIndexOf('@') + 1)..], CultureInfo.InvariantCulture);

    /// <summary>In one order, so that the same timers are the same value.</summary>
    private static string? Join(IEnumerable<string> lines) =>
        string.Join('\n', lines.Order(StringComparer.Ordinal)) is { Length: > 0 } joined ? joined : null;
}
