namespace Smartcard.BackOffice.Figures;

/// <summary>Colours of a picture's series. Each stands out from white, and from its neighbours in brightness too.</summary>
internal static class Colours
{
    private static readonly string[] InOrder = ["#005eb8", "#b35900", "#00786c", "#7c2855", "#768692", "#212b32"];

    public static string Of(int series) => InOrder[series % InOrder.Length];
}
