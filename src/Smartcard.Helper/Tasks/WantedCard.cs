using Smartcard.Cards.Recognition;

namespace Smartcard.Helper.Tasks;

/// <summary>Which card a task is about.</summary>
/// <param name="Identifier">32 upper-case hexadecimal digits; null = any.</param>
/// <param name="Kind">Null = any that is supported.</param>
internal sealed record WantedCard(string? Identifier, CardKind? Kind)
{
    public bool Is(OpenCard card) => (Identifier is null || Identifier == card.Identifier) && (Kind is null || Kind == card.Kind);
}
