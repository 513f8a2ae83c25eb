using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Smartcard.Workflows;
using Span = System.Diagnostics.Activity;

namespace Smartcard.Storage.Telemetry;

/// <summary>What makes a turn.</summary>
public enum TurnTrigger
{
    Message,
    Button,
    CardTask,
    Timer,
}

/// <summary>
/// Traces and measures turns, and puts the journey's id on every log line and span of one, so that a single id leads
/// from the chat message to the card task and the mail.
/// </summary>
/// <remarks>Scoped, as a turn is. Ids stand in spans and log scopes, and in no tag of a metric.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "Whoever follows something disposes it; this only knows which it is.")]
public sealed class TurnTelemetry(TimeProvider time, ILogger<TurnTelemetry> logger) : ITurnObserver
{
    public const string SourceName = "Smartcard.Storage";

    /// <summary>Of log scopes.</summary>
    public const string JourneyKey = "JourneyId";

    /// <summary>Of spans.</summary>
    public const string JourneyTag = "smartcard.journey.id";

    private static readonly ActivitySource Source = new(SourceName);

    private Followed? _followed;

    /// <summary>Runs a turn and measures how long it takes.</summary>
    /// <param name="channel">The chat's, e.g. <c>webchat</c>; null = no chat made it.</param>
    public async Task<TResult> MeasureAsync<TResult>(TurnTrigger trigger, string? channel, Func<Task<TResult>> turn)
    {
        using var followed = Follow("turn");
        var tags = new TagList { { "smartcard.turn.trigger", WordOf(trigger) } };
        if (channel is not null)
        {
            tags.Add("smartcard.channel", channel);
        }

        foreach (var tag in tags)
        {
            followed.Span?.SetTag(tag.Key, tag.Value);
        }

        var began = time.GetTimestamp();
        try
        {
            return await turn();
        }
        catch (Exception failure)
        {
            followed.Fail(failure);
            throw;
        }
        finally
        {
            if (followed.ErrorType is { } type)
            {
                tags.Add("error.type", type);
            }

            StorageMeter.TurnDuration.Record(time.GetElapsedTime(began).TotalSeconds, tags);
        }
    }

    /// <summary>Starts a span and a log scope, which end when disposed.</summary>
    /// <param name="span">Its name; null = none, and what is told goes onto the span around alone.</param>
    /// <param name="journeyId">Null where it is not known yet: see <see cref="IsAbout"/>.</param>
    public Followed Follow(string? span, Guid? journeyId = null)
    {
        var around = Span.Current;
        var before = _followed;
        _followed = new Followed(span is null ? null : Source.StartActivity(span), around, logger, () => _followed = before);
        IsAbout(journeyId ?? before?.JourneyId);
        return _followed;
    }

    /// <summary>Says which journey it is that is being followed, as soon as that is known.</summary>
    public void IsAbout(Guid? journeyId)
    {
        if (journeyId is { } id)
        {
            _followed?.IsAbout(id);
        }
    }

    /// <summary>The turn was rolled back, and the person was told so.</summary>
    public void Fail(Exception failure) => _followed?.Fail(failure);

    public void OnStepping(Turn turn) => IsAbout(turn.InstanceId);

    public ValueTask OnTurnAsync(Turn turn, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private static string WordOf(TurnTrigger trigger) => trigger switch
    {
        TurnTrigger.Message => "message",
        TurnTrigger.Button => "button",
        TurnTrigger.CardTask => "card_task",
        TurnTrigger.Timer => "timer",
        _ => throw new InvalidOperationException($"There is no word for {trigger}."),
    };
}
