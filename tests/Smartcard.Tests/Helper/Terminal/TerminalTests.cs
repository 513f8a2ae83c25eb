using Smartcard.CardTasks;
using Smartcard.Helper.Screen;
using Smartcard.Helper.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Smartcard.Tests.Helper.Terminal;

/// <summary>The helper in a terminal: what is typed goes into memory that is wiped, and onto the screen as asterisks.</summary>
public sealed class TerminalTests
{
    private static readonly CardPlace Place = new("SCM reader 1", "4F2A");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passcode_is_read_key_by_key_and_shown_as_asterisks()
    {
        using var console = new KeyedConsole("12x\b34\r");

        using var passcode = await TerminalOn(console).AskPasscodeAsync(Place, 3, null, Ct);

        Assert.Equal("1234"u8.ToArray(), passcode!.Bytes.ToArray());
        Assert.Contains("3 tries left.", console.Text, StringComparison.Ordinal);
        Assert.Contains("***", console.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("34", console.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_is_chosen_by_its_number()
    {
        using var console = new KeyedConsole("3\r2\r");
        CardPlace[] choices = [Place, new("SCM reader 2", "90B1")];

        Assert.Same(choices[1], await TerminalOn(console).ChooseCardAsync(choices, Ct));

        Assert.Contains("1. Card ending 4F2A, in SCM reader 1", console.Text, StringComparison.Ordinal);
        Assert.Contains("Type one of the numbers.", console.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Escape_cancels_and_backspace_on_nothing_does_nothing()
    {
        using var console = new KeyedConsole("\b\b12\u001b");

        Assert.Null(await TerminalOn(console).AskPasscodeAsync(Place, 3, null, Ct));
    }

    [Fact]
    public async Task A_new_passcode_is_asked_for_twice_under_its_rule()
    {
        using var console = new KeyedConsole("n3w-Pass\rn3w-Past\r");

        using var typed = await TerminalOn(console).AskNewPasscodeAsync(
            Place, new PasscodeRule(4, 8, DigitsOnly: false), "problem.differ", Ct);

        Assert.Equal("problem.differ", PasscodeCheck.New(typed!, new PasscodeRule(4, 8, DigitsOnly: false)));
        Assert.Contains("4 to 8 letters", console.Text, StringComparison.Ordinal);
        Assert.Contains("The two passcodes are not the same.", console.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Escape_at_the_second_time_cancels_the_whole()
    {
        using var console = new KeyedConsole("4826\r56\u001b");

        Assert.Null(await TerminalOn(console).AskNewPasscodeAsync(Place, new PasscodeRule(4, 8, DigitsOnly: true), null, Ct));
        Assert.Contains("4 to 8 digits", console.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_character_that_is_none_of_a_standard_keyboard_is_refused_by_the_rule_and_not_left_out()
    {
        using var console = new KeyedConsole("p£ss\rp£ss\r");

        using var typed = await TerminalOn(console).AskNewPasscodeAsync(Place, new PasscodeRule(4, 8, DigitsOnly: false), null, Ct);

        Assert.Equal("problem.characters", PasscodeCheck.New(typed!, new PasscodeRule(4, 8, DigitsOnly: false)));
    }

    [Fact]
    public async Task The_code_of_the_chat_is_typed_in_the_open()
    {
        using var console = new KeyedConsole("fe2u-xhcm\r");

        Assert.Equal("fe2u-xhcm", await TerminalOn(console).AskCodeAsync(new HelperView(Scene.Code) { Problem = "problem.code" }, Ct));
        Assert.Contains("too old or already used", console.Text.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "This reader helper is too old", "Ask IT to install the new one (version 0.3.0).", "is available: 0.4.0.")]
    [InlineData("cy", "yn rhy hen", "(fersiwn 0.3.0)", "ar gael: 0.4.0.")]
    public async Task Other_versions_are_told_in_words(string language, string heading, string text, string newer)
    {
        using var console = new KeyedConsole("fe2u-xhcm\r");
        var terminal = new HelperTerminal(console, HelperWords.In(language));

        terminal.NewerVersion("0.4.0");
        await terminal.AskCodeAsync(new HelperView(Scene.TooOld) { Version = "0.3.0" }, Ct);

        var shown = console.Text.ReplaceLineEndings(" ");
        Assert.All([heading, text, newer], words => Assert.Contains(words, shown, StringComparison.Ordinal));
    }

    [Fact]
    public void A_card_that_cannot_be_used_is_called_by_its_name()
    {
        using var console = new KeyedConsole("");

        TerminalOn(console).Show(new HelperView(Scene.CardNotSupported) { Reason = "unsupported.Payment" });

        var shown = console.Text.ReplaceLineEndings(" ");
        Assert.Contains("This is a bank card", shown, StringComparison.Ordinal);
        Assert.Contains("put in your staff smartcard", shown, StringComparison.Ordinal);
    }

    private static HelperTerminal TerminalOn(IAnsiConsole console) => new(console, HelperWords.In("en"));

    /// <summary>A console whose keys are given, and whose screen is a text.</summary>
    private sealed class KeyedConsole : IAnsiConsole, IAnsiConsoleInput, IDisposable
    {
        private readonly StringWriter _screen = new();
        private readonly IAnsiConsole _inner;
        private readonly Queue<char> _keys;

        public KeyedConsole(string keys)
        {
            _keys = new Queue<char>(keys);
            _inner = AnsiConsole.Create(
                new AnsiConsoleSettings
                {
                    Out = new AnsiConsoleOutput(_screen),
                    Ansi = AnsiSupport.No,
                    Interactive = InteractionSupport.Yes,
                });
            _inner.Profile.Width = 200;
        }

        public string Text => _screen.ToString();

        public Profile Profile => _inner.Profile;

        public IAnsiConsoleCursor Cursor => _inner.Cursor;

        public IAnsiConsoleInput Input => this;

        public IExclusivityMode ExclusivityMode => _inner.ExclusivityMode;

        public RenderPipeline Pipeline => _inner.Pipeline;

        public void Clear(bool home) => _inner.Clear(home);

        public void Write(IRenderable renderable) => _inner.Write(renderable);

        public void WriteAnsi(Action<AnsiWriter> action) => _inner.WriteAnsi(action);

        public bool IsKeyAvailable() => _keys.Count > 0;

        public ConsoleKeyInfo? ReadKey(bool intercept)
        {
            var character = _keys.Dequeue();
            var key = character switch
            {
                '\r' => ConsoleKey.Enter,
                '\b' => ConsoleKey.Backspace,
                '\u001b' => ConsoleKey.Escape,
                _ => ConsoleKey.None,
            };
            return new ConsoleKeyInfo(character, key, shift: false, alt: false, control: false);
        }

        public Task<ConsoleKeyInfo?> ReadKeyAsync(bool intercept, CancellationToken cancellationToken) =>
            Task.FromResult(ReadKey(intercept));

        public void Dispose() => _screen.Dispose();
    }
}
