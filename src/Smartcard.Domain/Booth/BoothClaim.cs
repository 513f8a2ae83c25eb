namespace Smartcard.Domain.Booth;

/// <summary>Who of the booth looks after a card's cases. It ends with them.</summary>
/// <remarks>Of somebody who may not work there any more it counts as nobody's.</remarks>
public sealed class BoothClaim
{
    public required MatterId Id { get; init; }

    public required UserId UserId { get; set; }

    public required DateTimeOffset Since { get; set; }
}

/// <summary>Who may take, give back or hand over what. Nobody loses a claim without whoever takes it knowing whose it was.</summary>
/// <param name="Claimant">Who has it now, and may work at the booth; null = nobody.</param>
public readonly record struct ClaimRule(UserId? Claimant)
{
    public ClaimProblem? Take(UserId actor) => Claimant is { } other && other != actor ? ClaimProblem.TakenByAnother : null;

    /// <param name="from">Whose it was on the page that asked first.</param>
    public ClaimProblem? TakeOver(UserId actor, UserId from) =>
        Claimant is { } other && other != actor && other != from ? ClaimProblem.TakenByAnother : null;

    public ClaimProblem? GiveBack(UserId actor) => Claimant is { } other && other != actor ? ClaimProblem.TakenByAnother : null;

    /// <param name="mayTake">Whether the colleague works at the booth.</param>
    public ClaimProblem? HandOver(UserId actor, bool mayTake) =>
        Claimant is null ? ClaimProblem.NotYours
        : Claimant != actor ? ClaimProblem.TakenByAnother
        : mayTake ? null
        : ClaimProblem.ColleagueMissing;
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
}
