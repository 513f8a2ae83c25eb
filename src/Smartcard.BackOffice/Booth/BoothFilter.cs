using Microsoft.AspNetCore.Http.Extensions;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Look.Access;
using Smartcard.SelfService.Booth;

namespace Smartcard.BackOffice.Booth;

/// <summary>What somebody wants to see of the queue. It stands in the address; what is not understood there is left out.</summary>
/// <param name="Site">An organisation; null = all that the viewer may see.</param>
/// <param name="Why">The name of a <see cref="BoothReason"/> or a <see cref="StallCause"/>; null = all.</param>
/// <param name="Age">One of <see cref="Ages"/>; null = all.</param>
/// <param name="Who"><see cref="Mine"/> or <see cref="Nobodys"/>; null = all.</param>
/// <param name="Page">Of the queue, from 1.</param>
public sealed record BoothFilter(string? Site, string? Why, string? Age, string? Who, int Page)
{
    public const string Mine = "mine";
    public const string Nobodys = "nobody";

    public static BoothFilter None { get; } = new(null, null, null, null, 1);

    /// <summary>Waits of more than so long.</summary>
    public static IReadOnlyDictionary<string, TimeSpan> Ages { get; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal)
    {
        ["15m"] = TimeSpan.FromMinutes(15),
        ["1h"] = TimeSpan.FromHours(1),
        ["1d"] = TimeSpan.FromDays(1),
    };

    public bool IsNone => this with { Page = 1 } == None;

    public static BoothFilter Of(HttpContext http)
    {
        var asked = http.Request.Query;
        string? Read(string name, Func<string, bool> isGood) =>
            asked[name].ToString() is { Length: > 0 } text && isGood(text) ? text : null;

        return new BoothFilter(
            http.User.ScopeOf().IsLimited ? null : Read("site", text => text.Length <= Smartcard.Domain.Cards.Staff.MaxNameLength),
            Read("why", text => Enum.GetNames<BoothReason>().Contains(text) || Enum.GetNames<StallCause>().Contains(text)),
            Read("age", Ages.ContainsKey),
            Read("who", text => text is Mine or Nobodys),
            int.TryParse(asked["page"].ToString(), out var page) && page is > 1 and < 100_000 ? page : 1);
    }

    /// <summary>The part of an address from the question mark on; empty where nothing is chosen.</summary>
    public string Query()
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in new[] { ("site", Site), ("why", Why), ("age", Age), ("who", Who) })
        {
            if (value is not null)
            {
                query.Add(name, value);
            }
        }

        if (Page > 1)
        {
            query.Add("page", $"{Page}");
        }

        return query.ToString();
    }

    public bool Shows(QueuedMatter matter, UserId? viewer, DateTimeOffset now) =>
        IsOfSite(matter.Holder)
        && (Why is null || matter.Reasons.Any(r => r.Reason.ToString() == Why))
        && IsOld(matter.Since, now)
        && Who switch
        {
            Mine => matter.Claim is { } claim && claim.UserId == viewer,
            Nobodys => matter.Claim is null,
            _ => true,
        };

    /// <summary>Nobody takes a journey that stands still, so that whose it is tells nothing.</summary>
    public bool Shows(QueuedStall stall, DateTimeOffset now) =>
        IsOfSite(stall.Holder)
        && (Why is null || stall.Cause.ToString() == Why)
        && IsOld(stall.Journey.LastHeardAt, now);

    private bool IsOfSite(CardHolder? holder) => Site is null || holder?.Organisation == Site;

    private bool IsOld(DateTimeOffset since, DateTimeOffset now) => Age is null || now - since > Ages[Age];
}
