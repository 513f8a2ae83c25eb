using Smartcard.Domain.Import;
using Smartcard.Wording;

namespace Smartcard.BackOffice.Import;

internal static class ImportStateWords
{
    public static string Of(ImportState state) => state switch
    {
        ImportState.Reading => Catalogue.Import["state.reading"],
        ImportState.Judging => Catalogue.Import["state.judging"],
        ImportState.Ready => Catalogue.Import["state.ready"],
        ImportState.Accepted => Catalogue.Import["state.accepted"],
        ImportState.Done => Catalogue.Import["state.done"],
        ImportState.Discarded => Catalogue.Import["state.discarded"],
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
