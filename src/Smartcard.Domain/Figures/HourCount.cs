using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;

namespace Smartcard.Domain.Figures;

/// <summary>Counts an hour from what is on record of it.</summary>
/// <remarks>A journey counts whole in the hour in which it began. What happens at one moment counts in the hour of that moment.</remarks>
public sealed class HourCount
{
    private readonly DateTimeOffset _hour;
    private readonly Dictionary<string, HourFigures> _rows = new(StringComparer.Ordinal);

    private HourCount(DateTimeOffset hour) => _hour = hour;

    /// <returns>One for each organisation that has anything to count.</returns>
    public static IReadOnlyList<HourFigures> Of(DateTimeOffset hour, HourFacts facts)
    {
        var count = new HourCount(hour);
        foreach (var journey in facts.Journeys.Where(j => j.End != JourneyEnd.Moved))
        {
            count.Add(journey);
        }

        foreach (var stop in facts.Stops)
        {
            count.RowOf(stop.Organisation).Add(stop.IsFrozen ? Figure.Frozen : Figure.LockedOut);
        }

        foreach (var opened in OfOneCard(facts.Opened.Where(c => c.IsFirst)))
        {
            count.RowOf(opened.Organisation).Add(Figure.CasesOpened);
        }

        foreach (var closed in OfOneCard(facts.Closed))
        {
            count.Add(closed);
        }

        return [.. count._rows.Values];
    }

    public static IReadOnlyList<MailFigures> OfMails(DateTimeOffset hour, HourFacts facts) =>
    [
        .. facts.Mails
            .GroupBy(mail => (Organisation: mail.Organisation ?? "", mail.Provider, mail.Outcome))
            .Select(mails => new MailFigures
            {
                Hour = hour,
                Organisation = mails.Key.Organisation,
                Provider = mails.Key.Provider,
                Outcome = mails.Key.Outcome,
                Count = mails.Count(),
            }),
    ];

    private void Add(JourneyFact journey)
    {
        var row = RowOf(journey.Organisation);
        row.Add(Figure.Begun(journey.Kind));
        var end = journey.EndedAt is null ? null : journey.End;
        switch (journey.Kind, end)
        {
            case (JourneyKind.Unlock, _):
                AddUnlock(row, journey, end);
                break;
            case (JourneyKind.Registration, { } how):
                row.Add(Figure.Ended(journey.Kind, how));
                break;
            case (JourneyKind.InPerson, JourneyEnd.Completed):
                row.Add(Figure.Ended(journey.Kind, JourneyEnd.Completed));
                row.Add(Figure.ResetSeconds, SecondsBetween(journey.StartedAt, journey.EndedAt!.Value));
                break;
            default: // reports, and resets in person that did not come to their end, are counted as begun
                break;
        }
    }

    private static void AddUnlock(HourFigures row, JourneyFact journey, JourneyEnd? end)
    {
        foreach (var step in Enum.GetValues<UnlockStep>().Where(step => HasReached(journey, step)))
        {
            row.Add(Figure.Reached(step));
        }

        if (end is { } how)
        {
            row.Add(Figure.Ended(JourneyKind.Unlock, how));
            row.Add(how == JourneyEnd.Completed
                ? Figure.UnlockTime(TimeHistogram.BucketOf(journey.EndedAt!.Value - journey.StartedAt))
                : Figure.LostAt(journey.Stage switch
                {
                    null => JourneyStage.Start,
                    JourneyStage.Email => JourneyStage.Code, // only a registration asks for an address
                    { } stage => stage,
                }));
        }
    }

    /// <summary>Whoever proved a later step is past the earlier ones, whether or not their workflow has them.</summary>
    private static bool HasReached(JourneyFact journey, UnlockStep step) =>
        journey is { EndedAt: not null, End: JourneyEnd.Completed }
        || journey.Proved.Any(proved => proved switch
        {
            EvidenceKind.CardIdentified => step == UnlockStep.Identified,
            EvidenceKind.QuestionsAnswered => step <= UnlockStep.Answered,
            EvidenceKind.CodeConfirmed or EvidenceKind.ResetReleased or EvidenceKind.ResetConfirmed => true,
            _ => false,
        });

    private void Add(ClosedFact closed)
    {
        var row = RowOf(closed.Organisation);
        row.Add(Figure.CasesClosed);
        if (closed.TakenAt is { } taken)
        {
            row.Add(Figure.CasesTaken);
            row.Add(Figure.WaitSeconds, SecondsBetween(closed.OpenedAt, taken));
            row.Add(Figure.HandlingSeconds, SecondsBetween(taken, closed.ClosedAt));
        }
    }

    /// <summary>Cases of a card that were opened at one moment are one person who needs help.</summary>
    private static IEnumerable<OpenedFact> OfOneCard(IEnumerable<OpenedFact> opened) =>
        opened.Where(c => c.Card is null).Concat(opened.Where(c => c.Card is not null).DistinctBy(c => (c.Card, c.OpenedAt)));

    /// <summary>The cases of a card that were closed at one moment are one person who was helped: the oldest says since when.</summary>
    private static IEnumerable<ClosedFact> OfOneCard(IReadOnlyList<ClosedFact> closed) =>
        closed
            .Where(c => c.Card is not null)
            .GroupBy(c => (c.Card, c.ClosedAt))
            .Select(cases => cases.MinBy(c => c.OpenedAt)!)
            .Concat(closed.Where(c => c.Card is null));

    private static long SecondsBetween(DateTimeOffset from, DateTimeOffset until) => Math.Max(0, (long)(until - from).TotalSeconds);

    private HourFigures RowOf(string? organisation)
    {
        var name = organisation ?? "";
        if (!_rows.TryGetValue(name, out var row))
        {
            row = new HourFigures { Hour = _hour, Organisation = name };
            _rows.Add(name, row);
        }

        return row;
    }
}
