using System.Text;

namespace Smartcard.Cards.Pcsc;

/// <summary>PC/SC's lists of names: each ends with a zero, the list with another.</summary>
internal static class MultiString
{
    public static IReadOnlyList<string> Split(byte[] utf8) => Split(Encoding.UTF8.GetString(utf8));

    public static IReadOnlyList<string> Split(char[] characters) => Split(new string(characters));

    private static string[] Split(string names) => names.Split('\0', StringSplitOptions.RemoveEmptyEntries);
}
