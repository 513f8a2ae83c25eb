using System.Text;

namespace Smartcard.Domain.Registrations;

/// <summary>
/// Scripts in which one character, with its marks, writes a syllable or a whole word, so that two of them can be a word
/// and a mark makes it another.
/// </summary>
/// <remarks>
/// Source: the blocks of Unicode 16. Alphabets are not among them, and neither are Hebrew, Arabic and Syriac: their
/// vowel marks are left out by most who write them. Hashes depend on it, as on <see cref="LatinLetters"/>.
/// </remarks>
internal static class SyllableScripts
{
    private static readonly (int First, int Last)[] Blocks =
    [
        (0x0780, 0x07BF), // Thaana
        (0x0900, 0x0DFF), // Devanagari, Bengali, Gurmukhi, Gujarati, Oriya, Tamil, Telugu, Kannada, Malayalam, Sinhala
        (0x0E00, 0x109F), // Thai, Lao, Tibetan, Myanmar
        (0x1100, 0x167F), // Hangul's parts, Ethiopic, Cherokee, Canadian syllables
        (0x1700, 0x17FF), // scripts of the Philippines, Khmer
        (0x18B0, 0x1AAF), // Canadian syllables, Limbu, Tai Le, New Tai Lue, Buginese, Tai Tham
        (0x1B00, 0x1C4F), // Balinese, Sundanese, Batak, Lepcha
        (0x2E80, 0xA4CF), // Han, Hiragana, Katakana, Bopomofo, Yi
        (0xA500, 0xA63F), // Vai
        (0xA6A0, 0xA6FF), // Bamum
        (0xA800, 0xAB2F), // Syloti Nagri to Meetei Mayek, Ethiopic
        (0xAB70, 0xD7FF), // Cherokee, Meetei Mayek, Hangul
        (0xF900, 0xFAFF), // Han
        (0x11000, 0x11FFF), // Brahmi and what came of it
        (0x16FE0, 0x18DFF), // Tangut, Khitan
        (0x1AFF0, 0x1B2FF), // Kana, Nushu
        (0x20000, 0x3FFFF), // Han
    ];

    public static bool Write(Rune rune) => Array.Exists(Blocks, block => rune.Value >= block.First && rune.Value <= block.Last);
}
