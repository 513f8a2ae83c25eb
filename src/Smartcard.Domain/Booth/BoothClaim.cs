namespace Smartcard.Domain.Booth;

/// <summary>Who of the booth looks after a card's cases. It ends with them.</summary>
/// <remarks>
/// Of somebody who may not work there any more it counts as nobody's. So does one that is older than the cases: it was left behind by
/// others, which are closed.
/// </remarks>
public sealed class BoothClaim
{
    public required MatterId Id { get; init; }

    public required UserId UserId { get; set; }

    public required DateTimeOffset Since { get; set; }

    /// <param name="oldest">When the oldest open case came.</param>
    public bool IsAbout(DateTimeOffset oldest) => Since >= oldest;

    /// <summary>Since when it counts: hosts whose clocks differ do not make it older than what it is about.</summary>
    public static DateTimeOffset Begin(DateTimeOffset now, DateTimeOffset oldest) => now > oldest ? now : oldest;
}

/// <summary>Who may take, give back or hand over what. Nobody loses a claim without whoever takes it knowing whose it was.</summary>
/// <remarks>Nobody looks after their own card. What they have of it all the same, they give back.</remarks>
/// <param name="Claimant">Who has it now, and may work at the booth; null = nobody.</param>
/// <param name="IsOwnCard">Whether the card is that of whoever acts.</param>
/// <param name="IsOfOtherOrganisation">Whether whoever acts may not see the card's holder.</param>
public readonly record struct ClaimRule(UserId? Claimant, bool IsOwnCard, bool IsOfOtherOrganisation)
{
    public ClaimProblem? Take(UserId actor) =>
        IsOfOtherOrganisation ? ClaimProblem.OtherOrganisation
        : IsOwnCard ? ClaimProblem.OwnCard
        : Claimant is { } other && other != actor ? ClaimProblem.TakenByAnother
        : null;

    /// <param name="from">Whose it was on the page that asked first.</param>
    public ClaimProblem? TakeOver(UserId actor, UserId from) =>
        IsOfOtherOrganisation ? ClaimProblem.OtherOrganisation
        : IsOwnCard ? ClaimProblem.OwnCard
        : Claimant is { } other && other != actor && other != from ? ClaimProblem.TakenByAnother
        : null;

    public ClaimProblem? GiveBack(UserId actor) =>
        IsOfOtherOrganisation ? ClaimProblem.OtherOrganisation
        : Claimant is { } other && other != actor ? ClaimProblem.TakenByAnother
        : null;

    /// <param name="mayTake">Whether the colleague works at the booth, and may see the card's holder.</param>
    /// <param name="isColleaguesCard">Whether the card is the colleague's own.</param>
    public ClaimProblem? HandOver(UserId actor, bool mayTake, bool isColleaguesCard) =>
        IsOfOtherOrganisation ? ClaimProblem.OtherOrganisation
        : IsOwnCard ? ClaimProblem.OwnCard
        : Claimant is null ? ClaimProblem.NotYours
        : Claimant != actor ? ClaimProblem.TakenByAnother
        : !mayTake ? ClaimProblem.ColleagueMissing
        : isColleaguesCard ? ClaimProblem.ColleaguesCard
        : null;
}

public enum ClaimProblem
{
    /// <summary>No case is open any more.</summary>
    IsOver,

    /// <summary>A colleague has it.</summary>
    TakenByAnother,

    /// <summary>Only who has it hands it over.</summary>
    NotYours,

    /// <summary>Nobody was chosen, or somebody who may not work at the booth.</summary>
    ColleagueMissing,

    /// <summary>The card is that of the colleague who was chosen.</summary>
    ColleaguesCard,

    OwnCard,

    /// <summary>Whoever acts is limited to another organisation than the holder's.</summary>
    OtherOrganisation,
}
