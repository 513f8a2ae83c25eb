using System.ComponentModel.DataAnnotations;
using Smartcard.SelfService.Vault.Pkcs11;

namespace Smartcard.SelfService.Vault;

/// <summary>Settings of the vault; configuration section <c>Vault</c>.</summary>
public sealed class VaultOptions : IValidatableObject
{
    public const string Section = "Vault";

    /// <summary>Where the keys are. Default <see cref="VaultKind.File"/>.</summary>
    public VaultKind Kind { get; set; } = VaultKind.File;

    public Pkcs11Options Pkcs11 { get; set; } = new();

    public VaultLimits Limits { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Enum.IsDefined(Kind))
        {
            return [new("Vault:Kind is File or Pkcs11.")];
        }

        var ofTokens = Kind == VaultKind.Pkcs11 ? Pkcs11.Problems() : [];
        return ofTokens.Concat(Limits.Problems()).Select(problem => new ValidationResult(problem));
    }
}

public enum VaultKind
{
    /// <summary>The development vault: a file.</summary>
    File,

    /// <summary>A key module that speaks PKCS#11.</summary>
    Pkcs11,
}
