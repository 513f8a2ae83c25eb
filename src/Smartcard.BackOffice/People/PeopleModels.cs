using Smartcard.BackOffice.Booth;
using Smartcard.Look;

namespace Smartcard.BackOffice.People;

/// <param name="Find">What is searched for; null for nothing.</param>
/// <param name="Found">Null where nothing is searched for, or what was typed cannot be.</param>
/// <param name="Only">The only organisation whose people are searched; null = everybody is.</param>
public sealed record PeopleModel(string? Find, PeopleFound? Found, string? Only, Errors Errors);

/// <param name="Journeys">Whose reference was typed.</param>
/// <param name="Most">So many are shown, and there may be more; null where all are.</param>
public sealed record PeopleFound(IReadOnlyList<PersonLine> People, IReadOnlyList<JourneyLine> Journeys, int? Most);

/// <param name="Number">Null where there is none.</param>
public sealed record PersonLine(
    Guid Id, string Page, string Name, string Organisation, string? Number, IReadOnlyList<PersonCardLine> Cards);

/// <param name="Help">Where to help the holder in person; null where this person may not.</param>
/// <param name="IsOwn">Whether it is the card of whoever looks, who could help otherwise.</param>
public sealed record PersonCardLine(Guid Id, string SelfService, string? Help, bool IsOwn);
