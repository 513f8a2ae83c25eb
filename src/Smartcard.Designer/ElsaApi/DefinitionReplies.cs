using System.Text.Json.Nodes;
using Smartcard.Designer.Definitions;
using Smartcard.Look.Access;

namespace Smartcard.Designer.ElsaApi;

/// <summary>Hands an edit on, and says what came of it as Elsa Studio wants it.</summary>
internal sealed class DefinitionReplies(DefinitionEdits edits, DefinitionAnswers answers)
{
    public async Task<IResult> RunAsync(
        HttpContext http,
        DefinitionEdit edit,
        Func<HttpContext, DefinitionResult.Saved, CancellationToken, Task<IResult>> answer,
        CancellationToken cancellationToken) =>
        await edits.RunAsync(Policies.IdOf(http.User), edit, cancellationToken) switch
        {
            DefinitionResult.Saved saved => await answer(http, saved, cancellationToken),
            DefinitionResult.Asked asked => DefinitionAnswers.Waiting([asked], []),
            DefinitionResult.Refused(var member, var reasons) => DefinitionAnswers.Refusal(member, reasons),
            _ => Results.NotFound(),
        };

    /// <summary>Each id's edit in a turn of its own.</summary>
    /// <param name="editOf">Null = there is nothing of this id.</param>
    public async Task<(List<string> Done, List<string> Already, List<string> Missing, IResult? Refused)> EachAsync(
        HttpContext http, IReadOnlyList<string> ids, Func<string, DefinitionEdit?> editOf, CancellationToken cancellationToken)
    {
        var (done, already, missing) = (new List<string>(), new List<string>(), new List<string>());
        var (asked, reasons) = (new List<DefinitionResult.Asked>(), new List<string>());
        foreach (var id in ids)
        {
            switch (
                editOf(id) is { } edit
                    ? await edits.RunAsync(Policies.IdOf(http.User), edit, cancellationToken)
                    : new DefinitionResult.NotFound())
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

        var refusal = asked.Count > 0 ? DefinitionAnswers.Waiting(asked, reasons)
            : reasons.Count > 0 ? DefinitionAnswers.Refusal("definitionIds", reasons)
            : null;
        return (done, already, missing, refusal);
    }

    public async Task<IResult> SavedAsync(
        HttpContext http,
        DefinitionResult.Saved saved,
        CancellationToken cancellationToken) =>
        Results.Json(
            new JsonObject
            {
                ["workflowDefinition"] = await answers.WholeAsync(
                    saved.Version,
                    ElsaApi.MayEdit(http),
                    cancellationToken),
                ["alreadyPublished"] = saved.AlreadyPublished,
                ["consumingWorkflowCount"] = saved.Consumers.Count,
            });

    public async Task<IResult> WholeAsync(HttpContext http, DefinitionResult.Saved saved, CancellationToken cancellationToken) =>
        Results.Json(await answers.WholeAsync(saved.Version, ElsaApi.MayEdit(http), cancellationToken));

    public static Task<IResult> SummaryAsync(HttpContext http, DefinitionResult.Saved saved, CancellationToken cancellationToken) =>
        Task.FromResult(Results.Json(DefinitionAnswers.Summary(saved.Version, ElsaApi.MayEdit(http))));

    public static Task<IResult> NoContentAsync(
        HttpContext http,
        DefinitionResult.Saved saved,
        CancellationToken cancellationToken) => Task.FromResult(Results.NoContent());
}
