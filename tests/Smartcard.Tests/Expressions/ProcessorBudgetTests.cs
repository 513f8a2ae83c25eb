using Smartcard.Expressions;

namespace Smartcard.Tests.Expressions;

/// <summary>What an expression is stopped by: the processor's time, and not the wall's.</summary>
public sealed class ProcessorBudgetTests
{
    [Fact]
    public void Time_in_which_the_thread_does_nothing_is_not_counted()
    {
        var budget = new ProcessorBudget(TimeSpan.FromSeconds(0.1));

        TestContext.Current.CancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(0.3));

        Assert.False(budget.IsSpent);
    }

    [Fact]
    public void Time_in_which_the_thread_computes_is_counted()
    {
        var budget = new ProcessorBudget(TimeSpan.FromSeconds(0.1));
        var began = TimeProvider.System.GetTimestamp();

        while (!budget.IsSpent)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(1), "A minute was not counted as 0.1 seconds.");
        }

        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromSeconds(0.09));
    }
}
