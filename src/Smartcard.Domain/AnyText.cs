using System.Text;

namespace Smartcard.Domain;

/// <summary>Text that somebody typed or another system brought in, and that may hold what is no character.</summary>
public static class AnyText
{
    /// <summary>
    /// As the Normalize of strings, which throws for half of a surrogate pair and for U+FFFE: a space stands for each of them here.
    /// </summary>
    public static string Normalized(this string text, NormalizationForm form)
    {
        StringBuilder? whole = null;
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogatePair(text, at))
            {
                at++;
            }
            else if (char.IsSurrogate(text[at]) || text[at] == '\uFFFE')
            {
                whole ??= new StringBuilder(text);
                whole[at] = ' ';
            }
        }

#pragma warning disable RS0030 // what it throws for is gone
        return (whole?.ToString() ?? text).Normalize(form);
#pragma warning restore RS0030
    }
}
