using System.Collections.Concurrent;
using System.Text.Json;
using Smartcard.Expressions;

namespace Smartcard.Workflows.Expressions;

/// <summary>
/// Evaluates, apart from this process, what may take any amount of time, memory or stack: as many at once as there are
/// processors.
/// </summary>
internal static class ExpressionProcesses
{
    private static readonly SemaphoreSlim Places = new(Environment.ProcessorCount);
    private static readonly ConcurrentBag<ExpressionProcess> Idle = [];

    /// <exception cref="ExpressionException">The expression failed, or went too far.</exception>
    public static JsonElement? Evaluate(EvaluationRequest request)
    {
        var response = AtMostTwice(() => Ask(request));
        return response.Failure is { } failure ? throw new ExpressionException(failure) : response.Value;
    }

    /// <summary>
    /// A program that is gone may have been ended by an operator. An expression that ends a second one has done so
    /// itself.
    /// </summary>
    internal static EvaluationResponse AtMostTwice(Func<EvaluationResponse?> ask) =>
        ask() ?? ask() ?? EvaluationResponse.Failed(EvaluationResponse.TooMuch);

    private static EvaluationResponse? Ask(EvaluationRequest request)
    {
        Places.Wait();
        try
        {
            var process = TakeIdle() ?? ExpressionProcess.Start();
            try
            {
                return process.Ask(request);
            }
            finally
            {
                if (process.IsUsable)
                {
                    Idle.Add(process);
                }
                else
                {
                    process.Dispose();
                }
            }
        }
        finally
        {
            Places.Release();
        }
    }

    private static ExpressionProcess? TakeIdle()
    {
        while (Idle.TryTake(out var process))
        {
            if (process.IsUsable)
            {
                return process;
            }

            process.Dispose();
        }

        return null;
    }
}
