using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Journeys;
using Smartcard.Storage;

namespace Smartcard.SelfService.CardTasks;

/// <summary>Whether a reader helper is too old to be connected. A refusal is noted, and said in the chat.</summary>
/// <remarks>Each call is part of a turn.</remarks>
public sealed class HelperAge(SmartcardDbContext database, JourneyChat chat, IOptions<HelperOptions> options, TimeProvider time)
{
    /// <summary>Helpers are built with the host, so the one with its version knows all that this host wants done.</summary>
    private static readonly string OfThisHost = typeof(HelperAge).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    private HelperVersions Versions => options.Value.Versions;

    /// <returns>Which version to install instead; null = this one may be connected.</returns>
    public async Task<string?> RefuseAsync(Pairing pairing, Journey journey, HelperSaid sent, CancellationToken cancellationToken)
    {
        var cannotRead = journey.Kind == JourneyKind.CardReading && !sent.ReadsCards;
        if (!cannotRead && !Versions.IsTooOld(sent.Version))
        {
            return null;
        }

        var wanted = Versions.Wanted ?? OfThisHost;
        if (pairing.TooOldAt is null)
        {
            pairing.TooOldAt = time.GetUtcNow();
            if (await chat.FindAsync(journey.Id, cancellationToken) is { } talk)
            {
                talk.Say(new Message(ChatWords.HelperTooOld(wanted), MessageTone.Warning));
                talk.Say(new Message(ChatWords.BoothWhere));
            }
        }

        return wanted;
    }

    /// <returns>The newer version that is there; null = none is.</returns>
    public string? NewerThan(string sent) => Versions.NewerThan(sent);

    /// <summary>A helper connects with this code, so that it does not matter any more that others were too old.</summary>
    public async Task ForgetAsync(Pairing used, CancellationToken cancellationToken) =>
        database.RemoveRange(
            await database.Set<Pairing>()
                .Where(p => p.JourneyId == used.JourneyId && p.Id != used.Id && p.TooOldAt != null)
                .ToListAsync(cancellationToken));
}
