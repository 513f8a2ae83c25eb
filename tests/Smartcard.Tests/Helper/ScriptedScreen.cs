using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Tests.Helper;

/// <summary>A person in front of the helper who types at once whatever was laid ready, and waits when nothing was.</summary>
internal sealed class ScriptedScreen : IHelperScreen, IDisposable
{
    private readonly Channel<string> _codes = Channel.CreateUnbounded<string>();
    private readonly Channel<string?> _passcodes = Channel.CreateUnbounded<string?>();
    private readonly Channel<(string First, string Second)?> _newPasscodes = Channel.CreateUnbounded<(string First, string Second)?>();
    private readonly Channel<int?> _choices = Channel.CreateUnbounded<int?>();
    private CancellationTokenSource _cancel = new();

    /// <summary>Every scene that was shown, and every problem that was told, in order.</summary>
    public ConcurrentQueue<string> Shown { get; } = new();

    /// <summary>The cards that were offered to choose from, each time.</summary>
    public ConcurrentQueue<IReadOnlyList<CardPlace>> Offered { get; } = new();

    /// <summary>The card that each passcode was asked for.</summary>
    public ConcurrentQueue<CardPlace> Places { get; } = new();

    public ConcurrentQueue<Passcode> Given { get; } = new();

    /// <summary>Called with each scene as it is shown.</summary>
    public Action<Scene>? OnShow { get; set; }

    public CancellationToken CancelPressed => _cancel.Token;

    public bool IsHostSilent { get; private set; }

    public int? AttemptsLeft { get; private set; }

    public ScriptedScreen TypesCode(string code)
    {
        _codes.Writer.TryWrite(code);
        return this;
    }

    /// <param name="passcode">Null presses Cancel.</param>
    public ScriptedScreen Types(string? passcode)
    {
        _passcodes.Writer.TryWrite(passcode);
        return this;
    }

    public ScriptedScreen TypesNew(string first, string? second = null)
    {
        _newPasscodes.Writer.TryWrite((first, second ?? first));
        return this;
    }

    /// <summary>What was laid ready and not asked for is no longer there.</summary>
    public void ForgetTyped()
    {
        while (_newPasscodes.Reader.TryRead(out _))
        {
        }
    }

    public ScriptedScreen CancelsNew()
    {
        _newPasscodes.Writer.TryWrite(null);
        return this;
    }

    /// <param name="number">From 0; null presses Cancel.</param>
    public ScriptedScreen Chooses(int? number)
    {
        _choices.Writer.TryWrite(number);
        return this;
    }

    public void PressCancel()
    {
        using var old = _cancel;
        _cancel = new CancellationTokenSource();
        old.Cancel();
    }

    /// <summary>What was shown last.</summary>
    public HelperView? View { get; private set; }

    /// <summary>All that was shown and not asked, in order.</summary>
    public ConcurrentQueue<HelperView> Views { get; } = new();

    public void Show(HelperView view)
    {
        View = view;
        Views.Enqueue(view);
        Note(view.Scene);
    }

    public void HostIsSilent(bool silent) => IsHostSilent = silent;

    /// <summary>The newer version that was told last; null = none.</summary>
    public string? Newer { get; private set; }

    /// <summary>The version that is to be installed.</summary>
    public string? Wanted { get; private set; }

    public void NewerVersion(string? version) => Newer = version;

    public async Task<string> AskCodeAsync(HelperView view, CancellationToken cancellationToken)
    {
        Wanted = view.Version;
        Note(view.Scene, view.Problem);
        return await _codes.Reader.ReadAsync(cancellationToken);
    }

    public async Task<CardPlace?> ChooseCardAsync(IReadOnlyList<CardPlace> choices, CancellationToken cancellationToken)
    {
        Offered.Enqueue(choices);
        Note(Scene.ChooseCard);
        return await _choices.Reader.ReadAsync(cancellationToken) is { } number ? choices[number] : null;
    }

    public async Task<Passcode?> AskPasscodeAsync(
        CardPlace place, int attemptsLeft, string? problem, CancellationToken cancellationToken)
    {
        Places.Enqueue(place);
        AttemptsLeft = attemptsLeft;
        Note(Scene.Passcode, problem);
        return await _passcodes.Reader.ReadAsync(cancellationToken) is { } passcode ? Give(passcode) : null;
    }

    public async Task<NewPasscode?> AskNewPasscodeAsync(
        CardPlace place, PasscodeRule rule, string? problem, CancellationToken cancellationToken)
    {
        Places.Enqueue(place);
        Note(Scene.NewPasscode, problem);
        return await _newPasscodes.Reader.ReadAsync(cancellationToken) is var (first, second)
            ? new NewPasscode(Give(first), Give(second))
            : null;
    }

    public void Dispose() => _cancel.Dispose();

    private Passcode Give(string text)
    {
        var passcode = Passcode.Copy(Encoding.UTF8.GetBytes(text));
        Given.Enqueue(passcode);
        return passcode;
    }

    private void Note(Scene scene, string? problem = null)
    {
        Shown.Enqueue(problem is null ? scene.ToString() : $"{scene} {problem}");
        OnShow?.Invoke(scene);
    }
}
