using System.Text;

namespace Smartcard.Helper.Screen;

/// <summary>New passcodes that are easy to guess. A card takes a few tries only, and these are what a thief tries first. S15.</summary>
internal static class WeakPasscode
{
    /// <param name="bytes">Printable ASCII.</param>
    /// <param name="common">What too many people use; case does not matter.</param>
    /// <returns>A word key of why it is weak; null when it is not.</returns>
    public static string? Of(ReadOnlySpan<byte> bytes, IReadOnlyList<string> common)
    {
        if (HasStep(bytes, 0))
        {
            return Problem.AllTheSame;
        }

        if (HasStep(bytes, 1) || HasStep(bytes, -1))
        {
            return Problem.Run;
        }

        foreach (var passcode in common)
        {
            if (Ascii.EqualsIgnoreCase(bytes, passcode))
            {
                return Problem.Common;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether each character stands so far from the one before it. Zero comes before one, and after nine as on a keyboard.
    /// </summary>
    private static bool HasStep(ReadOnlySpan<byte> bytes, int step)
    {
        for (var i = 1; i < bytes.Length; i++)
        {
            var (from, to) = (bytes[i - 1], bytes[i]);
            var isRound = (step, (char)from, (char)to) is (1, '9', '0') or (-1, '0', '9');
            if (!isRound && ToLower(to) - ToLower(from) != step)
            {
                return false;
            }
        }

        return true;
    }

    private static int ToLower(byte character) => char.ToLowerInvariant((char)character);
}
