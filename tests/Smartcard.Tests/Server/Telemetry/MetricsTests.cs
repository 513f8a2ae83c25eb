using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Smartcard.CardTasks;
using Smartcard.Server.Setup;
using Smartcard.Server.Telemetry;
using Smartcard.Tests.Host;

namespace Smartcard.Tests.Server.Telemetry;

/// <summary>What is measured, where it can be read, and that the documents and the alerts name what there is.</summary>
[Collection(nameof(TelemetryTests))]
public sealed partial class MetricsTests
{
    private static readonly string[] Tags =
    [
        "smartcard.journey.kind",
        "smartcard.journey.stage",
        "smartcard.outcome",
        "smartcard.mail.kind",
        "smartcard.card_task.kind",
        "smartcard.reason",
        "smartcard.turn.trigger",
        "smartcard.channel",
        "error.type",
    ];

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Journeys_mails_codes_card_tasks_and_turns_are_measured_as_the_documents_and_the_alerts_say()
    {
        await using var collector = await Collector.StartAsync();
        await using var host = await collector.HostAsync(settings: "--Telemetry:MetricsUrls=http://127.0.0.1:0");
        var nurse = await HostNurse.AtAsync(host);
        await nurse.RegisterAsync();
        await nurse.UnlockAsync();
        await nurse.SendAsync(() => nurse.Chat.PressAsync("choices", "unlock")); // one that stays open
        await PassTimersAsync(host);

        var text = await UntilAsync(
            host,
            t =>
                t.Contains("smartcard_journey_open{", StringComparison.Ordinal)
                && Sum(t, "smartcard_journey_open", "kind=\"unlock\"", "stage=\"start\"") >= 1);
        collector.Flush(host);

        Assert.True(Sum(text, "smartcard_journey_started_total", "kind=\"unlock\"") >= 2);
        Assert.True(Sum(text, "smartcard_journey_ended_total", "kind=\"registration\"", "outcome=\"completed\"") >= 1);
        Assert.True(Sum(text, "smartcard_journey_duration_seconds_count", "kind=\"unlock\"", "outcome=\"completed\"") >= 1);
        Assert.True(Sum(text, "smartcard_code_tries_total", "outcome=\"valid\"") >= 2);
        Assert.True(Sum(text, "smartcard_code_tries_total", "outcome=\"wrong\"") >= 1);
        Assert.True(Sum(text, "smartcard_mail_latency_seconds_count", "kind=\"unlock_code\"") >= 1);
        Assert.True(Sum(text, "smartcard_card_task_duration_seconds_count", "kind=\"reset\"", "outcome=\"done\"") >= 1);
        Assert.True(Sum(text, "smartcard_timer_lateness_seconds_count") >= 1);
        foreach (var trigger in new[] { "message", "button", "card_task", "timer" })
        {
            Assert.True(Sum(text, "smartcard_turn_duration_seconds_count", $"trigger=\"{trigger}\"") >= 1, trigger);
        }

        // What has not happened is 0 and not missing.
        Assert.Contains("smartcard_lockouts_total{", text, StringComparison.Ordinal);
        Assert.Contains("smartcard_database_retries_total", text, StringComparison.Ordinal);
        Assert.Contains("smartcard_mail_waiting", text, StringComparison.Ordinal);
        Assert.Contains("smartcard_timer_overdue", text, StringComparison.Ordinal);

        var alerts = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "alerts.yml"), _ct);
        var named = NamedMetric()
            .Matches(
                string.Join(
                    '\n',
                    alerts.Split('\n').Where(l => l.TrimStart().StartsWith("expr:", StringComparison.Ordinal))))
            .Select(m => m.Value)
            .Distinct()
            .ToList();
        Assert.True(named.Count > 10);
        Assert.All(named, name => Assert.Matches($@"\b{name}\b", text));

        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operations.md"), _ct);
        var ours = collector.Metrics.Where(m => m.Name.StartsWith("smartcard.", StringComparison.Ordinal)).ToList();
        Assert.True(ours.Select(m => m.Name).Distinct().Count() >= 14);
        Assert.All(ours, m => Assert.Contains($"| `{m.Name}` | {m.Unit} |", page, StringComparison.Ordinal));
        Assert.All(ours, m => Assert.EndsWith(".", m.Description, StringComparison.Ordinal));
        Assert.All(ours.SelectMany(m => m.MetricPoints.SelectMany(TagsOf)), tag =>
        {
            Assert.Contains(tag.Key, Tags);
            Assert.DoesNotMatch("[0-9]", $"{tag.Value}"); // no id, no address
        });
    }

    [Fact]
    public async Task Metrics_have_a_listener_of_their_own_which_answers_nothing_else_and_staffs_addresses_have_none()
    {
        await using var host = await HostBench.StartAsync("--Telemetry:MetricsUrls=http://127.0.0.1:0;http://127.0.0.1:0");
        var addresses = host.Services.GetRequiredService<MetricsListener>().Addresses.ToList();
        using var outside = new HttpClient();
        using var staff = host.Client();

        Assert.Equal(2, addresses.Count);
        foreach (var path in new[] { "/", "/health/ready", "/backoffice", "/metrics/", "/metrics/x" })
        {
            using var response = await outside.GetAsync(addresses[0] + path, _ct);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        using var posted = await outside.PostAsync(addresses[0] + "/metrics", null, _ct);
        Assert.Equal(HttpStatusCode.NotFound, posted.StatusCode);
        using var scraped = await outside.GetAsync(addresses[1] + "/metrics", _ct);
        Assert.Equal(HttpStatusCode.OK, scraped.StatusCode);
        using var atStaffs = await staff.GetAsync("/metrics", _ct);
        Assert.Equal(HttpStatusCode.NotFound, atStaffs.StatusCode);
    }

    [Fact]
    public async Task Without_a_setting_nothing_is_collected()
    {
        await using var host = await HostBench.StartAsync();

        Assert.Null(host.Services.GetService<MeterProvider>());
        Assert.Null(host.Services.GetService<MetricsListener>());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_explained()
    {
        await using var host = await HostBench.StartAsync("--Telemetry:MetricsUrls=http://127.0.0.1:0");
        var taken = host.Services.GetRequiredService<MetricsListener>().Addresses.Single();

        var failure = await Record.ExceptionAsync(async () =>
        {
            await using var other = await HostBench.StartAsync($"--Telemetry:MetricsUrls={taken}");
        });

        Assert.Contains("Set Telemetry:MetricsUrls", Startup.Explain(failure!), StringComparison.Ordinal);
    }

    private static IEnumerable<KeyValuePair<string, object?>> TagsOf(MetricPoint point)
    {
        var tags = new List<KeyValuePair<string, object?>>();
        foreach (var tag in point.Tags)
        {
            tags.Add(tag);
        }

        return tags;
    }

    /// <summary>The sum of the samples with this name whose labels hold all of that.</summary>
    private static double Sum(string text, string name, params string[] labels) =>
        text.Split('\n')
            .Where(line =>
                Regex.IsMatch(line, $@"^{name}[{{ ]") && labels.All(l => line.Contains(l, StringComparison.Ordinal)))
            .Sum(line =>
                double.Parse(
                    Regex.Match(line, @"(?:\}|^\w+) ([0-9.eE+-]+)").Groups[1].Value,
                    System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A journey's watch over its reader helper goes off.</summary>
    private static async Task PassTimersAsync(HostBench host)
    {
        var chat = await host.ChatAsync();
        (await chat.PressAsync("choices", "register")).EnsureSuccessStatusCode();
        (await chat.PressAsync(await chat.NonceAsync(), "continue")).EnsureSuccessStatusCode();
        var code = await chat.BigTextAsync();
        var helper = new CardTaskClient(host.Client(), TimeProvider.System);
        Assert.NotNull(
            await helper.PairAsync(
                code,
                Smartcard.CardTasks.CardTaskClient.NewToken(),
                "1.0",
                TestContext.Current.CancellationToken));
        host.Time.Advance(TimeSpan.FromSeconds(25));
    }

    private async Task<string> UntilAsync(HostBench host, Func<string, bool> isThere)
    {
        using var client = new HttpClient();
        var address = host.Services.GetRequiredService<MetricsListener>().Addresses.Single() + "/metrics";
        var patience = new Patience("the figures");
        while (true)
        {
            var text = await client.GetStringAsync(address, _ct);
            if (isThere(text) && Sum(text, "smartcard_timer_lateness_seconds_count") >= 1)
            {
                return text;
            }

            patience.Look(text);
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(350, _ct); // a scrape is kept for 0.3 seconds
        }
    }

    [GeneratedRegex(@"\b(?:smartcard|http)_[a-z_]+(?=[\[{) ]|$)", RegexOptions.Multiline)]
    private static partial Regex NamedMetric();
}
