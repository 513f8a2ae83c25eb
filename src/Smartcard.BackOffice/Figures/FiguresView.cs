using Microsoft.Extensions.Options;
using Smartcard.Domain.Figures;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Figures;

namespace Smartcard.BackOffice.Figures;

/// <summary>Puts together what the page of figures shows, and its file.</summary>
internal sealed class FiguresView(FigureReport report, IOptions<FiguresOptions> options, TimeProvider time)
{
    private const int DefaultDays = 7;
    private static readonly int[] Periods = [1, 7, 30, 90];

    /// <param name="days">Today alone is 1; any other than those offered is the last 7.</param>
    /// <param name="organisation">One that there are no figures of = all of them.</param>
    /// <param name="scope">Of whoever looks: one that is limited has no choice, and no other organisation is named.</param>
    public async Task<FiguresModel> ModelAsync(
        int? days, string? organisation, OrganisationScope scope, CancellationToken cancellationToken)
    {
        var today = UkTime.DayOf(time.GetUtcNow());
        var shown = days is { } asked && Periods.Contains(asked) ? asked : DefaultDays;
        var from = today.AddDays(1 - shown);
        var organisations = scope.IsLimited
            ? []
            : await report.OrganisationsAsync(UkTime.BeginningOf(today.AddDays(1 - Periods.Max())), cancellationToken);
        var chosen = scope.Organisation ?? (organisations.Contains(organisation, StringComparer.Ordinal) ? organisation : null);
        var choice = new FiguresChoice(shown, Periods, chosen, organisations, from, today) { IsLimited = scope.IsLimited };
        var period = new FigurePeriod(UkTime.BeginningOf(from), UkTime.BeginningOf(today.AddDays(1)), chosen);
        var minutes = options.Value.DeskMinutes;
        return new FiguresModel(
            choice,
            await report.CountedUntilAsync(cancellationToken),
            minutes,
            await SectionsAsync(choice, period, minutes, cancellationToken));
    }

    private async Task<IReadOnlyList<FigureSection>> SectionsAsync(
        FiguresChoice choice, FigurePeriod period, int minutes, CancellationToken cancellationToken)
    {
        var (totals, hours) = await report.SumsAsync(period, cancellationToken);
        var mails = await report.MailsAsync(period, cancellationToken);
        if (totals.AreAllZero && mails.Count == 0)
        {
            return [];
        }

        return
        [
            TotalSections.Summary(totals, minutes),
            TimeSections.Unlocks(choice, hours),
            TotalSections.Funnel(totals),
            TotalSections.Lost(totals),
            TotalSections.Ends(totals),
            TotalSections.UnlockTimes(totals),
            TimeSections.Busiest(choice, hours),
            TimeSections.Lockouts(await report.LockoutsAsync(period, TimeSections.Sites, cancellationToken)),
            TotalSections.Mails(mails),
            TimeSections.Booth(choice, hours, totals),
            TotalSections.InPerson(totals, minutes),
        ];
    }
}
