using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Smartcard.Tests;

namespace Smartcard.SystemTests.Assurance;

/// <summary>A Promela model with some of its switches, made into a program (<c>pan</c>) that searches every order of its steps.</summary>
/// <remarks>Spin writes a dozen files where it runs: that is a folder of its own, which disposing removes.</remarks>
internal sealed class SpinModel : IDisposable
{
    /// <summary>Far more steps than any order of the model has.</summary>
    public const int AnyDepth = 20_000;

    private static readonly string[] Needed = ["spin", "cc", "gcc"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartcard-spin-");

    private SpinModel()
    {
    }

    /// <summary>Call first in each test.</summary>
    public static void SkipWhereMissing()
    {
        var missing = Needed.Where(program => !IsInstalled(program)).ToArray();
        if (missing.Length > 0)
        {
            var reason = $"Not installed: {string.Join(", ", missing)}; on Debian: apt-get install spin gcc libc6-dev";
            TestContext.Current.SendDiagnosticMessage(reason);
            Assert.Skip(reason);
        }
    }

    /// <param name="file">The model; it is read, and nothing is written beside it.</param>
    /// <param name="switches">E.g. <c>BEFORE TASKS=3</c>, with a blank between.</param>
    /// <param name="isLarge">Whether the search is long enough to be worth an optimising compiler.</param>
    public static async Task<SpinModel> BuildAsync(string file, string switches, bool isLarge, CancellationToken cancellationToken)
    {
        var model = new SpinModel();
        try
        {
            var defines = switches.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => "-D" + name);
            await model.MustRunAsync("spin", [.. defines, "-a", file], cancellationToken);
            await model.MustRunAsync(
                "cc",
                ["-w", isLarge ? "-O1" : "-O0", "-DNOFAIR", "-DNOREDUCE", "-o", "pan", "pan.c"],
                cancellationToken);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Looks for an order of steps that breaks the claim, and stops at the first one.</summary>
    /// <param name="depth">Orders longer than this are not followed to their end.</param>
    public async Task<PanReport> SearchAsync(string claim, int depth, CancellationToken cancellationToken)
    {
        var (_, output) = await RunAsync(Path.Combine(_folder.FullName, "pan"), ["-a", $"-m{depth}", "-N", claim], cancellationToken);
        var report = PanReport.Parse(output);
        Assert.True(report.Claim == claim, $"pan looked at the claim '{report.Claim}', not at '{claim}'.\n{output}");
        return report;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private async Task MustRunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await RunAsync(program, arguments, cancellationToken);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await Patience.EndOfAsync(
                process.WaitForExitAsync(cancellationToken),
                $"{Path.GetFileName(program)} to end",
                cancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None); // its folder goes next
            }
        }
    }
}

/// <summary>What <c>pan</c> says of one search.</summary>
/// <param name="Claim">The claim that was looked at.</param>
/// <param name="IsBroken">An order of steps breaks it.</param>
/// <param name="IsComplete">Every order was followed to its end, so a claim that is not broken holds.</param>
/// <param name="Unreached">
/// Places of the model at which no order came by, but the ends of processes, which never end; known after a complete
/// search alone.
/// </param>
/// <param name="Text">All that it printed.</param>
internal sealed partial record PanReport(
    string Claim,
    bool IsBroken,
    bool IsComplete,
    int States,
    IReadOnlyList<string> Unreached,
    string Text)
{
    private static readonly string[] SignsOfACut =
    [
        "Search not completed",
        "max search depth too small",
        "out of memory",
        "Bit statespace search",
        "vector size",
        "reached -DMEMLIM bound",
        "interrupted",
    ];

    /// <exception cref="FormatException">It is no report of a search for a claim, or ended by an error that is not the claim's.</exception>
    public static PanReport Parse(string text)
    {
        var claim = NeverClaim().Match(text);
        var errors = ErrorCount().Match(text);
        var states = StateCount().Match(text);
        if (!claim.Success || !errors.Success || !states.Success)
        {
            throw new FormatException($"This is no report of a search:\n{text}");
        }

        var isBroken = errors.Groups[1].Value != "0";
        if (isBroken && !BrokenClaim().IsMatch(text))
        {
            throw new FormatException($"The search found an error that is not the claim's:\n{text}");
        }

        return new PanReport(
            claim.Groups[1].Value,
            isBroken,
            text.Contains("Full statespace search for:", StringComparison.Ordinal)
                && !SignsOfACut.Any(sign => text.Contains(sign, StringComparison.OrdinalIgnoreCase)),
            int.Parse(states.Groups[1].Value, CultureInfo.InvariantCulture),
            [
                .. UnreachedPlace()
                    .Matches(text)
                    .Select(m => m.Groups[1].Value)
                    .Where(place => !place.EndsWith("\"-end-\"", StringComparison.Ordinal)),
            ],
            text);
    }

    [GeneratedRegex(@"^\s*never claim\s+\+ \((\w+)\)", RegexOptions.Multiline)]
    private static partial Regex NeverClaim();

    [GeneratedRegex(@"^State-vector .*, errors: (\d+)\s*$", RegexOptions.Multiline)]
    private static partial Regex ErrorCount();

    [GeneratedRegex(@"^\s*(\d+) states, stored", RegexOptions.Multiline)]
    private static partial Regex StateCount();

    /// <summary>Spin makes an assertion of a claim that something is always so: <c>!( !( !(unproved)))</c>.</summary>
    [GeneratedRegex(@"^pan:\d+: assertion violated\s+!\(", RegexOptions.Multiline)]
    private static partial Regex BrokenClaim();

    [GeneratedRegex(@"^\t(\S+:\d+, state \d+, .*)$", RegexOptions.Multiline)]
    private static partial Regex UnreachedPlace();
}
