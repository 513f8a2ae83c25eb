using System.Globalization;

namespace Smartcard.BackOffice.Figures;

/// <summary>Numbers as an SVG takes them.</summary>
internal static class Svg
{
    public static string Of(double length) => length.ToString("0.##", CultureInfo.InvariantCulture);
}
