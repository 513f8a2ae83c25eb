using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Smartcard.Cards.Gids;

namespace Smartcard.Cards.Software;

/// <summary>All that a software card remembers without power, secrets included: for tests and demonstrations only.</summary>
/// <remarks>Byte arrays are written to JSON in Base64. Never prints its secrets.</remarks>
public sealed record SoftwareCardState
{
    /// <summary>How many attempts a passcode has where nothing else is said.</summary>
    public const int DefaultAttemptLimit = 3;

    /// <summary>Says what the file is, for people who open it.</summary>
    [JsonPropertyOrder(-1)]
    public string Notice { get; init; } =
        "A software card for tests and demonstrations: it does not protect its secrets. Never use it as a person's real card.";

    /// <summary>What people call the card, e.g. the holder's name.</summary>
    public required string Label { get; init; }

    /// <summary>The card identifier, 32 hexadecimal digits.</summary>
    public required string CardId { get; init; }

    /// <summary>The passcode's bytes, 4 to 16.</summary>
    public required byte[] Passcode { get; init; }

    /// <summary>Attempts of the passcode that are left, 0 to <see cref="AttemptLimit"/>; 0 = blocked.</summary>
    public int AttemptsLeft { get; init; } = DefaultAttemptLimit;

    /// <summary>What a reset brings <see cref="AttemptsLeft"/> back to, 1 to 15.</summary>
    public int AttemptLimit { get; init; } = DefaultAttemptLimit;

    /// <summary>The RSA-2048 key with reference 81, as PKCS#8.</summary>
    public required byte[] SigningKey { get; init; }

    /// <summary>The certificate of that key, DER; null = the card has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? Certificate { get; init; }

    /// <summary>The 3DES key that may reset the passcode, 24 bytes.</summary>
    public required byte[] AdminKey { get; init; }

    /// <see cref="CardId"/>, read.
    [JsonIgnore]
    public GidsCardId Identifier => GidsCardId.Parse(CardId);

    /// <summary>A new card with an identifier and keys of its own.</summary>
    /// <param name="label">What people call the card.</param>
    /// <param name="passcode">4 to 16 bytes in UTF-8.</param>
    public static SoftwareCardState Create(string label, string passcode)
    {
        using var key = RSA.Create(2048);
        return new SoftwareCardState
        {
            Label = label,
            CardId = Convert.ToHexString(RandomNumberGenerator.GetBytes(GidsCardId.LengthBytes)),
            Passcode = Encoding.UTF8.GetBytes(passcode),
            SigningKey = key.ExportPkcs8PrivateKey(),
            AdminKey = GidsMutualAuthentication.NewAdminKey(),
        }.Checked();
    }

    /// <summary>Gives the state back when a card can have it.</summary>
    /// <exception cref="InvalidDataException">A value is not what a card can have.</exception>
    public SoftwareCardState Checked()
    {
        var problem = this switch
        {
            _ when !GidsCardId.TryParse(CardId, out _) => $"card identifier '{CardId}'",
            _ when Passcode is null || !GidsPasscodeRule.Allows(Passcode) => "passcode that does not have 4 to 16 bytes",
            _ when AttemptLimit is < 1 or > 15 => $"attempt limit {AttemptLimit}",
            _ when AttemptsLeft < 0 || AttemptsLeft > AttemptLimit => $"{AttemptsLeft} attempts left",
            _ when !GidsMutualAuthentication.IsUsable(AdminKey) => "admin key that is not three different DES keys",
            _ when SigningKey is null => "missing signing key",
            _ => null,
        };
        return problem is null ? this : throw new InvalidDataException($"Software card '{Label}' has an impossible {problem}.");
    }

    /// <summary>For logs: label, identifier and attempts, and no secret.</summary>
    public override string ToString() => $"software card '{Label}' {CardId}, {AttemptsLeft} of {AttemptLimit} attempts left";
}
