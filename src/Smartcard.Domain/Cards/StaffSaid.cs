namespace Smartcard.Domain.Cards;

/// <summary>What another system says of a person who is on record. What it leaves out stays.</summary>
/// <param name="Name">Null = it stays.</param>
/// <param name="Organisation">Null = it stays.</param>
/// <param name="Site">Null = it stays; empty = there is none.</param>
/// <param name="Number">Null = it stays.</param>
/// <param name="HasLeft">Null = it stays as it is.</param>
public sealed record StaffSaid(string? Name, string? Organisation, string? Site, string? Number, bool? HasLeft)
{
    public static StaffSaid ThatTheyHaveLeft { get; } = new(null, null, null, null, HasLeft: true);

    /// <summary>Whether it says anything but that they have left or are back.</summary>
    public bool IsAboutFields => Name is not null || Organisation is not null || Site is not null || Number is not null;

    /// <summary>What was on record stays as it is written there, so that nothing is changed that nobody spoke of.</summary>
    public StaffFields On(StaffFields before)
    {
        var said = StaffFields.Of(Name, Organisation, Site, Number);
        return new StaffFields(
            Name is null ? before.Name : said.Name,
            Organisation is null ? before.Organisation : said.Organisation,
            Site is null ? before.Site : said.Site,
            Number is null ? before.Number : said.Number);
    }
}
