namespace Smartcard.Server.Jobs;

/// <summary>
/// What all jobs share: a failure is logged by type and place, and Hangfire, which stores and shows what an exception
/// says, gets to see its type alone.
/// </summary>
/// <remarks>
/// Every job may be run twice, on two hosts at once, and be lost: what is to do stands in our own tables. So none is
/// retried by Hangfire, whose waits grow longer than a code lives: a mail's row says when it is tried again, and a
/// recurring job has its next run.
/// </remarks>
internal abstract class Job(ILogger logger)
{
    protected async Task RunAsync(Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.JobFailed(GetType().Name, failure.GetType().FullName!, failure.StackTrace);
            throw new JobFailedException(failure.GetType());
        }
    }
}

/// <summary>As Hangfire shows it.</summary>
internal sealed class JobFailedException(Type failure) : Exception($"{failure.Name}. The host's log says where it happened.");
