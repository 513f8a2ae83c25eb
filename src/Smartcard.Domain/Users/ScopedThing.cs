namespace Smartcard.Domain.Users;

/// <summary>What the id in an address names, and by that whose person a page or an act is about.</summary>
public enum ScopedThing
{
    /// <summary>A member of staff.</summary>
    Person,

    Card,

    /// <summary>A line of the booth's queue: a card, or a case without one.</summary>
    Matter,

    /// <summary>A journey or a reset in person.</summary>
    Journey,

    Mail,

    /// <summary>The record of a journey's workflow. One of which the journey is not known could be anybody's.</summary>
    Instance,
}
