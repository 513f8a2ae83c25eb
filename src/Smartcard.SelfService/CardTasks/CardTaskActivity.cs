using System.Globalization;
using Smartcard.CardTasks;
using Smartcard.Domain.Booth;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Activities;
using Smartcard.SelfService.Journeys;
using Smartcard.Workflows;

namespace Smartcard.SelfService.CardTasks;

/// <summary>An activity that gives the reader helper a card task, tells the person how it goes, and waits for its end.</summary>
/// <remarks>
/// Outcomes all of them share: <c>Failed</c> (nothing was changed, it may be tried again) and <c>HelperLost</c> (the
/// helper is gone: connect again).
/// </remarks>
internal abstract class CardTaskActivity(CardTaskInbox inbox) : JourneyActivity
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(20);

    /// <summary>A helper that waits for work asks again within ten seconds of losing the host.</summary>
    private static readonly TimeSpan TimeToShowItself = TimeSpan.FromSeconds(12);

    private const string Seen = "seen";

    /// <summary>
    /// More than somebody needs who uses the wrong card and the wrong passcode ten times. It keeps the log from being
    /// flooded.
    /// </summary>
    private const int MostLines = 40;

    [Input(DisplayName = "Text", UIHint = "multiline", Order = 1)]
    public string Text { get; set; } = ActivityWords.CardTask.English;

    [Input(DisplayName = "Text (Welsh)", UIHint = "multiline", Order = 2)]
    public string TextWelsh { get; set; } = ActivityWords.CardTask.Welsh;

    protected CardTaskInbox Inbox { get; } = inbox;

    protected abstract JourneyEvidence Journeys { get; }

    /// <summary>Adds the task; null when the journey is not in a state to have it, and then the activity ends as <c>Failed</c>.</summary>
    protected abstract Task<CardTaskItem?> AddTaskAsync(ActivityContext context, PairedSession session);

    /// <summary>The helper says that the work is done; the activity checks it and names its outcome.</summary>
    protected abstract Task<ActivityResult> OnDoneAsync(ActivityContext context, CardTaskItem task, CardTaskResult result);

    /// <summary>The outcome for a task that was not done; <c>Failed</c> unless the activity has a better name for it.</summary>
    protected virtual string OutcomeOf(CardTaskOutcome outcome) => "Failed";

    /// <summary>What the chat says while the helper works on it.</summary>
    protected virtual Words LineOf(CardTaskState state) => CardTaskWords.Progress(state);

    protected override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context)
    {
        if (await Inbox.SessionAsync(JourneyOf(context), context.CancellationToken) is not { } session)
        {
            return Done("HelperLost");
        }

        var words = Words.Of(Text, TextWelsh);
        if (!words.CanBeRead())
        {
            return NothingToRead();
        }

        if (await AddTaskAsync(context, session) is not { } task)
        {
            return Done("Failed");
        }

        Tell(context, words);
        context.SetState(Seen, SeenAt(session));
        if (CardTaskInbox.IsLive(session, context.Now))
        {
            return WaitFor(context, task.Id.Value.ToString(), WatchEvery);
        }

        // Not heard of lately: perhaps the host was away, or its clock was set. Its next silence is its last.
        context.SetState("missed", "1");
        return WaitFor(context, task.Id.Value.ToString(), TimeToShowItself);
    }

    protected override async ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Stimulus stimulus)
    {
        if (stimulus.IsTimer)
        {
            return await WatchAsync(context);
        }

        switch (stimulus.Payload)
        {
            case CardTaskProgress progress:
                if (context.GetState("said") != progress.State.ToString())
                {
                    SayLine(context, progress.State.ToString(), LineOf(progress.State), ToneOf(progress.State));
                }

                return WaitFor(context, stimulus.Key, WatchEvery);
            case CardTaskTrouble trouble:
                SayLine(context, trouble.ToString(), CardTaskWords.Trouble(trouble), MessageTone.Warning);
                return WaitFor(context, stimulus.Key, WatchEvery);
            case CardTaskResult { Outcome: CardTaskOutcome.Done } result:
                return await OnDoneAsync(context, await Inbox.GetAsync(stimulus.Key, context.CancellationToken), result);
            case CardTaskResult result:
                return await EndAsync(context, await Inbox.GetAsync(stimulus.Key, context.CancellationToken), result.Outcome, result);
            default:
                throw new InvalidOperationException($"A card task was resumed by {stimulus.Name}, which it does not wait for.");
        }
    }

    private static ActivityResult WaitFor(ActivityContext context, string taskId, TimeSpan lookIn)
    {
        context.SetState("task", taskId);
        return Wait(
            new Bookmark(CardTaskInbox.TaskBookmark, taskId),
            new Bookmark(CardTaskInbox.WatchBookmark, taskId) { DueAt = context.Now + lookIn });
    }

    /// <summary>
    /// A helper is noted every 35 seconds at least; two looks without a sign of it mean that it is gone. One look is
    /// not enough: the host may just have been restarted.
    /// </summary>
    private async Task<ActivityResult> WatchAsync(ActivityContext context)
    {
        var taskId = context.GetState("task") ?? throw new InvalidOperationException("A card task is watched that was never given.");
        var task = await Inbox.GetAsync(taskId, context.CancellationToken);
        if (task.Outcome == CardTaskEnd.Stopped)
        {
            return await EndAsync(context, task, CardTaskOutcome.Refused);
        }

        if (task.ExpiresAt <= context.Now)
        {
            // Of a card that was released to change, nobody saw which passcode it has.
            var outcome = task.IsChangingCard ? CardTaskOutcome.Unknown : CardTaskOutcome.NoCard;
            Inbox.End(task, WireNames.EndOf(outcome), context.Now);
            return await EndAsync(context, task, outcome);
        }

        // Heard of since the last look is live, whatever the clock of the host says that heard it.
        var seen = context.GetState(Seen);
        if (await Inbox.SessionAsync(JourneyOf(context), context.CancellationToken) is { } session
            && session.Id == task.HelperSessionId // another one in its place is never given this task
            && (CardTaskInbox.IsLive(session, context.Now) || (seen is not null && seen != SeenAt(session))))
        {
            context.SetState(Seen, SeenAt(session));
            context.SetState("missed", "0");
            return WaitFor(context, taskId, WatchEvery);
        }

        var missed = int.Parse(context.GetState("missed") ?? "0", CultureInfo.InvariantCulture) + 1;
        if (missed < 2)
        {
            context.SetState("missed", missed.ToString(CultureInfo.InvariantCulture));
            return WaitFor(context, taskId, WatchEvery);
        }

        if (task.IsChangingCard)
        {
            Say(context, CardTaskWords.Outcome(CardTaskOutcome.Unknown), MessageTone.Warning);
        }

        Inbox.End(task, CardTaskEnd.HelperLost, context.Now);
        Say(context, ChatWords.HelperLost, MessageTone.Warning);
        return Done("HelperLost");
    }

    /// <summary>However often this card is tried here, it ends the same way. So the journey ends at the booth, whatever is drawn.</summary>
    protected async Task<ActivityResult> ReferAsync(ActivityContext context, Words words)
    {
        await Journeys.ReferToBoothAsync(JourneyOf(context), BoothReason.CardNotUsable, context.CancellationToken);
        return TurnAway(context, words);
    }

    /// <summary>The task was not done: says so, and no more than is known of the card.</summary>
    /// <param name="said">By the helper; null where the host ended the task.</param>
    private async Task<ActivityResult> EndAsync(
        ActivityContext context, CardTaskItem task, CardTaskOutcome outcome, CardTaskResult? said = null)
    {
        if (said is { Outcome: CardTaskOutcome.CardNotSupported } && CardTaskWords.IsForBooth(said))
        {
            return await ReferAsync(context, CardTaskWords.NotSupported(said));
        }

        var isInDoubt = task is { Kind: CardWork.Reset, CardId: { } card }
            && await Inbox.IsInDoubtAsync(card, context.Now, context.CancellationToken);
        var words = isInDoubt ? CardTaskWords.OutcomeInDoubt(outcome)
            : outcome == CardTaskOutcome.Refused && task.Place == CardTaskPlace.VaultAway
                ? ChatWords.CardVaultGaveUp // nobody has refused it
            : said is { Outcome: CardTaskOutcome.CardNotSupported } ? CardTaskWords.NotSupported(said)
            : CardTaskWords.Outcome(outcome);
        Say(context, words, MessageTone.Warning);
        return Done(OutcomeOf(outcome));
    }

    private static string SeenAt(PairedSession session) => session.LastSeenAt.UtcTicks.ToString(CultureInfo.InvariantCulture);

    private static MessageTone ToneOf(CardTaskState state) =>
        state is CardTaskState.WaitingForCard or CardTaskState.WaitingForPasscode or CardTaskState.Working
            ? MessageTone.Plain
            : MessageTone.Warning;

    /// <summary>A helper that goes on and on between two states is heard no more for this task.</summary>
    private static void SayLine(ActivityContext context, string what, Words words, MessageTone tone)
    {
        var lines = int.Parse(context.GetState("lines") ?? "0", CultureInfo.InvariantCulture);
        if (lines >= MostLines)
        {
            return;
        }

        context.SetState("said", what);
        context.SetState("lines", (lines + 1).ToString(CultureInfo.InvariantCulture));
        Tell(context, words, tone);
    }
}
