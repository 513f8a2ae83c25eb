using System.Diagnostics;
using System.Runtime.InteropServices;
using Smartcard.Expressions;
using Smartcard.Workflows.Expressions;

namespace Smartcard.Tests.Expressions;

/// <summary>The program of expressions as it lies beside the host, where only what the host needs lies with it.</summary>
public sealed class ExpressionProgramTests
{
    [Fact]
    public async Task Whoever_looks_at_a_program_while_it_ends_comes_to_no_harm()
    {
        // What the system says then differs from moment to moment; unhandled, on the thread of a timer, it would end the host.
        for (var round = 0; round < 60; round++)
        {
            using var program = Process.Start("sleep", "60");
            var watch = new ExpressionProcess.Watch(program, TimeSpan.FromMinutes(1));
            var isOver = false;
            var looking = Task.Run(() =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    watch.Look();
                }
            }, TestContext.Current.CancellationToken);
            program.Kill();
            await program.WaitForExitAsync(TestContext.Current.CancellationToken);
            Volatile.Write(ref isOver, true);
            await looking;
        }
    }

    [Fact]
    public async Task Both_languages_run_beside_the_host()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(
            Repository.Root,
            "src",
            "Smartcard.Server",
            "bin",
            configuration,
            "net10.0",
            OperatingSystem.IsWindows() ? "Smartcard.Expressions.exe" : "Smartcard.Expressions");
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync("""{"Language":0,"Text":"[1, 2].map(x => x + 1).join()","Longest":"00:00:02"}""");
        await process.StandardInput.WriteLineAsync("""{"Language":1,"Text":"{{ 'a,b' | split: ',' | last }} {{ 'now' | date: '%Y' }}","Now":"2026-11-28T07:00:00Z","Longest":"00:00:02"}""");
        process.StandardInput.Close();

        Assert.Contains(
            "\"2,3\"",
            await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Contains(
            "\"b 2026\"",
            await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task One_that_is_killed_while_it_computes_gives_no_answer_and_another_is_asked()
    {
        const string busy =
            "let t = 'ab'; while (t.length < 60000) t += t; const a = t.slice(50000), b = a + 'aa' + a; for (let i = "
            + "0; i < 9000; i++) t.indexOf(b)";
        using var process = ExpressionProcess.Start();
        var asked = Task.Run(
            () =>
                process.Ask(
                    new EvaluationRequest(ExpressionLanguage.JavaScript, busy) { Longest = TimeSpan.FromMinutes(1) }),
            TestContext.Current.CancellationToken);

        process.End();

        Assert.Null(await asked);
        Assert.False(process.IsUsable);
        var answers = new Queue<EvaluationResponse?>([null, new EvaluationResponse(null, null)]);
        Assert.Null(ExpressionProcesses.AtMostTwice(answers.Dequeue).Failure);
        Assert.Equal(EvaluationResponse.TooMuch, ExpressionProcesses.AtMostTwice(() => null).Failure);
    }
}
