namespace Smartcard.SystemTests.Resilience.Chaos;

/// <summary>Chance that a seed repeats.</summary>
internal static class Chance
{
#pragma warning disable RS0030 // banned where it could make a secret; here it is to come out the same again
    public static Random From(int seed) => new(seed);
#pragma warning restore RS0030
}
