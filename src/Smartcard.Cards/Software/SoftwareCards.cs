using System.Text.Json;

namespace Smartcard.Cards.Software;

/// <summary>Software cards of either kind, from their files.</summary>
public static class SoftwareCards
{
    /// <summary>A card that lives in a file, of the kind that is in it.</summary>
    /// <exception cref="InvalidDataException">The file is missing, or holds no software card.</exception>
    public static SoftwareCard Open(string path)
    {
        using var card = CardFileText.Load<JsonDocument>(path);
        var hasPuk = card.RootElement.ValueKind == JsonValueKind.Object && card.RootElement.TryGetProperty("puk", out _);
        return hasPuk ? new SoftwarePivCard(new SoftwarePivCardFile(path)) : new SoftwareGidsCard(new SoftwareCardFile(path));
    }
}
