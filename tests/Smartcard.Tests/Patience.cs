using System.Diagnostics;

namespace Smartcard.Tests;

/// <summary>
/// Waits for what other threads and programs do. Its bound moves on while something still happens; it is never a guess
/// at how fast the machine is.
/// </summary>
internal sealed class Patience(string what)
{
    /// <summary>
    /// How long nothing may happen. On a busy machine a program may stand still for many seconds; two minutes are no
    /// longer slow, but stuck.
    /// </summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(2);

    private readonly Stopwatch _whole = Stopwatch.StartNew();
    private readonly Stopwatch _quiet = Stopwatch.StartNew();
    private string? _seen;

    /// <summary>Waits until it is so.</summary>
    /// <param name="what">What is waited for, to be read after "Waited for".</param>
    /// <param name="look">Whether it is so, and what is seen now: while that changes, the wait goes on.</param>
    public static Task UntilAsync(string what, Func<(bool IsSo, object? Seen)> look, CancellationToken cancellationToken) =>
        UntilAsync(what, () => Task.FromResult(look()), cancellationToken);

    /// <inheritdoc cref="UntilAsync(string, Func{ValueTuple{bool, object}}, CancellationToken)"/>
    public static async Task UntilAsync(string what, Func<Task<(bool IsSo, object? Seen)>> look, CancellationToken cancellationToken)
    {
        var patience = new Patience(what);
        while (true)
        {
            var (isSo, seen) = await look();
            if (isSo)
            {
                return;
            }

            patience.Look(seen);
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Waits for a task of which nothing is seen before its end.</summary>
    /// <param name="what">What is waited for, to be read after "Waited for".</param>
    public static async Task EndOfAsync(Task task, string what, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(Quiet, cancellationToken);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"Waited for {what}: {Quiet.TotalSeconds:0} s.");
        }
    }

    /// <summary>Fails when nothing has changed for too long.</summary>
    /// <param name="seen">What is seen now.</param>
    public void Look(object? seen)
    {
        var now = seen?.ToString() ?? "nothing";
        if (now != _seen)
        {
            _seen = now;
            _quiet.Restart();
        }
        else if (_quiet.Elapsed > Quiet)
        {
            Assert.Fail(
                $"Waited for {what}: {_whole.Elapsed.TotalSeconds:0} s, the last {_quiet.Elapsed.TotalSeconds:0} "
                + $"without any change. Seen last: {_seen}");
        }
    }
}
