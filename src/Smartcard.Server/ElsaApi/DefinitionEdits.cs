using System.Text.Json.Nodes;
using Smartcard.Domain;
using Smartcard.Look.Access;
using Smartcard.SelfService.Audit;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Workflows;

namespace Smartcard.Server.ElsaApi;

/// <summary>Runs an edit in one transaction with its audit entry, proofs outside it, and answers as Elsa Studio wants it.</summary>
internal sealed class DefinitionEdits(DefinitionDesk desk, DefinitionProofs proofs, DefinitionAnswers answers, TurnTransaction turn, AuditLog audit)
{
    public async Task<IResult> RunAsync(
        HttpContext http,
        string what,
        Func<DefinitionDesk, UserId?, CancellationToken, Task<DefinitionResult>> edit,
        Func<HttpContext, DefinitionResult.Saved, CancellationToken, Task<IResult>> answer,
        CancellationToken cancellationToken) =>
        await RunAsync(Policies.IdOf(http.User), what, edit, subject: null, cancellationToken) switch
        {
            DefinitionResult.Saved saved => await answer(http, saved, cancellationToken),
            DefinitionResult.Asked asked => DefinitionAnswers.Waiting([asked], []),
            DefinitionResult.Refused(var member, var reasons) => DefinitionAnswers.Refusal(member, reasons),
            _ => Results.NotFound(),
        };

    public async Task<(List<string> Done, List<string> Already, List<string> Missing, IResult? Refused)> EachAsync(
        HttpContext http,
        string what,
        IReadOnlyList<string> ids,
        Func<DefinitionDesk, string, UserId?, CancellationToken, Task<DefinitionResult>> edit,
        CancellationToken cancellationToken)
    {
        var (done, already, missing, asked, reasons) = (new List<string>(), new List<string>(), new List<string>(), new List<DefinitionResult.Asked>(), new List<string>());
        foreach (var id in ids)
        {
            switch (await RunAsync(Policies.IdOf(http.User), what, (d, by, ct) => edit(d, id, by, ct), subject: null, cancellationToken))
            {
                case DefinitionResult.Saved { AlreadyPublished: true }:
                    already.Add(id);
                    break;
                case DefinitionResult.Saved:
                    done.Add(id);
                    break;
                case DefinitionResult.Asked waiting:
                    asked.Add(waiting);
                    break;
                case DefinitionResult.Refused refused:
                    reasons.AddRange(refused.Reasons);
                    break;
                default:
                    missing.Add(id);
                    break;
            }
        }

        return (done, already, missing, asked.Count > 0 ? DefinitionAnswers.Waiting(asked, reasons) : reasons.Count > 0 ? DefinitionAnswers.Refusal("definitionIds", reasons) : null);
    }

    /// <summary>An edit on behalf of a page.</summary>
    /// <param name="what">As the audit says it: <c>workflow-</c> stands before it, the version's id behind.</param>
    /// <param name="subject">Whose request it is about, beside the one who acts.</param>
    public Task<DefinitionResult> RunAsync(
        UserId? by, string what, Func<DefinitionDesk, UserId?, CancellationToken, Task<DefinitionResult>> edit, UserId? subject, CancellationToken cancellationToken) =>
        proofs.RunAsync(
            async ct =>
            {
                var result = await edit(desk, by, ct);
                if (result is DefinitionResult.Saved { AlreadyPublished: false, Version.Row: { IsPublished: true } row } && WorkflowAsActivity.UpdatesConsumers(row.Json))
                {
                    result = (DefinitionResult.Saved)result with { Consumers = await DraftConsumersAsync(row, by, ct) };
                }

                if (result is DefinitionResult.Saved saved && what != "saved")
                {
                    audit.AddForUser($"workflow-{what}:{saved.Version.Id}", by, subject);
                }
                else if (result is DefinitionResult.Asked asked)
                {
                    audit.AddForUser($"workflow-approval-asked:{asked.Version.Id}", by, subject);
                }

                return result;
            },
            cancellationToken);

    /// <summary>Makes drafts of those that use a workflow, with its published version in them.</summary>
    /// <returns>Null when there is no such workflow that is published.</returns>
    public Task<IReadOnlyList<DefinitionVersion>?> UpdateReferencesAsync(HttpContext http, string definitionId, CancellationToken cancellationToken) => turn.RunAsync(
        async ct => (await desk.VersionsOfAsync(definitionId, ct)).FirstOrDefault(v => v.Row.IsPublished) is { Row: var row } ? await DraftConsumersAsync(row, Policies.IdOf(http.User), ct) : null,
        cancellationToken);

    private async Task<IReadOnlyList<DefinitionVersion>> DraftConsumersAsync(WorkflowDefinitionRow published, UserId? by, CancellationToken cancellationToken)
    {
        var drafts = await desk.DraftConsumersAsync(published, by, cancellationToken);
        foreach (var draft in drafts)
        {
            audit.AddForUser($"workflow-use-drafted:{draft.Id}", by, subjectId: null);
        }

        return drafts;
    }

    /// <summary>Puts on record which versions became drafts because their files had changed.</summary>
    public Task RecordFromFilesAsync(IReadOnlyList<string> versionIds, CancellationToken cancellationToken) => turn.RunAsync(
        async ct =>
        {
            foreach (var id in versionIds)
            {
                audit.AddForUser($"workflow-file-drafted:{id}", actorId: null, subjectId: null);
            }

            return true;
        },
        cancellationToken);

    public async Task<IResult> SavedAsync(HttpContext http, DefinitionResult.Saved saved, CancellationToken cancellationToken) => Results.Json(new JsonObject
    {
        ["workflowDefinition"] = await answers.WholeAsync(saved.Version, ElsaApi.MayEdit(http), cancellationToken),
        ["alreadyPublished"] = saved.AlreadyPublished,
        ["consumingWorkflowCount"] = saved.Consumers.Count,
    });

    public async Task<IResult> WholeAsync(HttpContext http, DefinitionResult.Saved saved, CancellationToken cancellationToken) =>
        Results.Json(await answers.WholeAsync(saved.Version, ElsaApi.MayEdit(http), cancellationToken));

    public static Task<IResult> SummaryAsync(HttpContext http, DefinitionResult.Saved saved, CancellationToken cancellationToken) =>
        Task.FromResult(Results.Json(DefinitionAnswers.Summary(saved.Version, ElsaApi.MayEdit(http))));
}
