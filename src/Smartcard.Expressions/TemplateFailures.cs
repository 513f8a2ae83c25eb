using Fluid;

namespace Smartcard.Expressions;

/// <summary>What is said of a template that failed: what it did.</summary>
/// <remarks>Nothing of the library that rendered it, and nothing of the values in it.</remarks>
internal static class TemplateFailures
{
    /// <returns>Null for what is no failure of the template.</returns>
    public static string? Words(Exception failure) => failure switch
    {
        FluidException or ParseException when failure.Message.Trim().Length > 0 => failure.Message.Trim(),
        DivideByZeroException => "it divides by zero",
        OverflowException => "a number in it is too large or too small",
        ArithmeticException => "it computes with numbers that it cannot have",
        FormatException => "a value in it is not written as the filter needs it, such as a number or a date",
        InvalidCastException => "a value in it is of another kind than the filter needs",
        InvalidOperationException when failure.Message.Contains("statements", StringComparison.Ordinal) =>
            FormattableString.Invariant($"it takes more than {Liquid.MaxSteps:N0} steps: does a loop in it never end?"),
        InvalidOperationException or FluidException or ParseException or ArgumentException =>
            "it does something that templates of workflows cannot do",
        _ => null,
    };
}
