using Smartcard.BackOffice.Booth;
using Smartcard.Look;

namespace Smartcard.BackOffice.People;

/// <param name="Find">What is searched for; null for nothing.</param>
/// <param name="Found">Null where nothing is searched for, or what was typed cannot be.</param>
/// <param name="Only">The only organisation whose people are searched; null = everybody is.</param>
/// <param name="Add">Where somebody is added; null where this person may not.</param>
/// <param name="Read">Where a card is read; null where this person may not.</param>
public sealed record PeopleModel(string? Find, PeopleFound? Found, string? Only, string? Add, string? Read, Errors Errors);

/// <param name="Journeys">Whose reference was typed.</param>
/// <param name="Most">So many are shown, and there may be more; null where all are.</param>
public sealed record PeopleFound(IReadOnlyList<PersonLine> People, IReadOnlyList<JourneyLine> Journeys, int? Most);

/// <param name="Site">Null where nobody has said.</param>
/// <param name="Number">Null where there is none.</param>
public sealed record PersonLine(
    Guid Id,
    string Page,
    string Name,
    string Organisation,
    string? Site,
    string? Number,
    bool HasLeft,
    IReadOnlyList<PersonCardLine> Cards);

/// <param name="State">Why it is not in use; null = it is.</param>
/// <param name="Help">Where to help the holder in person; null where this person may not.</param>
/// <param name="IsOwn">Whether it is the card of whoever looks, who could help otherwise.</param>
public sealed record PersonCardLine(Guid Id, string? State, string SelfService, string? Help, bool IsOwn);
