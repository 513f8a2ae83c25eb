using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Smartcard.Cards.Piv;

namespace Smartcard.Cards.Software;

/// <summary>A key of a software PIV card in the card's file.</summary>
internal sealed class SoftwarePivKeyJson : JsonConverter<SoftwarePivKey>
{
    public override SoftwarePivKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var written = JsonSerializer.Deserialize<Written>(ref reader, options);
        try
        {
            return written?.Pkcs8 is { } pkcs8
                ? SoftwarePivKey.Import(written.Algorithm, pkcs8)
                : throw new JsonException("There is no key.");
        }
        catch (CryptographicException unusable)
        {
            throw new JsonException("A key is none of its algorithm.", unusable);
        }
    }

    public override void Write(Utf8JsonWriter writer, SoftwarePivKey value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, new Written(value.Algorithm, value.Export()), options);

    private sealed record Written(PivAlgorithm Algorithm, byte[]? Pkcs8);
}
