using Smartcard.CardTasks;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Window;

/// <summary>The helper's screen as a page that a browser on this machine shows; the page follows <see cref="NextAsync"/>.</summary>
internal sealed class HelperWindow : IHelperScreen, IDisposable
{
    private readonly Lock _lock = new();
    private HelperView _view = new(Scene.Connecting);
    private bool _hostIsSilent;
    private string? _newer;
    private int _version;
    private object? _asked;
    private Action? _offer;
    private TaskCompletionSource _changed = NewSignal();
    private CancellationTokenSource _cancel = new();

    public CancellationToken CancelPressed
    {
        get
        {
            lock (_lock)
            {
                return _cancel.Token;
            }
        }
    }

    public void Show(HelperView view) => Change(() => _view = view);

    public void HostIsSilent(bool silent)
    {
        if (_hostIsSilent != silent)
        {
            Change(() => _hostIsSilent = silent);
        }
    }

    public void NewerVersion(string? version)
    {
        if (_newer != version)
        {
            Change(() => _newer = version);
        }
    }

    /// <summary>Something beside the view has changed, e.g. a demonstration card.</summary>
    public void Refresh() => Change(() => { });

    /// <summary>Called with a code that came by a link while another journey was running.</summary>
    public Action<string>? CodeOffered { get; set; }

    /// <summary>Another chat wants this helper: the person is asked.</summary>
    /// <param name="take">Leaves the journey that runs for the other one.</param>
    public void Offer(Action take) => Change(() => _offer = take);

    /// <summary>The person wants the other chat, or does not.</summary>
    public void AnswerOffer(bool takes)
    {
        Action? offer = null;
        Change(() => (offer, _offer) = (_offer, null));
        if (takes)
        {
            offer?.Invoke();
        }
    }

    public async Task<string> AskCodeAsync(HelperView view, CancellationToken cancellationToken) =>
        await AskAsync<string>(view, cancellationToken) ?? "";

    /// <summary>Takes a code, whether it is asked for now or not.</summary>
    public void OfferCode(string code)
    {
        if (!Answer(code))
        {
            CodeOffered?.Invoke(code);
        }
    }

    public Task<CardPlace?> ChooseCardAsync(IReadOnlyList<CardPlace> choices, CancellationToken cancellationToken) =>
        AskAsync<CardPlace>(new HelperView(Scene.ChooseCard) { Choices = choices }, cancellationToken);

    /// <summary>Takes one of the cards that are shown.</summary>
    /// <param name="number">From 0, in the order in which they are shown.</param>
    /// <param name="version">The version of what the person saw: a list that has changed since is not chosen from.</param>
    /// <returns>False when there is nothing like it to choose now.</returns>
    public bool Choose(int number, int version)
    {
        CardPlace? place;
        lock (_lock)
        {
            place = _version == version ? _view.Choices?.ElementAtOrDefault(number) : null;
        }

        return place is not null && Answer(place);
    }

    public Task<Passcode?> AskPasscodeAsync(CardPlace place, int attemptsLeft, string? problem, CancellationToken cancellationToken) =>
        AskAsync<Passcode>(
            new HelperView(Scene.Passcode) { Place = place, AttemptsLeft = attemptsLeft, Problem = problem }, cancellationToken);

    public Task<NewPasscode?> AskNewPasscodeAsync(
        CardPlace place, PasscodeRule rule, string? problem, CancellationToken cancellationToken) =>
        AskAsync<NewPasscode>(new HelperView(Scene.NewPasscode) { Place = place, Rule = rule, Problem = problem }, cancellationToken);

    /// <summary>Gives the answer to what is asked now.</summary>
    /// <returns>False when that is not asked, or no longer; then the answer is still the caller's.</returns>
    public bool Answer<TAnswer>(TAnswer answer)
        where TAnswer : class => Take<TAnswer>()?.TrySetResult(answer) ?? false;

    /// <summary>The person pressed Cancel: a question is answered with nothing, and a wait for a card ends.</summary>
    public void Cancel()
    {
        if (_asked is TaskCompletionSource<string?>)
        {
            return; // there is nothing to cancel before a journey
        }

        CancellationTokenSource pressed;
        lock (_lock)
        {
            pressed = _cancel;
            _cancel = new CancellationTokenSource();
        }

        Take<CardPlace>()?.TrySetResult(null);
        Take<Passcode>()?.TrySetResult(null);
        Take<NewPasscode>()?.TrySetResult(null);
        pressed.Cancel();
        pressed.Dispose();
    }

    /// <summary>What to show, as soon as it differs from the version the page knows; what is shown now when time is up.</summary>
    public async Task<WindowState> NextAsync(int known, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_version != known || cancellationToken.IsCancellationRequested)
                {
                    return new WindowState(
                        _version,
                        _view.Scene,
                        _view.Reason,
                        _view.Problem,
                        _view.AttemptsLeft,
                        _view.Place,
                        _view.Choices,
                        _view.Rule,
                        _view.Version,
                        _newer,
                        _hostIsSilent,
                        _offer is not null,
                        _asked is TaskCompletionSource<string?>);
                }

                changed = _changed.Task;
            }

            await Task.WhenAny(changed, Task.Delay(Timeout.Infinite, cancellationToken));
        }
    }

    public void Dispose() => _cancel.Dispose();

    private async Task<TAnswer?> AskAsync<TAnswer>(HelperView view, CancellationToken cancellationToken)
        where TAnswer : class
    {
        var question = new TaskCompletionSource<TAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Change(() => (_view, _asked) = (view, question));
        using var gone = cancellationToken.Register(() =>
        {
            if (Take<TAnswer>() is { } unanswered)
            {
                unanswered.TrySetCanceled(cancellationToken);
            }
        });
        return await question.Task;
    }

    private TaskCompletionSource<TAnswer?>? Take<TAnswer>()
        where TAnswer : class
    {
        lock (_lock)
        {
            var question = _asked as TaskCompletionSource<TAnswer?>;
            if (question is not null)
            {
                _asked = null;
            }

            return question;
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            change();
            _version++;
            signal = _changed;
            _changed = NewSignal();
        }

        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What the page draws.</summary>
/// <param name="Version">Changes with every change.</param>
/// <param name="Reason">What stands before the keys of its words, where they are not those of the scene; null = they are.</param>
/// <param name="Wanted">The version of the helper to install; null where it does not matter.</param>
/// <param name="IsOffered">Another chat wants this helper.</param>
/// <param name="Newer">A newer version of the helper than this one; null = none.</param>
internal sealed record WindowState(
    int Version,
    Scene Scene,
    string? Reason,
    string? Problem,
    int? AttemptsLeft,
    CardPlace? Place,
    IReadOnlyList<CardPlace>? Choices,
    PasscodeRule? Rule,
    string? Wanted,
    string? Newer,
    bool HostIsSilent,
    bool IsOffered,
    bool AsksCode);
