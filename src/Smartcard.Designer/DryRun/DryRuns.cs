using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.SelfService.Policy;
using Smartcard.SelfService.Registrations;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Designer.DryRun;

/// <summary>
/// The dry runs of this host: one for each user at most, a few in all, each forgotten when nobody has touched it for
/// half an hour.
/// </summary>
internal sealed class DryRuns(
    IConfiguration configuration,
    IQuestionWords words,
    IOptions<PolicyOptions> policy,
    IDefinitionGuard guard,
    TimeProvider time
) : IAsyncDisposable
{
    public const int Most = 20;

    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<UserId, Held> _held = new();

    /// <summary>Ends what this user played before, and begins this version from its start.</summary>
    /// <param name="definition">The version as it was read.</param>
    public async Task StartAsync(
        UserId user,
        WorkflowDefinitionRow version,
        WorkflowDefinition definition,
        SmartcardDbContext database,
        OfferedWorkflows offered,
        CancellationToken cancellationToken)
    {
        await EndAsync(user);
        await ForgetAsync(Most - 1);
        var needsQuestions = policy.Value.ProfileOf(version.DefinitionId).AreQuestionsRequired;
        List<WorkflowDefinitionRow> others =
        [
            .. await database
                .Set<WorkflowDefinitionRow>()
                .AsNoTracking()
                .Where(d => d.IsPublished && d.DefinitionId != version.DefinitionId)
                .ToListAsync(cancellationToken),
        ];
        foreach (var used in await offered.RowsUsedByAsync([version, .. others], cancellationToken))
        {
            if (!others.Exists(o => o.DefinitionId == used.DefinitionId && o.Version == used.Version))
            {
                others.Add(used);
            }
        }

        var run = await DryRun.StartAsync(
            prepare => Sandbox.OpenAsync(
                configuration,
                words,
                sandboxed => sandboxed.CardAndCodeOnly = needsQuestions ? new() : new() { Organisations = [SandboxPeople.Organisation] },
                prepare,
                cancellationToken),
            version,
            definition,
            await guard.CheckAsync(definition, cancellationToken),
            others,
            isRegistered: JourneyKinds.Of(version.DefinitionId) is JourneyKind.Unlock or JourneyKind.Report,
            SandboxPeople.AddressAt(policy.Value.ApprovedEmailProviders![0]),
            cancellationToken);
        _held[user] = new Held(run) { TouchedAt = time.GetUtcNow() };
    }

    /// <summary>Lets one at a time at this user's run of that definition.</summary>
    /// <returns>Default when there is none, or it was forgotten.</returns>
    public async Task<TResult?> WithAsync<TResult>(
        UserId user,
        string definitionId,
        Func<DryRun, Task<TResult>> use,
        CancellationToken cancellationToken)
    {
        await ForgetAsync(Most);
        if (!_held.TryGetValue(user, out var held) || held.Run.Version.DefinitionId != definitionId)
        {
            return default;
        }

        await held.Turn.WaitAsync(cancellationToken);
        try
        {
            held.TouchedAt = time.GetUtcNow();
            return _held.TryGetValue(user, out var now) && now == held ? await use(held.Run) : default;
        }
        finally
        {
            held.Turn.Release();
        }
    }

    public async Task EndAsync(UserId user)
    {
        if (_held.TryRemove(user, out var held))
        {
            await held.Turn.WaitAsync();
            await held.Run.DisposeAsync();
            held.Turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var user in _held.Keys)
        {
            await EndAsync(user);
        }
    }

    /// <summary>The idle ones; and of the others as many, those idle for longest first, as there are too many.</summary>
    private async Task ForgetAsync(int most)
    {
        var since = time.GetUtcNow() - Patience;
        var idlest = _held.OrderByDescending(h => h.Value.TouchedAt).Select(h => h.Key).Skip(most);
        foreach (var user in _held.Where(h => h.Value.TouchedAt < since).Select(h => h.Key).Concat(idlest).ToArray())
        {
            await EndAsync(user);
        }
    }

    private sealed class Held(DryRun run)
    {
        public DryRun Run => run;

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public DateTimeOffset TouchedAt { get; set; }
    }
}
