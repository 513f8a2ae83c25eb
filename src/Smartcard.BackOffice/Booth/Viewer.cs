using Smartcard.BackOffice.Booth.Acts;
using Smartcard.BackOffice.People;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;
using Smartcard.Look.Access;
using Smartcard.SelfService.Booth;

namespace Smartcard.BackOffice.Booth;

/// <summary>Whoever looks at the queue: turns what is in it for all into the lines that they see, with what they may do.</summary>
internal sealed class Viewer(HttpContext http, DateTimeOffset now)
{
    public const int Shown = 50;
    private const string Unknown = "–";

    private readonly UserId? _id = Policies.IdOf(http.User);
    private readonly bool _maySee = http.User.May(Policies.SeeWorkflows);

    public bool MayAct { get; } = http.User.May(Policies.ActAtBooth);

    public QueuePart Queue(IReadOnlyList<QueuedMatter> all, BoothFilter filter, bool isWhole)
    {
        QueuedMatter[] chosen = [.. all.Where(m => filter.Shows(m, _id, now))];
        var pages = Math.Max(1, (chosen.Length + Shown - 1) / Shown);
        var page = Math.Min(filter.Page, pages);
        string? To(int number) =>
            number >= 1 && number <= pages ? Policies.BackOffice + (filter with { Page = number }).Query() : null;

        return new QueuePart(
            [.. chosen.Skip((page - 1) * Shown).Take(Shown).Select(Line)],
            chosen.Length,
            chosen.Count(m => m.Claim is null),
            chosen.Length == 0 ? null : BoothWords.Long(now - chosen.Min(m => m.Since)),
            all.Count,
            ((page - 1) * Shown) + 1,
            To(page - 1),
            To(page + 1),
            chosen.Length == 0 ? 0 : chosen.Max(m => m.Newest).ToUnixTimeMilliseconds(),
            isWhole);
    }

    public StallPart Stalls(IReadOnlyList<QueuedStall> all, BoothFilter filter, bool isWhole)
    {
        QueuedStall[] chosen = [.. all.Where(s => filter.Shows(s, now))];
        return new StallPart(
            [
                .. chosen.Take(Shown).Select(s => new StallLine(
                    s.Journey.Id.Value,
                    PageOf(s.Journey, s.IsKept),
                    s.Journey.LastHeardAt,
                    BoothWords.Long(now - s.Journey.LastHeardAt),
                    s.Holder?.Name ?? Unknown,
                    s.Journey.CardId?.Value,
                    StallWords.Where(s.Journey),
                    StallWords.Why(s.Cause),
                    StallWords.Advice(s.Cause),
                    s.Holder is { State: not CardState.InUse } ? null : HelpFor(s.Journey.CardId),
                    JourneyHelpPages.PageFor(http.User, s.Journey))),
            ],
            chosen.Length,
            chosen.Length == 0 ? null : BoothWords.Long(now - chosen.Min(s => s.Journey.LastHeardAt)),
            all.Count,
            isWhole);
    }

    public static IReadOnlyList<InPersonLine> Resets(IReadOnlyList<QueuedReset> resets) =>
        [
            .. resets.Select(r => new InPersonLine(
                r.Id.Value, InPersonPages.PageOf(r.Id), r.StartedAt, r.Holder?.Name ?? Unknown, r.HelpedBy ?? Unknown)),
        ];

    public JourneyLine Line(RecentJourney recent) => new(
        recent.Journey.Id.Value,
        PageOf(recent.Journey, recent.IsKept),
        recent.Journey.StartedAt,
        BoothWords.Of(recent.Journey.Kind),
        recent.Holder?.Name ?? Unknown,
        recent.Journey.CardId?.Value,
        BoothWords.NowOf(recent.Journey, now),
        JourneyHelpPages.PageFor(http.User, recent.Journey));

    private BoothLine Line(QueuedMatter matter) => new(
        matter.Id.Value,
        CasePages.PageOf(matter.Id),
        matter.Since,
        BoothWords.Long(now - matter.Since),
        matter.Holder?.Name ?? Unknown,
        matter.Holder?.Organisation,
        matter.CardId?.Value,
        [.. CardWords.StateOf(matter.Holder), .. matter.Reasons.Select(r => BoothWords.Of(r.Reason))],
        matter.Urgency == CaseUrgency.Danger,
        matter.Claim?.Name,
        matter.Claim is { } claim && claim.UserId == _id,
        MayAct && matter.Claim is null ? CasePages.TakeOf(matter.Id) : null,
        matter.Holder is { State: not CardState.InUse } ? null : HelpFor(matter.CardId),
        MayAct ? CaseClosingPages.CloseOf(matter.Id) : null);

    private string? HelpFor(CardId? id) => id is { } card && MayAct ? InPersonPages.StartOf(card) : null;

    private string? PageOf(Journey journey, bool isKept) =>
        _maySee && isKept ? $"{Policies.BackOffice}/instances/{journey.Id.Value}" : null;
}
