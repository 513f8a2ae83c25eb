using Smartcard.Tests;

namespace Smartcard.SystemTests.Assurance;

/// <summary>
/// The model of the release, <c>docs/assurance/release.pml</c>, played in every order by Spin: what it promises holds,
/// and each rule that is taken away shows what it was there for. A claim that cannot be broken shows nothing, so each
/// model in which one holds must also let a card be unlocked.
/// </summary>
public sealed class ReleaseModelTests
{
    /// <summary>Where a rule is missing, an order that breaks a claim is short; the longer ones are left out.</summary>
    private const int ShortOrder = 200;

    /// <summary>One that needs both rounds first.</summary>
    private const int LongerOrder = 300;

    private static readonly string File = Path.Combine(Repository.Root, "docs", "assurance", "release.pml");

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("TASKS=3 DRAWS=2")]
    [InlineData("BESIDE DRAWS=2")]
    public async Task The_design_keeps_its_claims_in_every_order(string switches)
    {
        var report = await HoldsAsync("all_of_them", switches);

        Assert.Empty(report.Unreached);
    }

    [Theory]
    [InlineData("BEFORE", "card_answered")]
    [InlineData("BEFORE", "one_open")]
    [InlineData("NO_OURS", "card_answered")]
    [InlineData("OURS_ONLY_FIRST", "card_answered")]
    [InlineData("OURS_ONLY_SECOND", "card_answered")]
    [InlineData("SAME_ORDER", "card_answered")]
    [InlineData("REBIND", "card_answered")]
    [InlineData("NO_ONE_OPEN", "one_open")]
    [InlineData("ANY_STEP", "released_once")]
    [InlineData("NO_SECOND_ROUND", "exchange_noticed")]
    [InlineData("OURS_OF_TASK_ONLY", "card_answered")]
    [InlineData("BESIDE LOOK_FIRST", "one_open")]
    public Task Without_the_rule_a_claim_is_broken(string switches, string claim) => IsBrokenAsync(claim, switches);

    /// <summary>These rules are not what these claims stand on. docs/security.md says so, so that nobody leans on them.</summary>
    [Theory]
    [InlineData("NO_SEEN_BEFORE DRAWS=3", "all_of_them")]
    [InlineData("NO_EXPIRY DRAWS=3", "all_of_them")]
    [InlineData("NO_ONE_OPEN DRAWS=2", "all_but_alone")]
    [InlineData("BESIDE LOOK_FIRST DRAWS=2", "all_but_alone")]
    public Task Without_the_rule_the_claim_still_holds(string switches, string claim) => HoldsAsync(claim, switches);

    [Fact]
    public Task An_expired_task_that_goes_on_ends_as_done_beside_another() => IsBrokenAsync("done_alone", "LATE_TAKEN", LongerOrder);

    /// <summary>GIDS opens the card for the second round as well, and nothing asks it afterwards.</summary>
    [Fact]
    public Task A_key_that_is_exchanged_after_the_second_round_is_not_noticed() => IsBrokenAsync("key_kept", "NOT_PROMISED", LongerOrder);

    private async Task<PanReport> HoldsAsync(string claim, string switches)
    {
        SpinModel.SkipWhereMissing();
        using var model = await SpinModel.BuildAsync(File, switches, isLarge: true, _ct);

        var report = await model.SearchAsync(claim, SpinModel.AnyDepth, _ct);
        var honestEnd = await model.SearchAsync("nobody_unlocks", SpinModel.AnyDepth, _ct);

        Assert.False(report.IsBroken, report.Text);
        Assert.True(report.IsComplete, report.Text);
        Assert.True(honestEnd.IsBroken, honestEnd.Text);
        TestContext.Current.TestOutputHelper?.WriteLine($"{claim} {switches}: {report.States} states");
        return report;
    }

    private async Task IsBrokenAsync(string claim, string switches, int depth = ShortOrder)
    {
        SpinModel.SkipWhereMissing();
        using var model = await SpinModel.BuildAsync(File, switches, isLarge: false, _ct);

        var report = await model.SearchAsync(claim, depth, _ct);

        Assert.True(report.IsBroken, report.Text);
    }
}
