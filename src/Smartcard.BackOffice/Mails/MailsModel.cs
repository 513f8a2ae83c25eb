using Smartcard.Look;

namespace Smartcard.BackOffice.Mails;

/// <param name="IsSentAgain">Whether one was, just now.</param>
public sealed record MailsModel(LostMailList List, bool IsSentAgain, Errors Errors);

/// <summary>What changes while somebody looks.</summary>
/// <param name="MostShown">So many are shown, of more; null where all are.</param>
public sealed record LostMailList(IReadOnlyList<MailLine> Mails, int? MostShown);

/// <param name="Journey">Address of its journey, where that is still kept.</param>
/// <param name="Delivery">What is known of its arrival, if anything.</param>
/// <param name="Advice">What can be done, in words; null where it can be sent again, at <paramref name="SendAgain"/>.</param>
public sealed record MailLine(
    Guid Id,
    DateTimeOffset Made,
    string Kind,
    string To,
    string? Journey,
    Telling State,
    Telling? Delivery,
    Telling? Advice,
    string? SendAgain);
