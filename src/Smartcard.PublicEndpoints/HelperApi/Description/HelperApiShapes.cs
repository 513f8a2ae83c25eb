using System.Globalization;
using Microsoft.OpenApi;
using Smartcard.CardTasks;
using Smartcard.CardTasks.Piv;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Journeys;

namespace Smartcard.PublicEndpoints.HelperApi.Description;

/// <summary>What JSON's types do not say of the helper's records: how many bytes, which digits, from where to where.</summary>
internal static class HelperApiShapes
{
    private const string CardIdentifier = "^[0-9A-F]{32}$";
    private const string Token = "^[0-9A-Fa-f]{64}$";

    private static readonly Dictionary<(string Type, string Member), Action<OpenApiSchema>> Shapes = new()
    {
        [(nameof(CardTask), "cardIdentifier")] = Matches(CardIdentifier),
        [(nameof(CardTask), "challenge")] = Bytes(16, 32),
        [(nameof(CardTask), "passcodeRule")] = Says(
            "Reset and prove: the rule, shown and checked before the card is touched. Otherwise: null."),
        [(nameof(CardTask), "cardType")] = OneOf(Enum.GetNames<CardType>()),
        [(nameof(CardTask), "secondsLeft")] = Whole(0, null),
        [(nameof(PasscodeRule), "minLength")] = Whole(4, 8),
        [(nameof(PasscodeRule), "maxLength")] = Whole(4, 8),
        [(nameof(HelperSessionRequest), "pairingCode")] = Text(1, 32),
        [(nameof(HelperSessionRequest), "token")] = Matches(Token),
        [(nameof(HelperSessionRequest), "helperVersion")] = Text(0, IHelperBody.MaxTextLength),
        [(nameof(HelperSession), "token")] = Matches(Token),
        [(nameof(HelperSession), "journey")] = OneOf(Enum.GetNames<JourneyKind>()),
        [(nameof(AuthoriseRequest), "cardIdentifier")] = Matches(CardIdentifier),
        [(nameof(AuthoriseRequest), "cardChallenge")] = Bytes(16, 16),
        [(nameof(AuthoriseResponse), "hostResponse")] = Bytes(40, 40),
        [(nameof(CardResponseRequest), "cardResponse")] = Bytes(40, 40),
        [(nameof(CardResponseAccepted), "confirmChallenge")] = Bytes(16, 16),
        [(nameof(ConfirmRequest), "cardChallenge")] = Bytes(16, 16),
        [(nameof(PukRequest), "cardIdentifier")] = Matches(CardIdentifier),
        [(nameof(PukRequest), "replyKey")] = Bytes(91, 91),
        [(nameof(PukResponse), "version")] = Whole(1, IHelperBody.MaxVersion),
        [(nameof(PukResponse), "sealedPuk")] = Bytes(115, 115),
        [(nameof(PukResponse), "challenge")] = Bytes(32, 32),
        [(nameof(PukResult), "version")] = Whole(1, IHelperBody.MaxVersion),
        [(nameof(PukResult), "replyKey")] = Bytes(91, 91),
        [(nameof(PukResult), "attemptsLeft")] = Whole(0, IHelperBody.MaxNumber),
        [(nameof(CardTaskResult), "pukVersion")] = Whole(1, IHelperBody.MaxVersion),
        [(nameof(CardTaskResult), "cardIdentifier")] = Matches(CardIdentifier),
        [(nameof(CardTaskResult), "cardType")] = Text(0, IHelperBody.MaxTextLength),
        [(nameof(CardTaskResult), "trouble")] = Says(
            "Card not supported: what a card of a kind that is supported does not have; null otherwise."),
        [(nameof(CardTaskResult), "attemptsLeft")] = Whole(0, IHelperBody.MaxNumber),
        [(nameof(CardTaskResult), "confirmResponse")] = Bytes(40, 40),
        [(nameof(CardTaskResult), "statusWord")] = Matches("^[0-9A-F]{4}$"),
    };

    /// <exception cref="KeyNotFoundException">A record or a member of this table is no longer in the API.</exception>
    public static void Describe(OpenApiDocument document)
    {
        var schemas = document.Components!.Schemas!;
        foreach (var ((type, member), shape) in Shapes)
        {
            shape((OpenApiSchema)schemas[type].Properties![member]);
        }

        // The comment on an enum that only stands where it may be null is lost.
        ((OpenApiSchema)schemas[nameof(CardTrouble)]).Description =
            "What a card of a supported kind does not have, so that it cannot be used.";

        foreach (var property in schemas.Values.SelectMany(s => s.Properties?.Values ?? []).OfType<OpenApiSchema>())
        {
            if (property.Type?.HasFlag(JsonSchemaType.Integer) == true)
            {
                property.Type &= ~JsonSchemaType.String; // neither side writes or takes a number as a text
                property.Pattern = null;
            }
        }
    }

    private static Action<OpenApiSchema> Matches(string pattern) => schema => schema.Pattern = pattern;

    /// <summary>Where a member refers to another record, the comment on the member is lost.</summary>
    private static Action<OpenApiSchema> Says(string words) => schema => schema.Description = words;

    private static Action<OpenApiSchema> OneOf(params string[] words) => schema => schema.Enum = [.. words];

    private static Action<OpenApiSchema> Text(int shortest, int longest) =>
        schema => (schema.MinLength, schema.MaxLength) = (shortest == 0 ? null : shortest, longest);

    private static Action<OpenApiSchema> Whole(int least, int? most) => schema =>
        (schema.Minimum, schema.Maximum) = (least.ToString(CultureInfo.InvariantCulture), most?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Base64 writes four characters for three bytes, and fills up.</summary>
    private static Action<OpenApiSchema> Bytes(int least, int most) =>
        schema =>
            (schema.MinLength, schema.MaxLength, schema.Format, schema.ContentEncoding) = (
                (least + 2) / 3 * 4,
                (most + 2) / 3 * 4,
                null,
                "base64");
}
