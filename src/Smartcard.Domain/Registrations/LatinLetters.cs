using System.Collections.Frozen;

namespace Smartcard.Domain.Registrations;

/// <summary>
/// The plain form of Latin letters that Unicode does not take apart: <c>ł</c> is no <c>l</c> with a mark, <c>ß</c> no
/// two letters.
/// </summary>
/// <remarks>
/// Source: the transform Latin-ASCII of CLDR 42,
/// https://github.com/unicode-org/cldr/blob/release-42/common/transforms/Latin-ASCII.xml; of it, the small letters that
/// are left after NFKD. Hashes depend on it: a letter is added or changed with another folding only.
/// </remarks>
internal static class LatinLetters
{
    private static readonly FrozenDictionary<char, string> Plain = new (string Plain, string Letters)[]
    {
        ("a", "ᴀᶏⱥ"), ("aa", "ꜳ"), ("ae", "æᴁ"), ("ao", "ꜵ"), ("au", "ꜷ"), ("av", "ꜹꜻ"), ("ay", "ꜽ"),
        ("b", "ƀƃɓʙᴃᵬᶀ"),
        ("c", "ƈȼɕᴄꞓ"),
        ("d", "ðđƌȡɖɗᴅᴆᵭᶁᶑꝱꝺ"), ("db", "ȸ"), ("dz", "ʣʥ"),
        ("e", "ɇɛᴇᶒᶓⱸ"),
        ("f", "ƒᵮᶂꜰꝼ"),
        ("g", "ǥɠɡɢʛᶃꞡ"),
        ("h", "ħɦɧʜⱨ"), ("hv", "ƕ"),
        ("i", "ıɨɪᵻᶖ"),
        ("j", "ȷɉɟʝᴊ"),
        ("k", "ƙᴋᶄⱪꝁꝃꝅꞣ"),
        ("l", "łƚȴɫɬɭʟᴌᶅⱡꝇꝉꝲ"), ("ll", "ỻ"), ("ls", "ʪ"), ("lz", "ʫ"),
        ("m", "ɱᴍᵯᶆꝳ"),
        ("n", "ŋƞȵɲɳɴᵰᶇꝴꞑꞥ"),
        ("o", "øᴏⱺꝋꝍ"), ("oe", "œɶ"), ("oi", "ƣ"), ("oo", "ꝏ"),
        ("p", "ƥᴘᵱᵽᶈꝑꝓꝕ"),
        ("q", "ĸʠꝗꝙ"), ("qp", "ȹ"),
        ("r", "ɍɼɽɾʀᵲᵳᶉꝵꝶꞧ"),
        ("s", "ȿʂᵴᶊẜẝꜱꞩ"), ("ss", "ß"),
        ("t", "ŧƫƭȶʈᴛᵵⱦꝷꞇ"), ("th", "þᵺꝥꝧ"), ("ts", "ʦ"),
        ("u", "ʉᴜᵾᶙ"), ("ue", "ᵫ"),
        ("v", "ʋᴠᶌỽⱱⱴꝟ"), ("vy", "ꝡ"),
        ("w", "ᴡⱳ"),
        ("x", "ᶍ"),
        ("y", "ƴɏʏỿ"),
        ("z", "ƶȥɀʐʑᴢᵶᶎⱬ"),
    }.SelectMany(row => row.Letters.Select(letter => KeyValuePair.Create(letter, row.Plain))).ToFrozenDictionary();

    /// <param name="letter">A small one.</param>
    /// <returns>One or two letters from a to z; null for a letter that is plain already, or of another script.</returns>
    public static string? PlainFormOf(char letter) => Plain.GetValueOrDefault(letter);
}
