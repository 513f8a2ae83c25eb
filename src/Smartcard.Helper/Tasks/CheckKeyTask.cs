using Smartcard.Cards;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;
using Smartcard.Helper.Tasks.Gids;

namespace Smartcard.Helper.Tasks;

/// <summary>Has the card show that it has its administrator key, and then forget at once that it was answered.</summary>
/// <remarks>A wrong answer may cost the card a try of that key: from the host's answer on, nothing is done a second time.</remarks>
internal static class CheckKeyTask
{
    public static async Task<CardTaskResult> RunAsync(TaskRun run, CancellationToken cancellationToken)
    {
        await using var card = (OpenGidsCard)await run.FindCardAsync(Scene.InsertCard, cancellationToken);
        await run.WorkingAsync(card.Place, cancellationToken);
        var challenge = await card.Session.BeginMutualAuthenticationAsync(run.Task.Challenge!, cancellationToken);
        var answer = await run.Host.AuthoriseAsync(
            run.Session, run.Task.Id, new AuthoriseRequest(card.Identifier, challenge), CancellationToken.None);
        try
        {
            return card.Result(CardTaskOutcome.Done) with
            {
                ConfirmResponse = await card.Session.CompleteMutualAuthenticationAsync(answer, CancellationToken.None),
            };
        }
        finally
        {
            await ForgetAsync(run, card);
        }
    }

    /// <summary>A card that has gone has no power, and remembers nothing either.</summary>
    private static async Task ForgetAsync(TaskRun run, OpenGidsCard card)
    {
        try
        {
            await card.Session.DeauthenticateAsync(CancellationToken.None);
        }
        catch (CardFaultException gone)
        {
            run.Log.CardWentAway(gone.Message);
        }
    }
}
