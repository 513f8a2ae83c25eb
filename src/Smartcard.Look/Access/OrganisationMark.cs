using System.Security.Claims;
using Smartcard.Domain.Users;

namespace Smartcard.Look.Access;

/// <summary>
/// What a route of the back office shows to somebody who may see the people of one organisation alone. A route without a mark is closed
/// to them, see <see cref="OrganisationDoor"/>.
/// </summary>
/// <param name="Thing">What the route's <c>id</c> names; null where the route has no id, or none of a person.</param>
/// <param name="OnlyReads">Whatever its method: a refusal is none of an act.</param>
internal sealed record OrganisationMark(OrganisationReach Reach, ScopedThing? Thing = null, bool OnlyReads = false);

internal enum OrganisationReach
{
    /// <summary>The same for everybody, and no person in it.</summary>
    NamesNobody,

    /// <summary>What is about people of their organisation.</summary>
    TheirPeople,
}

public static class OrganisationMarks
{
    /// <summary>The claim that is there for whoever is limited to one organisation; it is as it is now with every request.</summary>
    public const string Claim = "organisation";

    public static OrganisationScope ScopeOf(this ClaimsPrincipal user) => OrganisationScope.Of(user.FindFirstValue(Claim));

    /// <summary>For routes that have nothing of any person in them.</summary>
    public static TBuilder NamesNobody<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.Marked(new OrganisationMark(OrganisationReach.NamesNobody));

    /// <summary>For routes that leave out, themselves, whom their user may not see.</summary>
    public static TBuilder ShowsTheirPeople<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.Marked(new OrganisationMark(OrganisationReach.TheirPeople));

    /// <summary>For routes about one person, by what their <c>id</c> names: they are asked for only where the user may see them.</summary>
    /// <param name="onlyReads">For a post that changes nothing.</param>
    public static TBuilder IsAbout<TBuilder>(this TBuilder routes, ScopedThing thing, bool onlyReads = false)
        where TBuilder : IEndpointConventionBuilder =>
        routes.Marked(new OrganisationMark(OrganisationReach.TheirPeople, thing, onlyReads));

    private static TBuilder Marked<TBuilder>(this TBuilder routes, OrganisationMark mark)
        where TBuilder : IEndpointConventionBuilder
    {
        routes.Add(endpoint => endpoint.Metadata.Add(mark));
        return routes;
    }
}
