using System.Globalization;
using Smartcard.Domain.Journeys;
using Smartcard.Expressions;
using Smartcard.SelfService.Policy;
using Smartcard.Workflows;
using Smartcard.Workflows.Exploration;

namespace Smartcard.Tests.SelfService.Policy;

/// <summary>
/// Whatever one drag in the designer does to a shipped workflow is judged at once: the person who drew it waits for the
/// answer.
/// </summary>
/// <remarks>
/// Every 59th of the 8,980 edits, unless <c>SMARTCARD_TEST_MUTATIONS</c> says otherwise: 1 = all of them, in some
/// minutes.
/// </remarks>
public sealed class SingleEditsTests(ITestOutputHelper output)
{
    /// <summary>Where nothing is wrong, fewer are enough; where something is, no more are looked at.</summary>
    private const int FewSituations = 4_500;

    /// <summary>Of processor time; some 0.2 s is what the slowest takes on a machine of 2026.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    private static int Every { get; } =
        int.Parse(Environment.GetEnvironmentVariable("SMARTCARD_TEST_MUTATIONS") ?? "59", CultureInfo.InvariantCulture);

    private static IEnumerable<SingleEdit> Sample => SingleEdits.All.Where((_, index) => index % Every == 0);

    [Fact]
    public async Task Each_is_judged_in_few_situations_and_little_time()
    {
        var judged = new List<(string Name, int Situations, TimeSpan Time)>();
        var tooLarge = new List<string>();
        foreach (var edit in Sample)
        {
            var began = ProcessorBudget.TimeOfThisThread();
            var explorer = ExplorerOf(edit);
            var found = await explorer.ExploreAsync(_ct);
            judged.Add((edit.Name, explorer.SituationCount, ProcessorBudget.TimeOfThisThread() - began));
            if (found.Any(f => f.Rule == "Size"))
            {
                tooLarge.Add(edit.Name);
            }
        }

        TimeSpan[] times = [.. judged.Select(j => j.Time).Order()];
        output.WriteLine(
            $"{times.Length} edits; processor time in ms: median {Ms(0.5)}, 99 of 100 {Ms(0.99)}, longest {Ms(1)}; "
            + $"most situations {judged.Max(j => j.Situations)}");
        Assert.True(tooLarge.Count == 0, $"Refused for their size: {string.Join(Environment.NewLine, tooLarge)}");
        Assert.All(
            judged,
            j =>
                Assert.True(
                    j.Situations < FewSituations && j.Time < Longest,
                    $"{j.Name} took {j.Situations} situations and {j.Time}"));

        string Ms(double part) => times[(int)((times.Length - 1) * part)].TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
    }

    /// <summary>Where the situations are few enough to be gone through one by one, that finds the same.</summary>
    [Fact]
    public async Task Each_is_refused_for_the_same_rules_as_when_no_situations_are_merged()
    {
        var compared = 0;
        foreach (var edit in Sample)
        {
            var (definition, rules) = Judged(edit);
            if (await PlainExplorer.RulesBrokenAsync(definition, rules, _ct) is { } plainly)
            {
                var found = await new WorkflowExplorer<JourneyFacts>(definition, rules).ExploreAsync(_ct);

                compared++;
                Assert.True(
                    plainly.SetEquals(found.Select(f => f.Rule)),
                    $"{edit.Name}: one by one {string.Join(' ', plainly)}, merged {string.Join(' ', found.Select(f => f.Rule))}");
            }
        }

        Assert.True(compared > 0);
    }

    private static WorkflowExplorer<JourneyFacts> ExplorerOf(SingleEdit edit)
    {
        var (definition, rules) = Judged(edit);
        return new WorkflowExplorer<JourneyFacts>(definition, rules);
    }

    private static (WorkflowDefinition Definition, JourneyRules Rules) Judged(SingleEdit edit)
    {
        var definition = edit.Drawing().Read();
        return (
            definition,
            new JourneyRules(
                definition,
                JourneyKinds.Of(definition.DefinitionId),
                areQuestionsRequired: edit.Workflow == "unlock"));
    }
}
