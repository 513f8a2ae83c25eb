namespace Smartcard.Benchmarks.Engine;

/// <summary>What drivers do over and over: one workflow of four turns, each of which returns when it is durable.</summary>
internal interface IWorkload
{
    string Name { get; }

    /// <param name="timed">Runs one turn and keeps how long it took.</param>
    Task RunOneAsync(Func<Func<Task>, Task> timed);
}
