using Smartcard.Cards;
using Smartcard.CardTasks;
using Smartcard.Helper;
using Smartcard.Helper.Screen;
using Smartcard.Helper.Tasks;

namespace Smartcard.Tests.Helper.Tasks;

/// <summary>
/// A reader that fails with a card in it: the person is told what to do, the task goes on, and the driver's number is
/// kept.
/// </summary>
public sealed class ReaderFaultsTests
{
    private const byte Verify = 0x20;
    private const byte Sign = 0x2A;
    private const byte ResetRetryCounter = 0x2C;
    private const byte GeneralAuthenticate = 0x87;
    private const byte Select = 0xA4;
    private const byte GetData = 0xCB;

    [Fact]
    public async Task A_reader_that_fails_while_the_card_is_looked_at_is_not_an_empty_reader()
    {
        using var bench = Bench(readers => readers.Connects = 2);
        bench.Host.Queue(CardTaskKind.Identify, anyCard: true);

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.Contains("ReaderFault", bench.Screen.Shown);
        Assert.DoesNotContain("InsertCard", bench.Screen.Shown);
        Assert.Contains(
            "0000001F = 31",
            Assert.Single(bench.Log.Lines, line => line.Contains("driver", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CardTaskKind.Identify, Select)]
    [InlineData(CardTaskKind.Identify, GetData)]
    [InlineData(CardTaskKind.Prove, Verify)]
    [InlineData(CardTaskKind.Prove, Sign)]
    [InlineData(CardTaskKind.Reset, GeneralAuthenticate)]
    public async Task A_reader_that_fails_once_in_the_middle_of_a_task_does_not_end_it(CardTaskKind kind, byte instruction)
    {
        using var bench = Bench(readers => (readers.Instruction, readers.Commands) = (instruction, 1));
        bench.Host.Queue(kind, anyCard: true);
        bench.Screen.Types("1234").Types("1234").TypesNew("4826").TypesNew("4826");

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.Contains("ReaderFault", bench.Screen.Shown);
        Assert.Contains("0000001F = 31", bench.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_keeps_the_drivers_number_in_the_log()
    {
        using var bench = Bench(readers =>
            (readers.Instruction, readers.Commands, readers.Fault) = (
                Verify,
                1,
                new CardRemovedException(
                    "Cannot send: the card is not in the reader, or was reset (ERROR_BAD_COMMAND, 00000016 = 22).")));
        bench.Host.Queue(CardTaskKind.Prove, anyCard: true);
        bench.Screen.Types("1234").Types("1234");

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.Done, bench.Result.Outcome);
        Assert.Contains("00000016 = 22", bench.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_fails_as_the_passcode_is_set_is_asked_again_and_the_report_is_what_the_card_says()
    {
        using var bench = Bench(readers => (readers.Instruction, readers.Commands) = (ResetRetryCounter, 1));
        await HelperBench.LockAsync(bench.Card);
        bench.Host.Queue(CardTaskKind.Reset);
        bench.Screen.TypesNew("4826");

        await bench.RunAsync();

        Assert.Equal(CardTaskOutcome.CardRemoved, bench.Result.Outcome);
        Assert.Equal(0, bench.Card.State.AttemptsLeft);
        Assert.Contains("0000001F = 31", bench.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_says_the_number_and_what_to_do()
    {
        using var bench = new HelperBench();
        bench.Readers.Insert(bench.Card);
        using var readers = new FaultyReaders(bench.Readers) { Connects = 1 };
        using var said = new StringWriter();
        using var doctor = new Doctor(readers, said, TimeProvider.System, bench.Host);

        Assert.False(await doctor.RunAsync([new Uri("http://127.0.0.1/")], TestContext.Current.CancellationToken));

        Assert.Contains("ERROR_GEN_FAILURE, 0000001F = 31", said.ToString(), StringComparison.Ordinal);
        Assert.Contains("put it back in firmly", said.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("cy")]
    public void Every_problem_of_a_reader_has_words_and_an_advice(string language) =>
        Assert.All(Enum.GetValues<ReaderProblem>(), problem =>
        {
            Assert.NotEmpty(HelperWords.In(language)[$"{CardFinder.SceneOf(problem)}.heading"]);
            Assert.NotEmpty(HelperWords.In(language)[$"{CardFinder.SceneOf(problem)}.text"]);
            Assert.NotEmpty(Doctor.AdviceOn(problem));
        });

    [Fact]
    public void The_log_is_a_file_that_may_be_missing_full_or_forbidden()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "new", "helper.log");
            var log = new HelperLog(path, TimeProvider.System);
            log.ReaderFailed("first\nline");
            Assert.EndsWith($" Warning first line{Environment.NewLine}", File.ReadAllText(path), StringComparison.Ordinal);

            File.WriteAllText(path, new string('x', 1024 * 1024 + 1));
            log.ReaderFailed("second");
            Assert.True(new FileInfo(path).Length < 100);
            Assert.True(File.Exists(path + ".old"));

            new HelperLog(folder.FullName, TimeProvider.System).ReaderFailed("a folder is no file");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static HelperBench Bench(Action<FaultyReaders> faults)
    {
        var bench = new HelperBench
        {
            Between = inner =>
            {
                var readers = new FaultyReaders(inner);
                faults(readers);
                return readers;
            },
        };
        bench.Readers.Insert(bench.Card);
        return bench;
    }
}
