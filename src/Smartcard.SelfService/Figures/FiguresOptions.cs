using System.ComponentModel.DataAnnotations;

namespace Smartcard.SelfService.Figures;

/// <summary>What the organisation wants of its figures; configuration section <c>Figures</c>.</summary>
public sealed class FiguresOptions
{
    public const string Section = "Figures";

    /// <summary>How many minutes an unlock takes at the IT booth, to say how many were saved. Default 15; 1 to 240.</summary>
    [Range(
        1,
        240,
        ErrorMessage = "Figures:DeskMinutes says how many minutes an unlock takes at the IT booth. Write a number from 1 to 240, "
            + "for example 15.")]
    public int DeskMinutes { get; set; } = 15;
}
