using System.ComponentModel;
using System.Globalization;
using Smartcard.Workflows;

namespace Smartcard.Server.Setup;

/// <summary>Lengths of time in settings are read as those in workflows: <c>15</c> would else be 15 days, and <c>24:00:00</c> 24.</summary>
internal sealed class LengthSettings : TimeSpanConverter
{
    static LengthSettings() => TypeDescriptor.AddAttributes(typeof(TimeSpan), new TypeConverterAttribute(typeof(LengthSettings)));

    /// <summary>From now on, for all settings that are read.</summary>
    public static void Use() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(LengthSettings).TypeHandle);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is not string text ? base.ConvertFrom(context, culture, value)
        : WrittenTimes.TryReadLength(text.Trim(), out var length) ? length
        : throw new FormatException(
            $"'{text}' is not a length of time. Write days, hours below 24, minutes and seconds: {WrittenTimes.LengthExample}.");
}
