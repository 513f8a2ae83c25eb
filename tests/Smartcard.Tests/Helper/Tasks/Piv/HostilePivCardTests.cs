using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using Microsoft.FSharp.Core;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Tests.Helper.Tasks.Piv;

/// <summary>
/// Whatever a card answers, from whichever command on, a task ends with a result that the contract knows, in bounded steps, and nothing
/// false is believed.
/// </summary>
public sealed class HostilePivCardTests
{
    /// <summary>An answer that never ends is left after 1024 parts; a task reads a few.</summary>
    private const int MaxCommands = 20_000;

    private static readonly Gen<byte[]> Random = Gen.Choose(0, 255).Select(n => (byte)n).ArrayOf();

    private static readonly Gen<byte[]> Fixed = Gen.Elements(
        "9000", "6100", "61FF", "6C00", "6CFF", "63C2", "63C1", "63C0", "63CF", "6983", "6982", "6A82", "6A80", "", "90", "00006100",
        "53059000", "5300" + "9000", "7C9000", "7C80820000009000", "61044F02A0009000", "7C028200" + "9000")
        .Select(Convert.FromHexString);

    private static readonly Gen<(CardTaskKind Kind, int Honest, byte[][] Answers)> Cases =
        from kind in Gen.Elements(CardTaskKind.Identify, CardTaskKind.Read, CardTaskKind.Prove, CardTaskKind.Reset)
        from honest in Gen.Choose(0, 30)
        from answers in Gen.OneOf(Random, Fixed, Fixed).NonEmptyListOf()
        select (kind, honest, answers.ToArray());

    [Fact]
    public void Each_task_ends_with_a_result_of_the_contract() => Prop
        .ForAll(Arb.From(Cases), drawn => EndsAsync(drawn.Kind, drawn.Honest, drawn.Answers).GetAwaiter().GetResult())
        .Check(Config.QuickThrowOnFailure
            .WithMaxTest(300)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20261130), FSharpOption<int>.None))));

    [Theory]
    [InlineData("6100")]
    [InlineData("6CFF")]
    [InlineData("63C2")]
    [InlineData("9000")]
    public async Task So_does_each_where_every_answer_is_the_same_from_any_command_on(string answer)
    {
        foreach (var kind in new[] { CardTaskKind.Identify, CardTaskKind.Prove, CardTaskKind.Reset })
        {
            for (var honest = 0; honest <= 30; honest += 3)
            {
                Assert.True(await EndsAsync(kind, honest, [Convert.FromHexString(answer)]), $"{kind} after {honest}");
            }
        }
    }

    private static async Task<bool> EndsAsync(CardTaskKind kind, int honest, byte[][] answers)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        HostileReaders? hostile = null;
        using var bench = new PivBench(PivBench.With(left: kind == CardTaskKind.Reset ? 0 : 3), time)
        {
            Between = inner => hostile = new HostileReaders(inner, honest, answers),
        };
        bench.Host.Queue(kind, anyCard: kind is CardTaskKind.Identify or CardTaskKind.Read, life: TimeSpan.FromMinutes(1));
        bench.Screen.Types(PivBench.Pin).Types("000000").Types(PivBench.Pin).Types(null).Types(null);
        bench.Screen.TypesNew(PivBench.NewPin).TypesNew(PivBench.NewPin).CancelsNew().CancelsNew();
        bench.Screen.OnShow = scene =>
        {
            if (scene == Scene.WrongCard)
            {
                bench.Screen.PressCancel(); // what it was is no longer what it says
            }
        };

        await bench.RunAsync(time);

        var result = bench.Result;
        Assert.InRange(hostile!.Commands, 1, MaxCommands);
        return Enum.IsDefined(result.Outcome)
            && result.CardIdentifier is null or { Length: 32 }
            && result.AttemptsLeft is null or (>= 0 and <= 15)
            && (result.Outcome != CardTaskOutcome.Done || kind == CardTaskKind.Read || bench.Host.Believed.Contains(result)
                || bench.Screen.Shown.Contains(kind == CardTaskKind.Reset ? "Unknown" : "StepFailed"));
    }
}
