using System.Globalization;
using Smartcard.Designer.Definitions;
using Smartcard.Look;
using Smartcard.Look.Access;
using Smartcard.Storage;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;
using Smartcard.Workflows;

namespace Smartcard.Designer.Versions;

/// <summary>Puts together the page with all versions of a workflow, what waits to be decided about it, and any two compared.</summary>
internal sealed class VersionsView(
    DefinitionVersions definitions,
    DefinitionFiles files,
    PublishingRequests requests,
    SmartcardDbContext database,
    DifferenceFinder differences,
    OfferedWorkflows offered,
    TimeProvider time)
{
    public const string Reverted = "reverted";
    public const string Taken = "taken";
    public const string Left = "left";
    public const string Approved = "approved";

    private const int ShownRequests = 5;

    /// <summary>The page once more after something was done: with what was done, or with why it was not.</summary>
    public async Task<IResult> AnswerAsync(
        HttpContext http, string definitionId, DefinitionResult result, string done, CancellationToken cancellationToken) => result switch
        {
            DefinitionResult.Saved => Results.Redirect($"{VersionPages.PathOf(definitionId)}?done={done}"),
            DefinitionResult.Refused refused => await ShowAsync(
                http,
                definitionId,
                refused.Reasons.Aggregate(new Errors(), (errors, reason) => errors.Add("versions", reason)),
                cancellationToken),
            _ => Results.NotFound(),
        };

    public async Task<IResult> ShowAsync(HttpContext http, string definitionId, Errors errors, CancellationToken cancellationToken)
    {
        var versions = await definitions.VersionsOfAsync(definitionId, cancellationToken);
        if (versions.Count == 0)
        {
            return Results.NotFound();
        }

        var names = await UserNames.LoadAsync(database, cancellationToken);
        var latest = versions[0].Row;
        var mayEdit = http.User.May(Policies.EditWorkflows);
        var model = new VersionsModel(
            Done(http.Request.Query["done"]),
            $"{Policies.BackOffice}/workflows/{Uri.EscapeDataString(definitionId)}",
            latest.Version,
            await WarningsAsync(latest, cancellationToken),
            await FileAsync(mayEdit, latest, cancellationToken),
            await RequestsAsync(http, definitionId, names, cancellationToken),
            [.. versions.Select(version => LineOf(version, names, mayEdit))],
            Compare(http, [.. versions.Select(v => v.Row)], errors));
        return Pages.Show<VersionsPage, VersionsModel>(
            new PageFrame(Catalogue.Versions["title", ("name", latest.Name)]) { Menu = Navigation.For(http), Errors = errors },
            model);
    }

    private static VersionLine LineOf(DefinitionVersion version, UserNames names, bool mayEdit)
    {
        var row = version.Row;
        var path = $"{VersionPages.PathOf(row.DefinitionId)}/{row.Version.ToString(CultureInfo.InvariantCulture)}";
        return new VersionLine(
            row.Version,
            VersionPages.StateOf(row),
            names.Of(row.ChangedAt, row.ChangedBy),
            names.Of(row.PublishedAt, row.PublishedBy),
            path + "/download",
            version.IsLatest || !mayEdit ? null : path + "/revert");
    }

    /// <summary>What is probably a slip in the newest version. One that cannot be read is told when it is published.</summary>
    private async Task<IReadOnlyList<string>> WarningsAsync(WorkflowDefinitionRow latest, CancellationToken cancellationToken)
    {
        try
        {
            return DefinitionWarnings.Of(await offered.ReadAsync(latest.Json, cancellationToken), time.GetUtcNow());
        }
        catch (DefinitionException)
        {
            return [];
        }
    }

    private ComparisonModel? Compare(HttpContext http, IReadOnlyList<WorkflowDefinitionRow> rows, Errors errors)
    {
        if (rows.Count == 1)
        {
            return null;
        }

        var to = Chosen("to", rows[0]);
        var from = Chosen("from", rows.FirstOrDefault(r => r.IsPublished && r != to) ?? rows[1]);
        return new ComparisonModel(ChoiceOf(from), ChoiceOf(to), [.. rows.Select(ChoiceOf)], differences.Between(from, to));

        WorkflowDefinitionRow Chosen(string name, WorkflowDefinitionRow otherwise)
        {
            var asked = http.Request.Query[name].ToString();
            if (asked.Length == 0)
            {
                return otherwise;
            }

            if (rows.FirstOrDefault(r => r.Version.ToString(CultureInfo.InvariantCulture) == asked) is { } row)
            {
                return row;
            }

            errors.Add(name, Catalogue.Versions["notFound", ("version", asked)]);
            return otherwise;
        }

        static VersionChoice ChoiceOf(WorkflowDefinitionRow row) => new(row.Version, VersionPages.StateOf(row));
    }

    private async Task<FileModel?> FileAsync(bool mayEdit, WorkflowDefinitionRow latest, CancellationToken cancellationToken)
    {
        if (await files.FindAsync(latest.DefinitionId, cancellationToken) is not { } file)
        {
            return null;
        }

        var offer = file is { Offered: not null, OfferedAt: { } at }
            ? new FileOffer(
                new VersionChoice(latest.Version, VersionPages.StateOf(latest)),
                at,
                mayEdit ? VersionPages.FilePathOf(latest.DefinitionId) : null)
            : null;
        return new FileModel(file.FileName, file.Problem, offer);
    }

    private async Task<IReadOnlyList<RequestLine>> RequestsAsync(
        HttpContext http, string definitionId, UserNames names, CancellationToken cancellationToken)
    {
        var asked = await requests.OfAsync(definitionId, ShownRequests, cancellationToken);
        var me = Policies.IdOf(http.User);
        return
        [
            .. asked.Select(request => new RequestLine(
                request.AskedBy == me ? Catalogue.Versions["request.you"] : names.Of(request.AskedBy),
                request.AskedAt,
                request.Version,
                request.State == PublishingRequestState.Open ? null : AsSentence(RequestWords.Of(request.State)),
                request.EndedAt,
                request.EndedBy is { } by ? names.Of(by) : null,
                request.Reason)),
        ];
    }

    private static string AsSentence(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private static string? Done(string? done) => done switch
    {
        Reverted => Catalogue.Versions["done.reverted"],
        Taken => Catalogue.Versions["done.taken"],
        Left => Catalogue.Versions["done.left"],
        Approved => Catalogue.Versions["done.approved"],
        _ => null,
    };
}
