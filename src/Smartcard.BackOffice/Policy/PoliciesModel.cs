using Smartcard.SelfService.Policy;

namespace Smartcard.BackOffice.Policy;

/// <param name="Periods">In days, to choose from.</param>
/// <param name="Ways">The ways to unlock, in the order of the table's columns.</param>
public sealed record PoliciesModel(
    PolicyOptions Policy,
    int Period,
    IReadOnlyList<int> Periods,
    IReadOnlyList<PolicyWay> Ways,
    IReadOnlyList<PolicyRow> Rows);

/// <param name="Said">How it went, in words.</param>
/// <param name="Bar">The shares of how journeys ended; empty where none did.</param>
public sealed record PolicyWay(string Name, string Said, IReadOnlyList<BarPart> Bar);

/// <param name="From">And <paramref name="Width"/>: in hundredths of the bar, as an SVG takes them.</param>
public sealed record BarPart(string Words, string From, string Width, string Colour);

/// <param name="Values">One for each way.</param>
/// <param name="Colour">Of its part of the bars, if it has one.</param>
public sealed record PolicyRow(string Words, IReadOnlyList<string> Values, string? Colour = null);
