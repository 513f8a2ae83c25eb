using Smartcard.BackOffice.Booth.Acts;
using Smartcard.Look;
using Smartcard.SelfService.Cards.Readings;

namespace Smartcard.BackOffice.People.Readings;

/// <param name="For">Who is to get the card; null = nobody yet.</param>
/// <param name="Person">Their id, for the form.</param>
public sealed record ReadingStartModel(string Action, string? For, string? Organisation, Guid? Person);

/// <param name="Path">Of the page; what can be done stands below it.</param>
/// <param name="Start">Where another reading is begun.</param>
/// <param name="Given">The holder's page, once the card was given; null before.</param>
/// <param name="GivenTo">Their name.</param>
/// <param name="KnownPage">Of the holder of a known card; null = the card is not known.</param>
public sealed record ReadingModel(
    string Path, string Start, CardReadingStanding Standing, string? KnownPage, string? Given, string? GivenTo);

/// <param name="Search">Where the form goes.</param>
/// <param name="Find">What is searched for; null for nothing.</param>
/// <param name="Found">Null where nothing is searched for, or what was typed cannot be.</param>
/// <param name="Most">So many are shown, and there may be more; null where all are.</param>
public sealed record ReadingPersonModel(
    string Search, string Back, string? Find, IReadOnlyList<ReadingPersonLine>? Found, int? Most, Errors Errors);

/// <param name="Choose">Where they are chosen.</param>
public sealed record ReadingPersonLine(string Choose, string Name, string? Number, string Organisation);

/// <param name="Other">Where somebody else is chosen.</param>
/// <param name="Seen">The holder of a known card, for the form; null = it is new.</param>
/// <param name="Held">The known card's holder, in words; null = it is new.</param>
/// <param name="Version">As it was typed, or the latest.</param>
/// <param name="CheckedVersion">Of the key that the card has shown; null = it has shown none.</param>
/// <param name="Cards">Those that the person has.</param>
/// <param name="NoWay">Why the card cannot be given, whatever is typed; null = it can, as far as we know.</param>
public sealed record ReadingGiveModel(
    string Action,
    string Back,
    string Other,
    Guid Person,
    string Name,
    string Organisation,
    string? Number,
    string CardIdentifier,
    Guid? Seen,
    (string Name, string Organisation)? Held,
    string Version,
    int? CheckedVersion,
    string? Reason,
    IReadOnlyList<Choice> Reasons,
    IReadOnlyList<string> Cards,
    string? NoWay,
    Errors Errors);
