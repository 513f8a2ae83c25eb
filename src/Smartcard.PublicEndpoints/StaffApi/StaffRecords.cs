using System.ComponentModel;
using Smartcard.Domain.Cards;

namespace Smartcard.PublicEndpoints.StaffApi;

/// <summary>What a system says of a person.</summary>
internal sealed record StaffInput(
    [property: Description("At most 200 characters.")] string? Name,
    [property: Description("At most 200 characters.")] string? Organisation,
    [property: Description("Left out or null: it stays. Empty: it is removed.")] string? Site,
    [property: Description("`working` or `left`. Left out: it stays. Whoever has left has their cards suspended.")] string? Status);

/// <summary>What a system is told of a person: nothing but what systems say of them.</summary>
internal sealed record StaffRecord(
    [property: Description("Known by it in the whole installation.")] string StaffNumber,
    [property: Description("As it is shown to staff.")] string Name,
    [property: Description("As in the other records of the organisation.")] string Organisation,
    [property: Description("Null where there is none.")] string? Site,
    [property: Description("`working` or `left`.")] string Status,
    [property: Description("When somebody said so; null for who works here.")] DateTimeOffset? LeftAt)
{
    public static StaffRecord Of(Staff staff) => new(
        staff.Number!,
        staff.DisplayName,
        staff.Organisation,
        staff.Site,
        staff.LeftAt is null ? "working" : "left",
        staff.LeftAt);
}

internal sealed record StaffFound([property: Description("One, or none.")] IReadOnlyList<StaffRecord> Staff);
