namespace Smartcard.Domain;

/// <summary>How far the clocks of an installation may be apart.</summary>
public static class Clocks
{
    /// <summary>
    /// What one host has written may be in the future of another by so much, or of its own after its clock was set
    /// back. More is not believed.
    /// </summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromMinutes(1);
}
