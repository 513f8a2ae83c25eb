using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Smartcard.Expressions;

namespace Smartcard.Workflows.Expressions;

/// <summary>One running <c>Smartcard.Expressions</c>, which answers one request after the other, and ends when this process does.</summary>
internal sealed class ExpressionProcess : IDisposable
{
    private const string Name = "Smartcard.Expressions";

    /// <summary>Of the managed heap: what the library and the expression make.</summary>
    private const long MaxMemoryBytes = 64 * 1024 * 1024;

    /// <summary>For what starts and compiles beside the expression. The program keeps the expression's own limit where it can.</summary>
    private static readonly TimeSpan Allowance = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>A busy machine gives every program some time within this.</summary>
    private static readonly TimeSpan LongestStandstill = TimeSpan.FromMinutes(1);

    /// <summary>Nothing of the host's settings and secrets is among them.</summary>
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "LANG", "SMARTCARD_TEST_RUN"];

    private readonly Process _process;
    private bool _isSound = true;

    private ExpressionProcess(Process process) => _process = process;

    /// <summary>Whether it can be asked again.</summary>
    public bool IsUsable => _isSound && !_process.HasExited;

    public static ExpressionProcess Start()
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{Name}.exe" : Name);
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        start.Environment["DOTNET_GCHeapHardLimit"] = $"0x{MaxMemoryBytes:X}";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.ErrorDataReceived += (_, _) => { }; // what the runtime says of its end
        process.BeginErrorReadLine();
        return new ExpressionProcess(process);
    }

    /// <summary>Asks, and waits for the answer.</summary>
    /// <returns>Null when the program ended before it answered: by what it was asked, or by somebody's hand.</returns>
    public EvaluationResponse? Ask(EvaluationRequest request)
    {
        Watch? watch = null;
        string? line = null;
        try
        {
            watch = new Watch(_process, request.Longest + Allowance);
            using var timer = new Timer(_ => watch.Look(), null, LookEvery, LookEvery);
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
            _process.StandardInput.Flush();
            line = _process.StandardOutput.ReadLine();
        }
        catch (Exception ended) when (ended is IOException || IsOfItsEnd(ended))
        {
            // It is gone: there is no answer.
        }

        var response = line is not null ? JsonSerializer.Deserialize<EvaluationResponse>(line)
            : watch is { IsSpent: true } ? EvaluationResponse.Failed(ProcessorBudget.TooLong(request.Longest)) with { IsLast = true }
            : null;
        _isSound = response is { IsLast: false };
        return response;
    }

    /// <summary>Ends the program, whatever it is doing.</summary>
    public void End() => Kill(_process);

    public void Dispose()
    {
        End();
        _process.Dispose();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception ended) when (IsOfItsEnd(ended))
        {
            // It has ended by itself.
        }
    }

    /// <summary>What the system says of a process that is ending at this moment, or has.</summary>
    private static bool IsOfItsEnd(Exception failure) => failure is InvalidOperationException or Win32Exception;

    /// <summary>Ends the program when it has had too much of the processor, whatever it is doing.</summary>
    internal sealed class Watch(Process process, TimeSpan longest)
    {
        private readonly TimeSpan _before = process.TotalProcessorTime;
        private readonly long _began = Stopwatch.GetTimestamp();
        private TimeSpan _seen;
        private TimeSpan _movedAt;

        public bool IsSpent { get; private set; }

        public void Look()
        {
            try
            {
                var (now, elapsed) = (process.TotalProcessorTime, Stopwatch.GetElapsedTime(_began));
                (_seen, _movedAt) = now > _seen ? (now, elapsed) : (_seen, _movedAt);
                if (now - _before > longest || elapsed - _movedAt > LongestStandstill)
                {
                    IsSpent = true;
                    Kill(process);
                }
            }
            catch (Exception ended) when (IsOfItsEnd(ended))
            {
                // It has ended.
            }
        }
    }
}
