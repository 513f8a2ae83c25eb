using System.Globalization;

namespace Smartcard.Benchmarks.BackOffice;

/// <summary>What of the back office is timed. A new page is one line.</summary>
internal static class MeasuredPages
{
    private const string Home = "/backoffice";
    private const string Elsa = Home + "/elsa/api";

    public static IReadOnlyList<MeasuredPage> Of(SampleRows sample, string metrics) =>
    [
        new("booth", Home),
        new("booth, live part", $"{Home}/now"),
        new("people, search by a name", $"{Home}/people?find={Uri.EscapeDataString(sample.Holder)}"),
        new("people, search by a card's reference", $"{Home}/people?find={sample.CardReference}"),
        new("people, search by a journey's reference", $"{Home}/people?find={Look.References.Of(sample.Running)}"),
        new("people, search for what is not there", $"{Home}/people?find=nobody+has+this+name"),
        new("one person", $"{Home}/people/{sample.Person}"),
        new("one person, live part", $"{Home}/people/{sample.Person}/now"),
        new("reset in person, start", $"{Home}/cards/{sample.Card}/reset-in-person"),
        new("reset in person", $"{Home}/in-person/{sample.InPerson}"),
        new("reset in person, live part", $"{Home}/in-person/{sample.InPerson}/now"),
        new("mails", $"{Home}/mails"),
        new("mails, live part", $"{Home}/mails/now"),
        new("development mailbox", "/mailbox"),
        new("audit", $"{Home}/audit"),
        new("audit, search by a frequent event", $"{Home}/audit?find=code-issued"),
        new("audit, search by words", $"{Home}/audit?find=journey"),
        new("audit, search by a rare event", $"{Home}/audit?find=administrator-made"),
        new("audit, search by a holder's name", $"{Home}/audit?find={Uri.EscapeDataString(sample.Holder)}"),
        new("audit, search by a card's reference", $"{Home}/audit?find={sample.CardReference}"),
        new("audit, search by a journey", $"{Home}/audit?find={sample.Finished}"),
        new("audit, search by a user", $"{Home}/audit?find=Booth+User+7"),
        new("audit, search for what is not there", $"{Home}/audit?find=nobody+has+this+name"),
        new("audit, one day", Audit(Day(sample, 40), Day(sample, 40))),
        new("audit, 30 days", Audit(Day(sample, 40), Day(sample, 10))),
        new("audit, search by a frequent event on one day", Audit(Day(sample, 40), Day(sample, 40), "code-issued")),
        new("audit, search by a user on one day", Audit(Day(sample, 40), Day(sample, 40), "Booth User 7")),
        new("audit, search by a user in 30 days", Audit(Day(sample, 40), Day(sample, 10), "Booth User 7")),
        new("audit, search by a card's reference on one day", Audit(Day(sample, 40), Day(sample, 40), sample.CardReference)),
        new("audit, search by a card's reference in 30 days", Audit(Day(sample, 40), Day(sample, 10), sample.CardReference)),
        new("figures, today", $"{Home}/figures"),
        new("figures, 30 days", $"{Home}/figures?days=30"),
        new("figures, 90 days", $"{Home}/figures?days=90"),
        new("figures, 90 days of one organisation", $"{Home}/figures?days=90&organisation=Trust+7"),
        new("alerts", $"{Home}/alerts"),
        new("users", $"{Home}/users"),
        new("one user", $"{Home}/users/{sample.User}"),
        new("policies, 30 days", $"{Home}/policies"),
        new("policies, 90 days", $"{Home}/policies?days=90"),
        new("workflows", $"{Home}/workflows"),
        new("approvals", $"{Home}/workflows/approvals"),
        new("versions of a workflow", $"{Home}/workflows/unlock/versions"),
        new("list of instances, page", $"{Home}/instances"),
        new("one instance that has finished", $"{Home}/instances/{sample.Finished}"),
        new("one instance under way", $"{Home}/instances/{sample.Running}"),
        new("Studio: list of workflows", $"{Elsa}/workflow-definitions?versionOptions=Latest&page=0&pageSize=15"),
        List("newest", ""),
        List("page 500", "\"page\":500"),
        List("by when they went on last", "\"orderBy\":\"LastExecuted\""),
        List("oldest first", "\"orderDirection\":\"Ascending\""),
        List("under way", "\"statuses\":[\"Running\"]"),
        List("faulted", "\"subStatuses\":[\"Faulted\"]"),
        List("of one workflow", "\"definitionIds\":[\"unlock-card-and-code\"]"),
        List("with incidents", "\"hasIncidents\":true"),
        List("search by an id", $"\"searchTerm\":\"{sample.Finished}\""),
        List("search by a workflow", "\"searchTerm\":\"report\""),
        List(
            "before a day",
            $"\"timestampFilters\":[{{\"column\":\"CreatedAt\",\"operator\":\"LessThan\",\"timestamp\":\"{sample.LongAgo:O}\"}}]"),
        new("Studio: one instance", $"{Elsa}/workflow-instances/{sample.Finished}"),
        new("Studio: its journal", $"{Elsa}/workflow-instances/{sample.Finished}/journal", "{}"),
        new("Studio: its variables", $"{Elsa}/workflow-instances/{sample.Running}/variables"),
        new("health", "/health/ready"),
        new("metrics", $"{metrics}/metrics"),
        new("own account", $"{Home}/account"),
    ];

    private static string Audit(string from, string until, string find = "") =>
        $"{Home}/audit?from={from}&until={until}" + (find.Length > 0 ? $"&find={Uri.EscapeDataString(find)}" : "");

    /// <summary>Of the newest fifth of the journeys, which is what the audit has: about 80 days.</summary>
    private static string Day(SampleRows sample, int daysAgo) =>
        sample.LongAgo.AddDays(SampleRows.DaysOfLongAgo - daysAgo).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static MeasuredPage List(string name, string filter) =>
        new($"Studio: list of instances, {name}", $"{Elsa}/workflow-instances", $"{{{filter}}}");
}

/// <param name="Body">Of a POST, which changes nothing; null = a GET.</param>
internal sealed record MeasuredPage(string Name, string Path, string? Body = null);
