using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Designer.Definitions;

/// <summary>
/// Brings the files of a folder in at the start: a definition that the installation does not have yet as published
/// version 1, a file that has changed since as a draft. What staff use is never changed by a file.
/// </summary>
/// <remarks>
/// Versions and their audit are one turn. A start that ends before its commit has brought nothing in, and the next one
/// begins anew.
/// </remarks>
internal sealed class DefinitionSeed(
    SmartcardDbContext database,
    OfferedWorkflows offered,
    IDefinitionGuard guard,
    DefinitionDrafts drafts,
    TurnTransaction turn,
    AuditLog audit,
    TimeProvider time,
    ILogger<DefinitionSeed> logger)
{
    private readonly Dictionary<string, IReadOnlyList<DefinitionRefusal>> _proved = new(StringComparer.Ordinal);
    private bool _hasProblems;

    /// <exception cref="DefinitionException">
    /// A file holds no usable definition, and the installation has none that it could stand for.
    /// </exception>
    /// <exception cref="DefinitionRefusedException">A file holds a new definition that is not safe to publish.</exception>
    public async Task SeedAsync(string folder, CancellationToken cancellationToken)
    {
        var files = new List<(string Name, string Json)>();
        foreach (var path in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            files.Add((Path.GetFileName(path), await File.ReadAllTextAsync(path, cancellationToken)));
        }

        // A proof takes longer than others should wait for the database. So all are made in a rehearsal, and the turn
        // forgets what that has changed. Where that is nothing, as at nearly every start, there is nothing for a turn.
        await BringInAsync(files, cancellationToken);
        if (!_hasProblems && !database.ChangeTracker.HasChanges())
        {
            database.ChangeTracker.Clear();
            return;
        }

        await turn.RunAsync(
            async ct =>
            {
                foreach (var version in await BringInAsync(files, ct))
                {
                    var what = version.IsPublished ? "published" : "drafted";
                    audit.AddForUser($"workflow-file-{what}:{version.VersionId}", actorId: null, subjectId: null);
                }

                return true;
            },
            cancellationToken);
    }

    /// <returns>The versions that files became.</returns>
    private async Task<IReadOnlyList<VersionFromFile>> BringInAsync(
        IReadOnlyList<(string Name, string Json)> read, CancellationToken cancellationToken)
    {
        var versions = new List<VersionFromFile>();
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in await database.Set<WorkflowFileRow>().Where(f => f.Problem != null).ToListAsync(cancellationToken))
        {
            file.Problem = null;
        }

        var open = read.ToList();
        while (open.Count > 0)
        {
            var (name, json) = await NextAsync(open, cancellationToken);
            open.Remove((name, json));
            try
            {
                var definition = await offered.ReadAsync(json, cancellationToken);
                if (files.TryGetValue(definition.DefinitionId, out var other))
                {
                    throw new DefinitionException(
                        null,
                        "$.definitionId",
                        $"the file {other} already has the workflow '{definition.DefinitionId}', and only one of them is used");
                }

                if (await BringInAsync(definition, json, name, cancellationToken) is { } version)
                {
                    versions.Add(version);
                }

                files.Add(definition.DefinitionId, name);
            }
            catch (DefinitionException wrong)
            {
                await KeepProblemAsync(name, json, wrong, cancellationToken);
            }
        }

        return versions;
    }

    /// <summary>The first whose used workflows are all there, so that a file may use another; the first of all where none is.</summary>
    private async Task<(string Name, string Json)> NextAsync(List<(string Name, string Json)> open, CancellationToken cancellationToken)
    {
        foreach (var file in open)
        {
            var missing = 0;
            foreach (var reference in UsedWorkflows.ReferencesIn(file.Json))
            {
                missing += await offered.FindAsync(reference, cancellationToken) is null ? 1 : 0;
            }

            if (missing == 0)
            {
                return file;
            }
        }

        return open[0];
    }

    private async Task<VersionFromFile?> BringInAsync(
        WorkflowDefinition definition, string json, string name, CancellationToken cancellationToken)
    {
        var content = DefinitionContent.Parse(json);
        if (DefinitionIds.WhyNotAsName(definition.Name.Trim()) is { } why)
        {
            throw new DefinitionException(null, "$.name", why);
        }

        var versions = await database.VersionsOf(definition.DefinitionId).ToListAsync(cancellationToken);
        var file = await FileAsync(definition.DefinitionId, name, cancellationToken);
        var lastSeen = file.SeenHash;
        file.SeenHash = DefinitionContent.HashOf(content);
        file.FileName = name;
        if (versions.Count == 0)
        {
            return await PublishAsync(definition, json, content, cancellationToken);
        }

        if (file.SeenHash == lastSeen)
        {
            return null;
        }

        // A file that was never seen may be one that was written from any version; later, only what is there now makes
        // a changed file nothing new.
        file.Offered = null;
        if (versions
                .Where((v, index) => lastSeen is null || index == 0 || v.IsPublished)
                .Any(v => DefinitionContent.IsSame((JsonObject)JsonNode.Parse(v.Json)!, content)))
        {
            return null;
        }

        if (versions[0].IsDraft)
        {
            (file.Offered, file.OfferedAt) = (json, time.GetUtcNow());
            turn.AfterCommit(() => logger.FileOffered(name, definition.DefinitionId));
            return null;
        }

        var draft = (DefinitionResult.Saved)
            await drafts.PutDraftAsync(
                definition.DefinitionId,
                content,
                definition.Name.Trim(),
                latestHash: null,
                by: null,
                cancellationToken);
        turn.AfterCommit(() => logger.FileDrafted(name, draft.Version.Id));
        return new VersionFromFile(draft.Version.Id, IsPublished: false);
    }

    private async Task<VersionFromFile> PublishAsync(
        WorkflowDefinition definition, string json, JsonObject content, CancellationToken cancellationToken)
    {
        if (DefinitionIds.WhyNotAsId(definition.DefinitionId) is { } why)
        {
            throw new DefinitionException(null, "$.definitionId", why);
        }

        if (!_proved.TryGetValue(json, out var refusals))
        {
            _proved[json] = refusals = await guard.CheckAsync(definition, cancellationToken);
        }

        if (refusals.Count > 0)
        {
            throw new DefinitionRefusedException(definition, refusals);
        }

        // Others name the version that they use, so one that may be used keeps its number.
        var version = definition.IsOfferedAsActivity ? Math.Max(definition.Version, 1) : 1;
        content["version"] = version;
        content["id"] = DefinitionIds.VersionId(definition.DefinitionId, version);
        var now = time.GetUtcNow();
        var row = new WorkflowDefinitionRow
        {
            DefinitionId = definition.DefinitionId,
            Version = version,
            Name = definition.Name.Trim(),
            Json = content.ToJsonString(),
            IsPublished = true,
            WasPublished = true,
            CreatedAt = now,
            ChangedAt = now,
            PublishedAt = now,
        };
        if (await offered.WhyNotOfferedAsync(row, cancellationToken) is { } whyNot)
        {
            throw new DefinitionException(null, "$.name", whyNot);
        }

        database.Add(row);
        return new VersionFromFile(DefinitionIds.VersionId(row.DefinitionId, row.Version), IsPublished: true);
    }

    /// <summary>
    /// Where the installation has the definition that a spoilt file stands for, it goes on with that; else there is
    /// nothing to start with.
    /// </summary>
    private async Task KeepProblemAsync(string name, string json, DefinitionException wrong, CancellationToken cancellationToken)
    {
        var candidates = new[]
        {
            IdIn(json),
            (await database.Set<WorkflowFileRow>().FirstOrDefaultAsync(f => f.FileName == name, cancellationToken))?.DefinitionId,
            Path.GetFileNameWithoutExtension(name),
        };
        foreach (var id in candidates.OfType<string>())
        {
            if (database.Set<WorkflowDefinitionRow>().Local.Any(d => d.DefinitionId == id)
                || await database.Set<WorkflowDefinitionRow>().AnyAsync(d => d.DefinitionId == id, cancellationToken))
            {
                _hasProblems = true; // told at each start
                (await FileAsync(id, name, cancellationToken)).Problem = $"{name}: {wrong.Message}";
                turn.AfterCommit(() => logger.FileUnusable(name, id, wrong.Message));
                return;
            }
        }

        throw wrong;
    }

    private async Task<WorkflowFileRow> FileAsync(string definitionId, string name, CancellationToken cancellationToken)
    {
        if (await database.FindAsync<WorkflowFileRow>([definitionId], cancellationToken) is not { } file)
        {
            file = new WorkflowFileRow { DefinitionId = definitionId, FileName = name };
            database.Add(file);
        }

        return file;
    }

    private static string? IdIn(string json)
    {
        try
        {
            return DefinitionContent.Parse(json)["definitionId"] is JsonValue value && value.TryGetValue<string>(out var id) ? id : null;
        }
        catch (DefinitionException)
        {
            return null;
        }
    }
}
