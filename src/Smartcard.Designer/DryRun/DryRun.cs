using Microsoft.EntityFrameworkCore;
using Smartcard.CardTasks;
using Smartcard.Cards.Software;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Secrets;
using Smartcard.SelfService.Mail;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;
using Smartcard.Workflows;

namespace Smartcard.Designer.DryRun;

/// <summary>One version of a workflow, played in a sandbox: what whoever plays lets the person, their card and the clock do.</summary>
/// <remarks>Not thread-safe; <see cref="DryRuns"/> lets one request at a time in.</remarks>
internal sealed class DryRun : IAsyncDisposable
{
    /// <summary>A step of a workflow that computes for longer is given up.</summary>
    /// <remarks>
    /// By the wall's clock, as a step goes from thread to thread. An honest one takes a second at most; this is for a draft that has many
    /// expressions of two seconds of the processor each, and long enough that a busy machine gives up no other.
    /// </remarks>
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(1);

    private readonly Sandbox _sandbox;
    private readonly SandboxHelper _helper;
    private readonly Dictionary<SandboxCard, SoftwareGidsCard> _cards;
    private readonly DryRunLog _log = new();
    private readonly DryRunMoments _before = new();
    private bool _isHelperSilent;

    private DryRun(Sandbox sandbox, WorkflowDefinitionRow version, string address, bool isCardLocked)
    {
        Address = address;
        _sandbox = sandbox;
        _helper = new SandboxHelper(sandbox);
        Version = version;
        _cards = Enum.GetValues<SandboxCard>().ToDictionary(card => card, card => SandboxPeople.CardOf(card, isCardLocked));
    }

    public WorkflowDefinitionRow Version { get; }

    /// <summary>What the designer writes on the activities of this version, by their ids.</summary>
    public required IReadOnlyDictionary<string, string> Texts { get; init; }

    /// <summary>An approved one, for Robin to give.</summary>
    public string Address { get; }

    public Guid InstanceId { get; } = Guid.CreateVersion7();

    public IReadOnlyList<DryRunEntry> Log => _log.Entries;

    /// <summary>What the person is asked at this moment; null when nothing is.</summary>
    public Prompt? Open { get; private set; }

    /// <summary>What the virtual card or its helper is wanted for; null when for nothing.</summary>
    public CardWork? Wanted { get; private set; }

    /// <summary>Nothing of it goes on by itself any more.</summary>
    public bool IsOver => _log.IsOver;

    /// <summary>Why this version could not be published; empty when it could.</summary>
    public required IReadOnlyList<DefinitionRefusal> Refusals { get; init; }

    /// <summary>What is probably a slip in it, and keeps nobody from publishing it.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>What an activity is called; its id where the journey has gone on as another workflow.</summary>
    public string TextOf(string activityId) => Texts.GetValueOrDefault(activityId) ?? activityId;

    public bool CanGoBack => _before.Any;

    public IReadOnlyList<FinishedMail> Mails => _sandbox.Mails.All;

    /// <summary>Begins it with its first step. The version may be a draft, and unsafe. What cannot be read is refused before.</summary>
    /// <param name="definition">The version as it was read.</param>
    /// <param name="refusals">Of the proof, to be shown beside it.</param>
    /// <param name="others">The workflows that the journey may go on as, and those that any of them uses as activities.</param>
    /// <param name="isRegistered">Whether Robin is registered and the card locked, as for an unlock.</param>
    /// <param name="address">Robin's.</param>
    public static async Task<DryRun> StartAsync(
        Func<Func<SmartcardDbContext, Task>, Task<Sandbox>> open,
        WorkflowDefinitionRow version,
        WorkflowDefinition definition,
        IReadOnlyList<DefinitionRefusal> refusals,
        IReadOnlyList<WorkflowDefinitionRow> others,
        bool isRegistered,
        string address,
        CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var sandbox = await open(async database =>
        {
            SandboxWorkflows.Add(database, version, others, now);
            await SandboxPeople.EnrolAsync(database, isRegistered ? address : null, now, cancellationToken);
        });
        var run = new DryRun(sandbox, version, address, isRegistered)
        {
            Refusals = refusals,
            Warnings = DefinitionWarnings.Of(definition, now),
            Texts = definition.Activities.ToDictionary(a => a.Id, a => a.DisplayText, StringComparer.Ordinal),
        };
        try
        {
            await run.BeginAsync(cancellationToken);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends the open form.</summary>
    /// <returns>False when it is not open any more; nothing happens then.</returns>
    public async Task<bool> ReplyAsync(
        string nonce, string button, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken)
    {
        if (Open is not { } prompt || prompt.Nonce != nonce || prompt.Buttons.FirstOrDefault(b => b.Id == button) is not { } pressed)
        {
            return false;
        }

        using var reply = new PromptReply(
            button, prompt.Fields.ToDictionary(f => f.Id, f => new Secret(fields.GetValueOrDefault(f.Id) ?? "")));
        await PlayAsync(pressed.Label, ct => _sandbox.DoAsync(async services =>
        {
            var engine = services.GetRequiredService<WorkflowEngine>();
            var prepared = await engine.PrepareAsync(new Stimulus(Prompt.BookmarkName, nonce, reply), ct);
            return await services.GetRequiredService<TurnTransaction>().RunAsync(turn => engine.ResumeAsync(prepared, turn), ct);
        }), cancellationToken);
        return true;
    }

    /// <summary>The helper is opened on this workstation, with the code that the chat shows.</summary>
    public Task ConnectAsync(CancellationToken cancellationToken) => PlayAsync(Catalogue.DryRun["did.connect"], async ct =>
    {
        _isHelperSilent = false;
        if (Open?.BigText is { } code)
        {
            await _helper.ConnectAsync(code, ct);
        }
    }, cancellationToken);

    /// <summary>A card is in the reader, and its holder types what the helper asks for.</summary>
    /// <param name="words">What is done, for the log.</param>
    public Task UseCardAsync(SandboxCard card, string words, CancellationToken cancellationToken) =>
        OnTaskAsync(words, (task, ct) => _helper.DoAsync(task, _cards[card], ct), cancellationToken);

    /// <summary>The task ends without having been done.</summary>
    public Task EndTaskAsync(CardTaskOutcome outcome, string words, CancellationToken cancellationToken) =>
        OnTaskAsync(words, (task, ct) => _helper.ReportAsync(task, outcome, ct), cancellationToken);

    public Task TearAsync(string words, CancellationToken cancellationToken) =>
        OnTaskAsync(words, (task, ct) => _helper.TearAsync(task, _cards[SandboxCard.Own], ct), cancellationToken);

    /// <summary>The helper's computer is gone: from now on nothing is heard of it, for as long as it takes to notice.</summary>
    public Task SilenceHelperAsync(string words, CancellationToken cancellationToken) => PlayAsync(words, async ct =>
    {
        _isHelperSilent = true;
        await PassAsync(TimeSpan.FromMinutes(1.5), ct);
    }, cancellationToken);

    public Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) => PlayAsync(
        Catalogue.DryRun["did.clock", ("minutes", (int)time.TotalMinutes)], ct => PassAsync(time, ct), cancellationToken);

    /// <summary>As it was before the last thing that was done.</summary>
    public async Task BackAsync(CancellationToken cancellationToken)
    {
        if (_before.Take() is { } moment)
        {
            _sandbox.Restore(moment.Database);
            await moment.Database.DisposeAsync();
            _sandbox.Clock.Ahead = moment.Ahead;
            _sandbox.Mails.All.RemoveRange(moment.Mails, _sandbox.Mails.All.Count - moment.Mails);
            _log.GoBackTo(moment.Entries, moment.Asked);
            _helper.Token = moment.Token;
            _isHelperSilent = moment.IsHelperSilent;
            foreach (var (card, state) in moment.Cards)
            {
                _cards[card] = new SoftwareGidsCard(state);
            }

            await LookAsync(cancellationToken);
        }
    }

    public Task<TResult> ReadAsync<TResult>(Func<SmartcardDbContext, Task<TResult>> read) =>
        _sandbox.DoAsync(services => read(services.GetRequiredService<SmartcardDbContext>()));

    /// <summary>Timers that wait, by when they are due from now.</summary>
    public Task<IReadOnlyList<(string ActivityId, TimeSpan In)>> TimersAsync() =>
        ReadAsync(database => SandboxTimers.WaitingAsync(database, _sandbox.Clock.GetUtcNow()));

    public async ValueTask DisposeAsync()
    {
        await _before.DisposeAsync();
        await _sandbox.DisposeAsync();
    }

    private Task BeginAsync(CancellationToken cancellationToken) => PlayAsync(
        words: (Words?)null,
        ct =>
        {
            var given = new Dictionary<string, string> { ["language"] = "en", ["channel"] = "webchat" };
            var start = new StartRequest(InstanceId, Version.DefinitionId, null, "dry-run", given);
            return _sandbox.TurnAsync((services, turn) => services.GetRequiredService<WorkflowEngine>().StartAsync(start, turn), ct);
        },
        cancellationToken);

    private Task OnTaskAsync(string words, Func<CardTask, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        PlayAsync(words, async ct =>
        {
            if (await _helper.NextAsync(ct) is { } task)
            {
                await action(task, ct);
            }
        }, cancellationToken);

    private Task PlayAsync(string words, Func<CancellationToken, Task> action, CancellationToken cancellationToken) =>
        PlayAsync(Words.Of(words), action, cancellationToken);

    /// <summary>Does one thing, then all that follows from it by itself; remembers how it was before.</summary>
    private async Task PlayAsync(Words? words, Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        if (words is not null)
        {
            Remember();
            _log.Add(new DryRunEntry.Did(words));
        }

        // Not the request's token: a browser that goes away leaves no step half done.
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(LongestStep);
        try
        {
            await action(limit.Token);
            await PassAsync(TimeSpan.Zero, limit.Token);
            await LookAsync(limit.Token);
        }
        catch (Exception failure) when (words is not null)
        {
            _sandbox.Talk.Take();
            await BackAsync(CancellationToken.None);
            _log.Add(new DryRunEntry.Failed(failure is OperationCanceledException
                ? Catalogue.DryRun["tooLong", ("seconds", (int)LongestStep.TotalSeconds)]
                : Catalogue.DryRun["fault", ("failure", failure.GetType().Name)]));
        }
    }

    private async Task PassAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var mails = Mails.Count;
        await _sandbox.PassAsync(
            time, () => _isHelperSilent ? Task.CompletedTask : _helper.NextAsync(cancellationToken), cancellationToken);
        _log.Add(_sandbox.Talk.Take());
        foreach (var mail in Mails.Skip(mails))
        {
            _log.Add(new DryRunEntry.Mailed(mail));
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        Wanted = await _helper.WaitingAsync(cancellationToken);
        var nonce = _log.Asked?.Nonce;
        var isOpen = nonce is not null && await ReadAsync(database => database.Set<WorkflowBookmarkRow>()
            .AnyAsync(b => b.Name == Prompt.BookmarkName && b.Key == nonce, cancellationToken));
        Open = isOpen ? _log.Asked : null;
    }

    private void Remember() => _before.Add(new DryRunMoment(
        _sandbox.Copy(),
        _sandbox.Clock.Ahead,
        Mails.Count,
        _log.Entries.Count,
        _helper.Token,
        _log.Asked,
        _isHelperSilent,
        _cards.ToDictionary(c => c.Key, c => c.Value.State)));
}
