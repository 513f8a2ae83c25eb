using System.Collections;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Span = System.Diagnostics.Activity;

namespace Smartcard.Storage.Telemetry;

/// <summary>Something that is followed in traces and logs until it is disposed.</summary>
public sealed class Followed : IDisposable
{
    private readonly Span? _around;
    private readonly Action _end;
    private readonly IDisposable? _scope;
    private readonly Journey _journey = new();

    internal Followed(Span? span, Span? around, ILogger logger, Action end)
    {
        (Span, _around, _end) = (span, around, end);
        _scope = logger.BeginScope(_journey);
    }

    /// <summary>Null when nobody listens.</summary>
    internal Span? Span { get; }

    /// <summary>The type of the exception that ended it; null = none did.</summary>
    internal string? ErrorType { get; private set; }

    internal Guid? JourneyId { get; private set; }

    public void Dispose()
    {
        _scope?.Dispose();
        Span?.Dispose();
        _end();
    }

    internal void IsAbout(Guid journeyId)
    {
        JourneyId = journeyId;
        _journey.Id = journeyId.ToString();
        Span?.SetTag(TurnTelemetry.JourneyTag, _journey.Id);
        _around?.SetTag(TurnTelemetry.JourneyTag, _journey.Id);
    }

    /// <summary>The type alone: a message could hold what a person typed.</summary>
    internal void Fail(Exception failure)
    {
        ErrorType = failure.GetType().FullName;
        Span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", ErrorType);
    }

    /// <summary>A log scope with the journey's id, as soon as that is known; empty before.</summary>
    private sealed class Journey : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public string? Id { get; set; }

        public int Count => Id is null ? 0 : 1;

        public KeyValuePair<string, object?> this[int index] =>
            index == 0 && Id is { } id
                ? new(TurnTelemetry.JourneyKey, id)
                : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            if (Id is not null)
            {
                yield return this[0];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => Id is null ? "" : $"{TurnTelemetry.JourneyKey}:{Id}";
    }
}
