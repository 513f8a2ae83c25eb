using Fluid;

namespace Smartcard.Expressions;

/// <summary>What is said of a template that failed: what it did.</summary>
/// <remarks>Nothing of the library that rendered it, and nothing of the values in it.</remarks>
internal static class TemplateFailures
{
    /// <returns>Null if it is not a failure of the template.</returns>
    public static string? Words(Exception failure) => failure switch
    {
        FluidException or ParseException when failure.Message.Trim().Length > 0 => failure.Message.Trim(),
        DivideByZeroException => "it divides by zero",
        OverflowException => "a number in it is too large or too small",
        ArithmeticException => "it calculates with numbers that are not allowed",
        FormatException => "a value in it does not have the form that the filter needs, such as a number or a date",
        InvalidCastException => "a value in it is not of the kind that the filter needs",
        InvalidOperationException when failure.Message.Contains("statements", StringComparison.Ordinal) =>
            FormattableString.Invariant($"it takes more than {Liquid.MaxSteps:N0} steps: check for a loop that never ends"),
        InvalidOperationException or FluidException or ParseException or ArgumentException =>
            "it does something that templates of workflows cannot do",
        _ => null,
    };
}
