using System.Globalization;
using Smartcard.SystemTests.Host;

namespace Smartcard.SystemTests.Resilience.Chaos;

/// <summary>
/// What must come out after the faults, each told by itself when it does not: of the database, the mail catcher and the
/// cards.
/// </summary>
/// <param name="clocksApart">How far the hosts' clocks may have been apart: so far, times of two hosts do not tell what came first.</param>
internal sealed class Sums(
    PostgresProcess database,
    MailCatcher mails,
    IReadOnlyList<Traveller> people,
    TimeSpan clocksApart,
    CancellationToken cancellationToken)
{
    private readonly List<string> _wrong = [];

    /// <summary>
    /// Mails that came more than once, with the same id each time: across a crash, or a server that took one and did
    /// not say so.
    /// </summary>
    public int Repeated { get; private set; }

    public async Task<IReadOnlyList<string>> ProveAsync()
    {
        await JourneysAsync();
        await WorkflowsAsync();
        await MailsAsync();
        await CodesAsync();
        await LockoutsAsync();
        await AuditAsync();
        Cards();
        return _wrong;
    }

    private async Task JourneysAsync()
    {
        var expected = people
            .Select(p => $"Unlock {p.Behaviour.JourneyEnd}")
            .Concat(people.Select(_ => "Registration Completed"))
            .GroupBy(e => e)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Key} {g.Count()}");
        var found = await TextAsync(
            "SELECT string_agg(e || ' ' || n, ', ' ORDER BY e COLLATE \"C\") FROM (SELECT kind || ' ' || "
            + "coalesce(\"end\", 'open') AS e, count(*) AS n FROM journeys GROUP BY 1) j");
        Same("journeys by kind and end", string.Join(", ", expected), found);
    }

    private async Task WorkflowsAsync()
    {
        await NoneAsync("instances that wait or faulted", "workflow_instances WHERE status IN ('Suspended', 'Faulted')");
        await NoneAsync("incidents", "workflow_incidents");
        await NoneAsync("bookmarks and timers of what is over", "workflow_bookmarks");
        await NoneAsync(
            "activities that started and never ended",
            "(SELECT instance_id, j->>'x' FROM workflow_turns, json_array_elements(journal::json) j GROUP BY 1, 2 "
            + "HAVING count(*) FILTER (WHERE j->>'e' = 'Started') <> 1 OR count(*) FILTER (WHERE j->>'e' IN "
            + "('Completed', 'Canceled', 'Faulted')) <> 1) a");
    }

    private async Task MailsAsync()
    {
        await NoneAsync("mails still waiting", "outgoing_mail WHERE state = 'Waiting'");
        await NoneAsync("mails given up", "outgoing_mail WHERE state = 'Failed'");
        await NoneAsync("codes left in the outbox", "outgoing_mail WHERE sealed_code IS NOT NULL");
        var distinct = mails.All.DistinctBy(m => m.MessageId).ToList();
        Repeated = mails.All.Count - distinct.Count;
        Same(
            "mails of the outbox and of the mail server",
            await TextAsync("SELECT count(*)::text FROM outgoing_mail"),
            Count(distinct.Count));
        foreach (var person in people)
        {
            string[] expected =
            [
                "Your registration code", "Your smartcard is registered",
                .. Enumerable.Repeat("Your unlock code", person.Behaviour.Codes),
                .. person.Behaviour.Unlocks ? ["Your smartcard was unlocked"] : Array.Empty<string>(),
            ];
            Same(
                $"mails to {person.Email}",
                string.Join(", ", expected.Order(StringComparer.Ordinal)),
                string.Join(
                    ", ",
                    distinct.Where(m => m.To == person.Email).Select(m => m.Subject).Order(StringComparer.Ordinal)));
        }
    }

    private async Task CodesAsync()
    {
        await NoneAsync(
            "journeys in which two codes were accepted",
            "(SELECT journey_id FROM email_codes WHERE state = 'Used' GROUP BY 1 HAVING count(*) > 1) c");
        await NoneAsync(
            "codes accepted though there was a newer one",
            $"email_codes c JOIN email_codes newer ON newer.journey_id = c.journey_id AND newer.created_at > "
            + $"c.created_at + {clocksApart.Ticks} WHERE c.state = 'Used'");
        Same(
            "codes accepted",
            Count(people.Count + people.Count(p => p.Behaviour.Unlocks)),
            await TextAsync("SELECT count(*)::text FROM email_codes WHERE state = 'Used'"));
        Same(
            "wrong codes counted",
            Count(people.Sum(p => p.Behaviour.WrongCodes)),
            await TextAsync("SELECT sum(wrong_tries)::text FROM email_codes"));
    }

    private async Task LockoutsAsync()
    {
        Same(
            "wrong answers counted",
            Count(people.Sum(p => p.Behaviour.AttemptsCounted)),
            await TextAsync("SELECT coalesce(sum(wrong_attempts), 0)::text FROM card_lockouts"));
        Same(
            "cards stopped",
            Count(people.Count(p => p.Behaviour.AttemptsCounted == 3)),
            await TextAsync("SELECT count(*)::text FROM card_lockouts WHERE locked_at IS NOT NULL"));
    }

    private async Task AuditAsync()
    {
        await NoneAsync(
            "breaks in the audit's chain",
            "(SELECT sequence, previous_hash, lag(hash) OVER (ORDER BY sequence) AS before, lag(sequence) OVER (ORDER "
            + "BY sequence) AS place FROM audit) a WHERE before IS NOT NULL AND (previous_hash <> before OR sequence <> place + 1)");
        Same(
            "journeys begun, in the audit",
            Count(2 * people.Count),
            await TextAsync("SELECT count(*)::text FROM audit WHERE event = 'journey-started'"));
        Same(
            "cards unlocked, in the audit",
            Count(people.Count(p => p.Behaviour.Unlocks)),
            await TextAsync("SELECT count(*)::text FROM audit WHERE event = 'unlocked'"));
        await NoneAsync(
            "resets released more than once for a journey",
            "(SELECT journey_id FROM audit WHERE event = 'unlocked' GROUP BY 1 HAVING count(*) > 1) a");
    }

    private void Cards()
    {
        foreach (var person in people)
        {
            var passcode = System.Text.Encoding.ASCII.GetString(person.Card.State.Passcode);
            Same(
                $"the card of {person.Email}, who {person.Behaviour.Name}",
                person.Behaviour.Unlocks ? $"{Traveller.NewPasscode} 3" : "1234 0",
                $"{passcode} {person.Card.State.AttemptsLeft}");
        }
    }

    private async Task NoneAsync(string what, string from) => Same(what, "0", await TextAsync($"SELECT count(*)::text FROM {from}"));

    private void Same(string what, string expected, string found)
    {
        if (expected != found)
        {
            _wrong.Add($"{what}: expected {expected}, found {found}");
        }
    }

    private async Task<string> TextAsync(string sql) => await database.RunSqlAsync(sql, cancellationToken) as string ?? "nothing";

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
