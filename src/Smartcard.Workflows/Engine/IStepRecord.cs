using System.Security.Cryptography;
using System.Text;

namespace Smartcard.Workflows;

/// <summary>
/// Notes what is being done at this moment, where the end of this process leaves it. What ended a host twice is set
/// aside: otherwise one timer, or one message that is sent again and again, would end every host that starts.
/// </summary>
public interface IStepRecord
{
    /// <summary>How many hosts ended while this step was under way, since it last came to an end.</summary>
    int EndedHosts(StepId step);

    /// <summary>Notes that the step starts. Dispose what it returns when the step has ended, well or not.</summary>
    BegunStep Begin(StepId step);

    /// <summary>
    /// The same, for steps of which many are under way at once, and are all started again after a host ended. Those
    /// that a host ended with before go one at a time, so that only one of them can be under way when the next host
    /// ends. Never called with a lock of the database in hand.
    /// </summary>
    Task<BegunStep> BeginAloneAsync(StepId step, CancellationToken cancellationToken);
}

/// <summary>Names a step: the same each time it is tried, and a hash, so that nothing can be read from it.</summary>
public readonly record struct StepId(Guid Value)
{
    /// <param name="kind">What is done, e.g. <c>resume</c>: of one thing, each part that ends by itself has a name of its own.</param>
    public static StepId Of(string kind, params ReadOnlySpan<string> what) =>
        new(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{string.Join('\n', what)}")).AsSpan(0, 16)));

    /// <summary>32 hexadecimal digits, as in the names of files.</summary>
    public override string ToString() => Value.ToString("N");
}

/// <summary>A step that is under way until this is disposed.</summary>
/// <param name="endedHosts">How many hosts ended with it before.</param>
public sealed class BegunStep(StepId step, int endedHosts, Action end) : IDisposable
{
    /// <summary>Hosts that a step may have ended before it is set aside.</summary>
    public const int MaxEndedHosts = 2;

    private Action? _end = end;

    /// <summary>Which step it is.</summary>
    public StepId Step => step;

    /// <summary>Whether so many hosts ended with it that it must not be tried again.</summary>
    public bool IsSetAside => endedHosts >= MaxEndedHosts;

    /// <summary>The step has ended, well or not.</summary>
    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}

/// <summary>Setting a step aside ended hosts as well: it is not touched any more.</summary>
internal sealed class StepLeftAloneException(StepId step) : Exception(
    $"Even setting this step aside ended {BegunStep.MaxEndedHosts} hosts. It is left alone while the file {step}.ended is there.");
