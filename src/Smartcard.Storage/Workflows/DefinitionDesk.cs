using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Smartcard.Workflows;

namespace Smartcard.Storage.Workflows;

/// <summary>Definitions as they are edited: drafts, versions, publishing. A draft may be anything; what is published is safe, and never changes again.</summary>
public sealed class DefinitionDesk(SmartcardDbContext database, ActivityRegistry registry, IDefinitionGuard guard, TimeProvider time)
{
    private const int MaxIdLength = 60;

    /// <summary>An id of a version, as the designer's API wants one: the definition's, <c>.v</c>, the number.</summary>
    public static string VersionId(string definitionId, int version) => $"{definitionId}.v{version}";

    public static (string DefinitionId, int Version)? ParseVersionId(string versionId) =>
        versionId.LastIndexOf(".v", StringComparison.Ordinal) is var at and > 0
        && int.TryParse(versionId[(at + 2)..], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version)
            ? (versionId[..at], version)
            : null;

    /// <summary>All versions of all definitions, newest first.</summary>
    public async Task<IReadOnlyList<DefinitionVersion>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await database.Set<WorkflowDefinitionRow>().OrderBy(d => d.DefinitionId).ThenByDescending(d => d.Version).ToListAsync(cancellationToken);
        return [.. rows.GroupBy(r => r.DefinitionId, StringComparer.Ordinal).SelectMany(versions => versions.Select((row, index) => new DefinitionVersion(row, IsLatest: index == 0)))];
    }

    public async Task<DefinitionVersion?> FindAsync(string definitionId, int? version, CancellationToken cancellationToken)
    {
        var rows = await VersionsAsync(definitionId, cancellationToken);
        return rows.FindIndex(r => version is null || r.Version == version) is var at and >= 0 ? new DefinitionVersion(rows[at], IsLatest: at == 0) : null;
    }

    /// <summary>Keeps what the designer sends: over a published version as a new draft, over a draft in its place.</summary>
    public async Task<DefinitionResult> SaveAsync(JsonObject model, bool publish, CancellationToken cancellationToken)
    {
        DefinitionDocument.Restore(model);
        var name = (TextOf(model, "name") ?? "").Trim();
        if (name.Length is 0 or > 200)
        {
            return Refused("name", "Give the workflow a name of at most 200 characters.");
        }

        if (model["root"] is not JsonObject root || TextOf(root, "type") is null)
        {
            return Refused("root", "The workflow has no activity to begin with.");
        }

        if (TextOf(model, "definitionId") is not { Length: > 0 } definitionId)
        {
            return await AddAsync(await FreeIdAsync(name, cancellationToken), 1, name, model, publish, cancellationToken);
        }

        if (definitionId.Length > MaxIdLength || !definitionId.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            return Refused("definitionId", $"A workflow's id has at most {MaxIdLength} letters, digits and hyphens.");
        }

        var rows = await VersionsAsync(definitionId, cancellationToken);
        if (rows.Count == 0)
        {
            return await AddAsync(definitionId, 1, name, model, publish, cancellationToken);
        }

        return await SaveOverAsync(rows[0], name, model, publish, cancellationToken);
    }

    public async Task<DefinitionResult> PublishAsync(string definitionId, CancellationToken cancellationToken) =>
        await FindAsync(definitionId, null, cancellationToken) is { } latest
            ? await PublishAsync(latest.Row, cancellationToken)
            : new DefinitionResult.NotFound();

    /// <summary>Makes an older version the draft again.</summary>
    public async Task<DefinitionResult> RevertAsync(string definitionId, int version, CancellationToken cancellationToken)
    {
        var rows = await VersionsAsync(definitionId, cancellationToken);
        if (rows.Find(r => r.Version == version) is not { } old)
        {
            return new DefinitionResult.NotFound();
        }

        var json = (JsonObject)JsonNode.Parse(old.Json)!;
        return rows[0].IsPublished || rows[0].WasPublished
            ? await AddAsync(definitionId, rows[0].Version + 1, old.Name, json, publish: false, cancellationToken)
            : Saved(Write(rows[0], old.Name, json));
    }

    /// <summary>Takes a definition out of use. Staff could then not start it, so those of the chat are never without a published version.</summary>
    public async Task<DefinitionResult> RetractAsync(string definitionId, IReadOnlySet<string> inUse, CancellationToken cancellationToken)
    {
        var rows = await VersionsAsync(definitionId, cancellationToken);
        if (rows.Count == 0)
        {
            return new DefinitionResult.NotFound();
        }

        if (inUse.Contains(definitionId))
        {
            return Refused("definitionId", "Staff use this workflow, so it cannot be taken back without another in its place: publish a changed version instead.");
        }

        foreach (var row in rows)
        {
            row.IsPublished = false;
        }

        return new DefinitionResult.Saved(new DefinitionVersion(rows[0], IsLatest: true), AlreadyPublished: false);
    }

    /// <summary>Deletes a draft. A version that was ever published stays: journeys have run on it.</summary>
    public async Task<DefinitionResult> DeleteVersionAsync(string definitionId, int version, CancellationToken cancellationToken)
    {
        var rows = await VersionsAsync(definitionId, cancellationToken);
        if (rows.Find(r => r.Version == version) is not { } row)
        {
            return new DefinitionResult.NotFound();
        }

        if (row.IsPublished || row.WasPublished)
        {
            return Refused("version", $"Version {version} was published, and what journeys have run on is kept. Only drafts can be deleted.");
        }

        database.Remove(row);
        return Saved(row);
    }

    /// <summary>Deletes a definition of which nothing was ever published.</summary>
    public async Task<DefinitionResult> DeleteAsync(string definitionId, CancellationToken cancellationToken)
    {
        var rows = await VersionsAsync(definitionId, cancellationToken);
        if (rows.Count == 0)
        {
            return new DefinitionResult.NotFound();
        }

        if (rows.Exists(r => r.IsPublished || r.WasPublished))
        {
            return Refused("definitionId", $"'{rows[0].Name}' was published, and what journeys have run on is kept. Its draft alone can be deleted, in its version history.");
        }

        database.RemoveRange(rows);
        return Saved(rows[0]);
    }

    public async Task<bool> IsNameFreeAsync(string name, string? definitionId, CancellationToken cancellationToken) =>
        !(await database.Set<WorkflowDefinitionRow>().Where(d => d.DefinitionId != definitionId).Select(d => d.Name).ToListAsync(cancellationToken))
            .Contains(name.Trim(), StringComparer.OrdinalIgnoreCase);

    private async Task<DefinitionResult> SaveOverAsync(WorkflowDefinitionRow latest, string name, JsonObject model, bool publish, CancellationToken cancellationToken)
    {
        var stored = (JsonObject)JsonNode.Parse(latest.Json)!;
        if (IsSame(stored, model))
        {
            // Also a save that comes again because its answer was lost.
            return publish ? await PublishAsync(latest, cancellationToken) : Saved(latest);
        }

        if (NumberOf(model, "version") != latest.Version)
        {
            return Refused("version", $"Somebody else has changed this workflow: it is at version {latest.Version} by now. Nothing was saved. Open it again, and make your change there.");
        }

        var before = DefinitionDocument.ActivityIds(stored).Skip(1).ToHashSet(StringComparer.Ordinal);
        if (before.Count > 1 && !DefinitionDocument.ActivityIds(model).Any(before.Contains))
        {
            return Refused("root", "This would remove every activity of the workflow, so nothing was saved. If the canvas is empty, load the page again.");
        }

        if (latest.IsPublished || latest.WasPublished)
        {
            return await AddAsync(latest.DefinitionId, latest.Version + 1, name, model, publish, cancellationToken);
        }

        Write(latest, name, model);
        return publish ? await PublishAsync(latest, cancellationToken) : Saved(latest);
    }

    private async Task<DefinitionResult> AddAsync(string definitionId, int version, string name, JsonObject model, bool publish, CancellationToken cancellationToken)
    {
        var row = new WorkflowDefinitionRow
        {
            DefinitionId = definitionId,
            Version = version,
            Name = name,
            Json = "",
            IsPublished = false,
            CreatedAt = time.GetUtcNow(),
        };
        Write(row, name, model);
        if (publish && await PublishAsync(row, cancellationToken) is DefinitionResult.Refused refused)
        {
            return refused;
        }

        database.Add(row);
        return new DefinitionResult.Saved(new DefinitionVersion(row, IsLatest: true), AlreadyPublished: false);
    }

    private async Task<DefinitionResult> PublishAsync(WorkflowDefinitionRow row, CancellationToken cancellationToken)
    {
        if (row.IsPublished)
        {
            return new DefinitionResult.Saved(new DefinitionVersion(row, IsLatest: true), AlreadyPublished: true);
        }

        try
        {
            var refusals = await guard.CheckAsync(DefinitionReader.Read(row.Json, registry), cancellationToken);
            if (refusals.Count > 0)
            {
                return new DefinitionResult.Refused("root", [.. refusals.Select(r => r.ToString())]);
            }
        }
        catch (DefinitionException wrong)
        {
            return Refused("root", wrong.Message);
        }

        foreach (var published in await database.Set<WorkflowDefinitionRow>().Where(d => d.DefinitionId == row.DefinitionId && d.IsPublished).ToListAsync(cancellationToken))
        {
            published.IsPublished = false;
        }

        row.IsPublished = true;
        row.WasPublished = true;
        return Saved(row);
    }

    private static WorkflowDefinitionRow Write(WorkflowDefinitionRow row, string name, JsonObject model)
    {
        DefinitionDocument.Complete(model);
        model["id"] = VersionId(row.DefinitionId, row.Version);
        model["definitionId"] = row.DefinitionId;
        model["version"] = row.Version;
        model["name"] = name;
        foreach (var derived in new[] { "isLatest", "isPublished", "createdAt" })
        {
            model.Remove(derived);
        }

        row.Name = name;
        row.Json = model.ToJsonString();
        return row;
    }

    /// <summary>A definition serves the kind of journey that its id begins with, so its name gives the id: "Unlock at night" is <c>unlock-at-night</c>.</summary>
    private async Task<string> FreeIdAsync(string name, CancellationToken cancellationToken)
    {
        var words = new string([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Split('-', StringSplitOptions.RemoveEmptyEntries);
        var slug = string.Join('-', words) is { Length: > 0 } given ? given[..Math.Min(given.Length, 50)] : "workflow";
        var taken = await database.Set<WorkflowDefinitionRow>().Select(d => d.DefinitionId).Distinct().ToListAsync(cancellationToken);
        return Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? slug : $"{slug}-{n}").First(id => !taken.Contains(id));
    }

    private Task<List<WorkflowDefinitionRow>> VersionsAsync(string definitionId, CancellationToken cancellationToken) =>
        database.Set<WorkflowDefinitionRow>().Where(d => d.DefinitionId == definitionId).OrderByDescending(d => d.Version).ToListAsync(cancellationToken);

    /// <summary>Apart from what the server writes into every version.</summary>
    private static bool IsSame(JsonObject stored, JsonObject model) => JsonNode.DeepEquals(Bare(stored), Bare(model));

    private static JsonObject Bare(JsonObject definition)
    {
        var bare = (JsonObject)definition.DeepClone();
        DefinitionDocument.Complete(bare);
        foreach (var member in new[] { "id", "version", "isLatest", "isPublished", "createdAt", "materializerName", "providerName", "materializerContext", "isReadonly", "$schema" })
        {
            bare.Remove(member);
        }

        return bare;
    }

    private static DefinitionResult.Saved Saved(WorkflowDefinitionRow row) => new(new DefinitionVersion(row, IsLatest: true), AlreadyPublished: false);

    private static DefinitionResult.Refused Refused(string member, string reason) => new(member, [reason]);

    private static string? TextOf(JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : null;

    private static int? NumberOf(JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number && value.TryGetValue<int>(out var number) ? number : null;
}

public sealed record DefinitionVersion(WorkflowDefinitionRow Row, bool IsLatest)
{
    public string Id => DefinitionDesk.VersionId(Row.DefinitionId, Row.Version);
}

public abstract record DefinitionResult
{
    private DefinitionResult()
    {
    }

    public sealed record Saved(DefinitionVersion Version, bool AlreadyPublished) : DefinitionResult;

    /// <summary>Nothing was changed.</summary>
    /// <param name="Member">The member of the definition that the reasons are about.</param>
    public sealed record Refused(string Member, IReadOnlyList<string> Reasons) : DefinitionResult;

    public sealed record NotFound : DefinitionResult;
}
