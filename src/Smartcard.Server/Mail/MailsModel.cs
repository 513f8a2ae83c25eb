using Smartcard.Server.Look;
using Smartcard.Server.Setup;

namespace Smartcard.Server.Mail;

/// <param name="IsSentAgain">Whether one was, just now.</param>
/// <param name="MostShown">So many are shown, of more; null where all are.</param>
public sealed record MailsModel(IReadOnlyList<MailLine> Mails, bool IsSentAgain, int? MostShown, Errors Errors);

/// <param name="Journey">Address of its journey, where that is still kept.</param>
/// <param name="Delivery">What is known of its arrival, if anything.</param>
/// <param name="Advice">What can be done, in words; null where it can be sent again, at <paramref name="SendAgain"/>.</param>
public sealed record MailLine(
    DateTimeOffset Made, string Kind, string To, string? Journey, Telling State, Telling? Delivery, Telling? Advice, string? SendAgain);
