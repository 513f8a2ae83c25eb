using Microsoft.EntityFrameworkCore;
using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.People;
using Smartcard.Storage;
using Smartcard.Storage.Users;

namespace Smartcard.SelfService.Booth;

/// <summary>Who of the booth looks after which card. Each call is whole: it decides, audits and commits.</summary>
/// <remarks>Its turns have no scope, so of two who take the same card at once one is first, and the other is told by whom.</remarks>
public sealed class BoothClaims(
    SmartcardDbContext database, TurnTransaction turn, InPersonUsers users, PeopleScopes scopes, AuditLog audit, TimeProvider time)
{
    public Task<ClaimAct> TakeAsync(UserId actor, MatterId id, CancellationToken cancellationToken) =>
        OnOpenAsync(
            id,
            actor,
            (matter, _) => Task.FromResult(Give(matter, matter.Rule.Take(actor), actor, "booth-case-taken")),
            cancellationToken);

    /// <param name="from">Whose it was on the page that asked first.</param>
    public Task<ClaimAct> TakeOverAsync(UserId actor, MatterId id, UserId from, CancellationToken cancellationToken) =>
        OnOpenAsync(
            id,
            actor,
            (matter, _) => Task.FromResult(Give(
                matter,
                matter.Rule.TakeOver(actor, from),
                actor,
                matter.Rule.Claimant is null ? "booth-case-taken" : "booth-case-taken-over")),
            cancellationToken);

    /// <param name="colleague">Null = nobody was chosen.</param>
    public Task<ClaimAct> HandOverAsync(UserId actor, MatterId id, UserId? colleague, CancellationToken cancellationToken) =>
        OnOpenAsync(
            id,
            actor,
            async (matter, ct) =>
            {
                var mayTake = colleague is { } chosen && chosen != actor
                    && await users.MayHelpAsync(chosen, ct)
                    && await scopes.IncludesAsync(chosen, matter.Oldest.CardId, ct);
                var isTheirs = mayTake && await users.IsOwnCardAsync(colleague!.Value, matter.Oldest.CardId, ct);
                return Give(matter, matter.Rule.HandOver(actor, mayTake, isTheirs), colleague ?? actor, "booth-case-handed-over");
            },
            cancellationToken);

    public Task<ClaimAct> GiveBackAsync(UserId actor, MatterId id, CancellationToken cancellationToken) =>
        OnOpenAsync(
            id,
            actor,
            (matter, _) =>
            {
                if (matter.Rule.GiveBack(actor) is { } problem)
                {
                    return Task.FromResult<ClaimAct>(Refuse(matter, problem));
                }

                if (matter.Rule.Claimant is not null)
                {
                    database.Remove(matter.Claim!);
                    Tell(matter, "booth-case-given-back", other: null);
                }

                return Task.FromResult<ClaimAct>(new ClaimAct.Done());
            },
            cancellationToken);

    /// <summary>Who helps a card's holder in person looks after its cases too, if nobody does. Part of a turn.</summary>
    public async Task TakeIfFreeAsync(UserId actor, CardId card, CancellationToken cancellationToken)
    {
        if (await ReadAsync(MatterId.Of(card), actor, cancellationToken) is { Rule.Claimant: null } matter)
        {
            Give(matter, problem: null, actor, "booth-case-taken");
        }
    }

    private Task<ClaimAct> OnOpenAsync(
        MatterId id, UserId actor, Func<Matter, CancellationToken, Task<ClaimAct>> act, CancellationToken cancellationToken) =>
        turn.RunAsync(
            async ct => await ReadAsync(id, actor, ct) is { } matter
                ? await act(matter, ct)
                : new ClaimAct.Refused(ClaimProblem.IsOver, Name: null),
            cancellationToken);

    /// <returns>Null where no case is open.</returns>
    private async Task<Matter?> ReadAsync(MatterId id, UserId actor, CancellationToken cancellationToken)
    {
        var oldest = await database.Set<BoothCase>()
            .Where(BoothCases.OpenOf(id))
            .OrderBy(c => c.OpenedAt)
            .FirstOrDefaultAsync(cancellationToken);
        if (oldest is null)
        {
            return null;
        }

        var claim = await database.Set<BoothClaim>().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        var claimant = claim is null
            ? null
            : await database.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == claim.UserId.Value, cancellationToken);
        return new Matter(
            id,
            actor,
            oldest,
            claim,
            claimant is { } user
            && InPersonUsers.MayHelp(user)
            && claim!.IsAbout(oldest.OpenedAt)
            && await scopes.IncludesAsync(user.UserId, oldest.CardId, cancellationToken)
                ? user
                : null,
            await users.IsOwnCardAsync(actor, oldest.CardId, cancellationToken),
            !await scopes.IncludesAsync(actor, oldest.CardId, cancellationToken));
    }

    private ClaimAct Give(Matter matter, ClaimProblem? problem, UserId to, string what)
    {
        if (problem is { } refused)
        {
            return Refuse(matter, refused);
        }

        if (matter.Rule.Claimant == to)
        {
            return new ClaimAct.Done(); // a page sent twice
        }

        var other = to == matter.Actor ? matter.Rule.Claimant : to;
        var since = BoothClaim.Begin(time.GetUtcNow(), matter.Oldest.OpenedAt);
        if (matter.Claim is { } claim)
        {
            (claim.UserId, claim.Since) = (to, since);
        }
        else
        {
            database.Add(new BoothClaim { Id = matter.Id, UserId = to, Since = since });
        }

        Tell(matter, what, other);
        return new ClaimAct.Done();
    }

    private ClaimAct.Refused Refuse(Matter matter, ClaimProblem problem)
    {
        if (problem is ClaimProblem.OwnCard or ClaimProblem.OtherOrganisation)
        {
            audit.Add($"booth-act-refused:{problem}", matter.Oldest.JourneyId, matter.Oldest.CardId, matter.Actor, subjectId: null);
        }

        return new ClaimAct.Refused(problem, matter.Name);
    }

    private void Tell(Matter matter, string what, UserId? other)
    {
        audit.Add(what, matter.Oldest.JourneyId, matter.Oldest.CardId, matter.Actor, other);
        BoothQueue.TellChanged(turn);
    }

    private sealed record Matter(
        MatterId Id,
        UserId Actor,
        BoothCase Oldest,
        BoothClaim? Claim,
        BackOfficeUser? Claimant,
        bool IsOwnCard,
        bool IsOfOtherOrganisation)
    {
        public ClaimRule Rule => new(Claimant?.UserId, IsOwnCard, IsOfOtherOrganisation);

        public string? Name => Claimant?.DisplayName;
    }
}

/// <summary>What became of an act with a claim.</summary>
public abstract record ClaimAct
{
    private ClaimAct()
    {
    }

    public sealed record Done : ClaimAct;

    /// <param name="Name">Of the colleague who has it; null = nobody has.</param>
    public sealed record Refused(ClaimProblem Problem, string? Name) : ClaimAct;
}
