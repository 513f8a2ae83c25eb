using System.ComponentModel;
using Smartcard.Domain.Cards;

namespace Smartcard.PublicEndpoints.StaffApi;

/// <summary>What a system says of a card: as the columns of an import.</summary>
internal sealed record CardInput(
    [property: Description("Of its holder, who must be known.")] string? StaffNumber,
    [property: Description("SubjectPublicKeyInfo in base64.")] string? PublicKey,
    [property: Description("In base64, instead of `publicKey` or beside it.")] string? Certificate,
    [property: Description("Under the transport key of this installation, in base64.")] string? WrappingKey,
    [property: Description("The card’s key under the wrapping key, in base64.")] string? WrappedKey,
    [property: Description("6 hexadecimal digits.")] string? KeyCheckValue,
    [property: Description("Left out: 1.")] int? KeyVersion,
    [property: Description("Why the holder is another: `reissued`, `swapped` or `corrected`.")] string? HolderChanged,
    [property: Description("`wrapped`, or `derived` without wrapped keys. Left out: wrapped, if there is a wrapped key.")]
    string? KeySource = null,
    [property: Description("`GIDS` or `PIV`. Left out: GIDS.")] string? CardType = null,
    [property: Description("PIV: of key 9E, SubjectPublicKeyInfo in base64.")] string? PresenceKey = null,
    [property: Description("PIV: of key 9E, in base64, instead of `presenceKey` or beside it.")] string? PresenceCertificate = null);

/// <summary>Why a card is suspended or revoked.</summary>
internal sealed record CardReason(
    [property: Description("`lost`, `stolen`, `damaged` or `other`. To revoke also `replaced` and `holderLeft`.")] string? Reason);

/// <summary>What a system is told of a card. Nothing of its keys but the version.</summary>
internal sealed record CardRecord(
    [property: Description("32 hexadecimal digits.")] string CardId,
    [property: Description("Of its holder; null where they have none.")] string? StaffNumber,
    [property: Description("`in use`, `suspended` or `revoked`.")] string Status,
    [property: Description("Why it is not in use; null while it is.")] string? Reason,
    [property: Description("Since when; null = since it was enrolled.")] DateTimeOffset? Since,
    [property: Description("When it came here.")] DateTimeOffset EnrolledAt,
    [property: Description("Null where the vault has the key itself.")] int? KeyVersion)
{
    public static string NameOf(CardStateReason reason) => char.ToLowerInvariant(reason.ToString()[0]) + reason.ToString()[1..];

    public static string NameOf(CardState state) => state switch
    {
        CardState.InUse => "in use",
        CardState.Suspended => "suspended",
        _ => "revoked",
    };
}
