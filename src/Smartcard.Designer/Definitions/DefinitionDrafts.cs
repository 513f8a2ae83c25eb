using System.Text.Json.Nodes;
using Smartcard.Domain;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;
using Smartcard.Workflows;

namespace Smartcard.Designer.Definitions;

/// <summary>
/// The rules of editing: a draft may be anything; what is published is safe, and never changes again. Asked within a
/// turn of <see cref="DefinitionEdits"/>, and by <see cref="DefinitionSeed"/> at the start.
/// </summary>
internal sealed class DefinitionDrafts(
    SmartcardDbContext database,
    DefinitionVersions versions,
    DefinitionPublishing publishing,
    PublishingRequests requests,
    OfferedWorkflows offered,
    TimeProvider time)
{
    /// <summary>Keeps what the designer sends: over a published version as a new draft, over a draft in its place.</summary>
    /// <param name="sent">Not changed.</param>
    public async Task<DefinitionResult> SaveAsync(JsonObject sent, bool publish, UserId? by, CancellationToken cancellationToken)
    {
        var model = (JsonObject)sent.DeepClone();
        DefinitionDocument.Restore(model);
        DefinitionDocument.Fold(model);
        var name = (model.TextOf("name") ?? "").Trim();
        if (DefinitionIds.WhyNotAsName(name) is { } whyNot)
        {
            return Refused("name", whyNot);
        }

        if (model["root"] is not JsonObject root || root.TextOf("type") is null)
        {
            return Refused("root", Catalogue.Versions["refused.empty"]);
        }

        var json = model.ToJsonString();
        if (!DefinitionContent.IsReadable(json))
        {
            return Refused("root", Catalogue.Versions["refused.deep"]);
        }

        if (DefinitionSize.WhyTooLarge(json) is { } tooLarge)
        {
            return Refused("root", Catalogue.Versions["refused.large", ("why", tooLarge)]);
        }

        if (model.TextOf("definitionId") is not { Length: > 0 } definitionId)
        {
            return await AddAsync(await versions.FreeIdAsync(name, cancellationToken), 1, name, model, publish, by, cancellationToken);
        }

        if (DefinitionIds.WhyNotAsId(definitionId) is { } why)
        {
            return Refused("definitionId", why);
        }

        var rows = await versions.RowsAsync(definitionId, cancellationToken);
        if (rows.Count == 0)
        {
            return await AddAsync(definitionId, 1, name, model, publish, by, cancellationToken);
        }

        return await SaveOverAsync(rows[0], name, model, publish, by, cancellationToken);
    }

    public async Task<DefinitionResult> PublishAsync(string definitionId, UserId? by, CancellationToken cancellationToken) =>
        await versions.FindAsync(definitionId, null, cancellationToken) is { } latest
            ? await publishing.PublishAsync(latest.Row, by, cancellationToken)
            : new DefinitionResult.NotFound();

    /// <summary>Makes an older version the draft again.</summary>
    /// <param name="latestHash">
    /// What the newest version is replaced from, as whoever asks has seen it; null = whatever it is by now.
    /// </param>
    public async Task<DefinitionResult> RevertAsync(
        string definitionId,
        int version,
        string? latestHash,
        UserId? by,
        CancellationToken cancellationToken) =>
        await versions.FindAsync(definitionId, version, cancellationToken) is { Row: var old }
            ? await PutDraftAsync(definitionId, (JsonObject)JsonNode.Parse(old.Json)!, old.Name, latestHash, by, cancellationToken)
            : new DefinitionResult.NotFound();

    /// <summary>Puts a definition in the place of the draft, or over a published version as a new one.</summary>
    /// <param name="latestHash">As for <see cref="RevertAsync"/>.</param>
    internal async Task<DefinitionResult> PutDraftAsync(
        string definitionId,
        JsonObject json,
        string name,
        string? latestHash,
        UserId? by,
        CancellationToken cancellationToken)
    {
        var latest = (await versions.RowsAsync(definitionId, cancellationToken))[0];
        if (latestHash is not null && DefinitionContent.ExactHashOf(latest.Json) != latestHash)
        {
            return Refused(
                "version",
                Catalogue.Versions["refused.changed"]);
        }

        if (!latest.IsDraft)
        {
            return await AddAsync(definitionId, latest.Version + 1, name, json, publish: false, by, cancellationToken);
        }

        await requests.EndAsync(definitionId, PublishingRequestState.Void, by, cancellationToken);
        return Saved(Write(latest, name, json, by));
    }

    /// <summary>
    /// Makes a draft of each workflow that uses an older version of this one, with the published one in its place.
    /// Whoever is at work on a draft keeps it as it is.
    /// </summary>
    /// <remarks>Never more than a draft: what staff use changes only when somebody publishes it, with its proof.</remarks>
    public async Task<IReadOnlyList<DefinitionVersion>> DraftConsumersAsync(
        WorkflowDefinitionRow published,
        UserId? by,
        CancellationToken cancellationToken)
    {
        var drafts = new List<DefinitionVersion>();
        if (!published.IsPublished || !WorkflowAsActivity.IsOffered(published.Json))
        {
            return drafts;
        }

        var (reference, versionId) = (
            new WorkflowReference(published.DefinitionId, published.Version),
            DefinitionIds.VersionId(published.DefinitionId, published.Version));
        foreach (
            var consumer in (await offered.ConsumersOfAsync(published.DefinitionId, cancellationToken)).Where(c =>
                !c.Row.IsDraft))
        {
            var model = (JsonObject)JsonNode.Parse(consumer.Row.Json)!;
            if (DefinitionDocument.UseVersion(
                    model,
                    reference,
                    versionId,
                    WorkflowAsActivity.TypeNameOf(published.Name))
                && await PutDraftAsync(
                    consumer.Row.DefinitionId,
                    model,
                    consumer.Row.Name,
                    latestHash: null,
                    by,
                    cancellationToken)
                    is DefinitionResult.Saved saved)
            {
                drafts.Add(saved.Version);
            }
        }

        return drafts;
    }

    private async Task<DefinitionResult> SaveOverAsync(
        WorkflowDefinitionRow latest,
        string name,
        JsonObject model,
        bool publish,
        UserId? by,
        CancellationToken cancellationToken)
    {
        var stored = (JsonObject)JsonNode.Parse(latest.Json)!;
        if (DefinitionContent.IsSame(stored, model))
        {
            // Also a save that comes again because its answer was lost.
            return publish ? await publishing.PublishAsync(latest, by, cancellationToken) : Saved(latest);
        }

        if (model.NumberOf("version") != latest.Version
            && !(
                model.NumberOf("version") == latest.Version - 1
                && await requests.IsAskedForByAsync(latest, by, cancellationToken)))
        {
            return Refused("version", Catalogue.Versions["refused.changedWhileSaving", ("version", latest.Version)]);
        }

        var before = DefinitionDocument.ActivityIds(stored).Skip(1).ToHashSet(StringComparer.Ordinal);
        if (before.Count > 1 && !DefinitionDocument.ActivityIds(model).Any(before.Contains))
        {
            return Refused("root", Catalogue.Versions["refused.removesAll"]);
        }

        if (!latest.IsDraft)
        {
            return await AddAsync(latest.DefinitionId, latest.Version + 1, name, model, publish, by, cancellationToken);
        }

        await requests.EndAsync(latest.DefinitionId, PublishingRequestState.Void, by, cancellationToken);
        Write(latest, name, model, by);
        return publish ? await publishing.PublishAsync(latest, by, cancellationToken) : Saved(latest);
    }

    private async Task<DefinitionResult> AddAsync(
        string definitionId,
        int version,
        string name,
        JsonObject model,
        bool publish,
        UserId? by,
        CancellationToken cancellationToken)
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
        Write(row, name, model, by);
        var result = publish ? await publishing.PublishAsync(row, by, cancellationToken) : Saved(row);
        if (result is DefinitionResult.Refused)
        {
            return result;
        }

        if (result is not DefinitionResult.Asked)
        {
            await requests.EndAsync(definitionId, PublishingRequestState.Void, by, cancellationToken);
        }

        database.Add(row);
        return result;
    }

    private WorkflowDefinitionRow Write(WorkflowDefinitionRow row, string name, JsonObject model, UserId? by)
    {
        DefinitionDocument.Complete(model);
        model["id"] = DefinitionIds.VersionId(row.DefinitionId, row.Version);
        model["definitionId"] = row.DefinitionId;
        model["version"] = row.Version;
        model["name"] = name;
        foreach (var derived in new[] { "isLatest", "isPublished", "createdAt" })
        {
            model.Remove(derived);
        }

        row.Name = name;
        row.Json = model.ToJsonString();
        row.ChangedBy = by;
        row.ChangedAt = time.GetUtcNow();
        return row;
    }

    private static DefinitionResult.Saved Saved(WorkflowDefinitionRow row) =>
        new(new DefinitionVersion(row, IsLatest: true), AlreadyPublished: false);

    private static DefinitionResult.Refused Refused(string member, string reason) => new(member, [reason]);
}
