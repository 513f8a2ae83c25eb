namespace Smartcard.BackOffice.People.Disclosures;

/// <param name="Name">Of the person.</param>
/// <param name="Action">Where the file is made.</param>
/// <param name="Back">The person's page.</param>
public sealed record DisclosureAskModel(string Name, string Action, string Back);

/// <summary>All that is on record of a person, as they read it.</summary>
/// <param name="Made">When, in words.</param>
public sealed record DisclosureModel(string Name, string Made, IReadOnlyList<DisclosureSection> Sections);

/// <summary>A list of one kind.</summary>
/// <param name="Note">What the reader should know about it; null where it needs none.</param>
/// <param name="Rows">A cell for each head.</param>
public sealed record DisclosureSection(
    string Title, string? Note, IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<string>> Rows);
