namespace Smartcard.Domain.Users;

/// <summary>What somebody may do in the back office. The numbers are in the database.</summary>
[Flags]
public enum BackOfficeRoles
{
    None = 0,

    /// <summary>Registration Authority: users, and whatever the other roles may do.</summary>
    RaAdmin = 1,

    /// <summary>The IT booth: who waits, and the reset in person.</summary>
    Booth = 2,

    /// <summary>Sees everything that is shown, changes nothing.</summary>
    Auditor = 4,

    /// <summary>Leads the IT booth: may do whatever <see cref="Booth"/> may, and sees the figures.</summary>
    SiteLead = 8,
}
