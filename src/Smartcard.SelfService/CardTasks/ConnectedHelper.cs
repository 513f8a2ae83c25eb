using Smartcard.Domain;
using Smartcard.Storage;

namespace Smartcard.SelfService.CardTasks;

/// <summary>A reader helper that calls, as its token shows.</summary>
/// <param name="Id">Its session.</param>
/// <param name="Journey">What it works for at this moment.</param>
/// <param name="Scope">What its calls are about: the chat of its journey; null = no other turn runs at the same time.</param>
/// <param name="SeenAt">When it was last noted that the helper is there.</param>
public sealed record ConnectedHelper(HelperSessionId Id, JourneyId Journey, TurnScope? Scope, DateTimeOffset SeenAt);
