namespace Smartcard.Helper.Tasks;

/// <summary>Readers that the system shows and nobody can put a card into: Windows Hello, a TPM's virtual card, a phone module's.</summary>
/// <remarks>They are asked last, and what is in them is never "a wrong card": the person did not put it there.</remarks>
internal static class SystemReaders
{
    private static readonly string[] Names = ["Windows Hello", "Microsoft Virtual Smart Card", "Microsoft UICC", "Microsoft Passport"];

    public static bool Has(string reader) => Names.Any(name => reader.StartsWith(name, StringComparison.OrdinalIgnoreCase));
}
