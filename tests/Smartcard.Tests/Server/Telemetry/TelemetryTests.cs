using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using Smartcard.Domain.Users;
using Smartcard.SelfService.Mail;
using Smartcard.Server.Telemetry;
using Smartcard.Tests.Designer.DryRun;
using Smartcard.Tests.Host;
using Span = System.Diagnostics.Activity;

namespace Smartcard.Tests.Server.Telemetry;

/// <summary>By themselves: meters are the process's, and other tests' hosts measure too.</summary>
[CollectionDefinition(nameof(TelemetryTests), DisableParallelization = true)]
public sealed class TelemetryCollection;

/// <summary>
/// A registration and an unlock as a collector sees them: one trace from the message to the mail, the journey's id on
/// every line, and no secret anywhere.
/// </summary>
[Collection(nameof(TelemetryTests))]
public sealed class TelemetryTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_secret_leaves_in_a_trace_a_metric_or_a_log()
    {
        await using var collector = await Collector.StartAsync();
        var transport = new TalkativeTransport();
        await using var host = await collector.HostAsync(
            services => services.AddSingleton<IMailTransport>(transport.Before),
            "--Telemetry:MetricsUrls=http://127.0.0.1:0"
        );
        var nurse = await HostNurse.AtAsync(host);

        await nurse.RegisterAsync();
        await nurse.UnlockAsync();
        await AskWithTokensAsync(host, nurse);
        host.Services.GetRequiredService<ILoggerFactory>()
            .CreateLogger("Anybody")
            .ItFailed(new InvalidOperationException("around", new FormatException("my secret is in-a-Message")));
        collector.Flush(host);

        var places = new Dictionary<string, string>
        {
            ["traces"] = collector.Sent("/v1/traces"),
            ["metrics"] = collector.Sent("/v1/metrics") + await ScrapeAsync(host),
            ["logs sent"] = collector.Sent("/v1/logs"),
            ["the console"] = Encoding
                .Latin1.GetString(Encoding.UTF8.GetBytes(host.Log.Text))
                .Replace("my secret is in-a-Message", "", StringComparison.Ordinal),
        };

        // That the search can find something at all: journeys' ids stand in traces and logs, and templates in place of paths.
        var journeys = await nurse.JourneysAsync();
        Assert.True(transport.Failed);
        Assert.Equal(2, nurse.Codes.Count);
        Assert.All(
            journeys,
            id =>
                Assert.All(
                    places.Where(p => p.Key is "traces" or "logs sent"),
                    place =>
                        Assert.True(
                            place.Value.Contains($"{id}", StringComparison.Ordinal),
                            $"{place.Key} lack the journey")));
        Assert.All(journeys, id => Assert.DoesNotContain($"{id}", places["metrics"], StringComparison.Ordinal));
        Assert.Contains("/not-me/{token}", places["traces"], StringComparison.Ordinal);
        Assert.Contains("/not-me/{token}", places["the console"], StringComparison.Ordinal);
        Assert.Contains("System.FormatException", places["logs sent"], StringComparison.Ordinal);
        foreach (var (what, secret) in SecretsOf(nurse))
        {
            Assert.All(
                places,
                place =>
                    Assert.False(
                        Holds(place.Value, secret),
                        $"{what} '{secret}' was found in {place.Key}: {Around(place.Value, secret)}"));
        }
    }

    [Fact]
    [OnPostgres]
    public async Task One_trace_leads_from_the_message_to_the_mail_and_the_journeys_id_stands_on_every_line()
    {
        await using var collector = await Collector.StartAsync();
        await using var host = await collector.HostAsync();
        var nurse = await HostNurse.AtAsync(host);

        await nurse.RegisterAsync();
        collector.Flush(host);

        var journey = $"{Assert.Single(await nurse.JourneysAsync())}";
        var spans = collector.Spans;
        var job = spans.First(s => s.OperationName == "job SendMailJob");
        var way = WayTo(job, spans).Select(s => s.DisplayName).ToArray();
        Assert.Equal(["POST /v3/directline/conversations/{id}/activities", "turn", "job SendMailJob"], way);
        var message = WayTo(job, spans)[0];
        Assert.Equal(default, message.ParentSpanId);
        Assert.Contains(
            spans,
            s =>
                s.TraceId == job.TraceId
                && s.DisplayName == "activity Smartcard.SendCode"
                && (string?)s.GetTagItem("smartcard.activity.outcome") == "Sent");
        Assert.Contains(
            spans,
            s => s.TraceId == job.TraceId && s.DisplayName == "send mail" && s.ParentSpanId == job.SpanId);
        foreach (
            var name in new[]
            {
                "POST /helper/tasks/{id:guid}/result",
                "POST /helper/sessions",
                "turn",
                "send mail",
                "job SendMailJob",
                message.DisplayName,
            })
        {
            Assert.Contains(spans, s => s.DisplayName == name && (string?)s.GetTagItem("smartcard.journey.id") == journey);
        }

        Assert.Contains(spans, s => s.DisplayName == "workflow resume" && (string?)s.GetTagItem("smartcard.workflow.instance") == journey);

        // Whatever the product itself logs in one of them, and whatever EF says within the workflow's step.
        var ours = collector
            .Logs.Where(l =>
                l.CategoryName!.StartsWith("Smartcard.", StringComparison.Ordinal)
                && spans.Any(s => s.SpanId == l.SpanId && s.OperationName is "turn" or "send mail"))
            .ToList();
        Assert.Contains(ours, l => l.EventId.Id == 3001);
        Assert.All(ours, l => Assert.Equal(journey, JourneyOf(l)));
        // The first step asks the database nothing.
        var queries = collector.Logs.Where(l => spans.Any(s => s.SpanId == l.SpanId && s.DisplayName == "workflow resume")
            && l.CategoryName == "Microsoft.EntityFrameworkCore.Database.Command");
        Assert.Contains(queries, l => JourneyOf(l) == journey);

        var steps = collector
            .Logs.Where(l =>
                spans.Any(s =>
                    s.SpanId == l.SpanId && s.OperationName.StartsWith("workflow ", StringComparison.Ordinal)))
            .ToList();
        Assert.NotEmpty(steps);
        Assert.All(steps, l => Assert.Equal(journey, JourneyOf(l)));
        var calls = collector
            .Logs.Where(l =>
                spans.Any(s =>
                    s.SpanId == l.SpanId
                    && s.OperationName == "turn"
                    && s.Parent?.DisplayName.Contains("/helper/tasks", StringComparison.Ordinal) == true))
            .ToList();
        Assert.NotEmpty(calls);
        Assert.All(calls, l => Assert.Equal(journey, JourneyOf(l)));
    }

    [Fact]
    public async Task A_strangers_trace_and_baggage_are_not_taken_over_and_lookups_by_the_second_are_no_traces()
    {
        await using var collector = await Collector.StartAsync();
        await using var host = await collector.HostAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/not-me/forged?x=Marked");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        request.Headers.Add("tracestate", "stranger=Marked");
        request.Headers.Add("baggage", "stranger=Marked");
        request.Headers.Add("User-Agent", "Marked");
        using var client = host.Client();

        using var response = await client.SendAsync(request, _ct);
        host.Time.Advance(TimeSpan.FromSeconds(2));
        collector.Flush(host);

        var span = Assert.Single(collector.Spans, s => s.DisplayName == "GET /not-me/{token}");
        Assert.NotEqual("0af7651916cd43dd8448eb211c80319c", span.TraceId.ToHexString());
        Assert.Equal(default, span.ParentSpanId);
        Assert.Equal("/not-me/{token}", span.GetTagItem("url.path"));
        Assert.Null(span.GetTagItem("url.query"));
        Assert.DoesNotContain("Marked", collector.Sent("/v1/traces") + collector.Sent("/v1/logs"), StringComparison.Ordinal);
        Assert.DoesNotContain(collector.Spans, s => s.Source.Name == "Npgsql" && s.ParentSpanId == default);
    }

    [Fact]
    [OnPostgres]
    public async Task A_dry_run_is_neither_counted_nor_traced()
    {
        await using var collector = await Collector.StartAsync();
        await using var host = await collector.HostAsync();
        using var browser = await host.SignInAsync(BackOfficeRoles.RaAdmin);
        await DryRunPlayer.BeginAsync(browser, "unlock");
        await DryRunPlayer.UpToQuestionsAsync(browser);
        collector.Flush(host);

        Assert.DoesNotContain(
            collector.Spans,
            s =>
                s.OperationName.StartsWith("workflow ", StringComparison.Ordinal)
                || s.OperationName.StartsWith("activity ", StringComparison.Ordinal));
        Assert.DoesNotContain(
            collector.Metrics,
            m => m.Name.StartsWith("smartcard.", StringComparison.Ordinal) && m.MeterName == "Smartcard.DryRun");
    }

    /// <summary>From the root of its trace down to it.</summary>
    private static List<Span> WayTo(Span span, IReadOnlyList<Span> spans)
    {
        var way = new List<Span> { span };
        while (way[0].ParentSpanId != default)
        {
            var parent = spans.Single(s => s.SpanId == way[0].ParentSpanId);
            Assert.Equal(span.TraceId, parent.TraceId);
            way.Insert(0, parent);
        }

        return way;
    }

    private static string? JourneyOf(LogRecord line)
    {
        string? journey = null;
        line.ForEachScope(
            (scope, _) =>
            {
                foreach (var (name, value) in scope)
                {
                    journey = name == "JourneyId" ? (string?)value : journey;
                }
            },
            (object?)null);
        return journey;
    }

    /// <summary>
    /// Tokens in paths and queries, where there is such a page and where there is none; a body that is none; and what
    /// no page is.
    /// </summary>
    private async Task AskWithTokensAsync(HostBench host, HostNurse nurse)
    {
        using var client = host.Client();
        var link = await nurse.LinkAsync();
        var begun = (await (await nurse.Chat.Client.PostAsync("/v3/directline/conversations", null, _ct)).Content.ReadAsStringAsync(_ct))!;
        var stream = new Uri((string)JsonNode.Parse(begun)!["streamUrl"]!);
        nurse.Tokens.Add(Regex.Match(stream.Query, "&t=([^&]+)").Groups[1].Value);
        var paths = new[]
        {
            $"/not-me/{link}",
            $"/no-such-page/{link}?token={link}",
            stream.PathAndQuery,
            $"/backoffice/{link}?to={link}",
            $"/v3/directline/conversations/{nurse.Chat.Id}/activities?watermark={link}",
            $"/{HostNurse.Email}?pairing={nurse.Pairings[0]}",
        };
        foreach (var path in paths)
        {
            using var _ = await client.GetAsync(path, _ct);
        }

        using var broken = await nurse.Chat.PostAsync($"{{\"type\":\"message\",\"text\":\"{HostNurse.Answers[0]}");
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        using var wrong = await client.PostAsync(
            "/helper/sessions",
            new StringContent(
                $"{{\"pairingCode\":{{\"x\":\"{nurse.Pairings[0]}\"}}}}",
                Encoding.UTF8,
                "application/json"),
            _ct);
        using var posted = await client.PostAsync($"/not-me/{link}", null, _ct);
        posted.EnsureSuccessStatusCode();
    }

    private static IEnumerable<(string What, string Secret)> SecretsOf(HostNurse nurse)
    {
        foreach (var passcode in new[] { HostNurse.OldPasscode, HostNurse.NewPasscode, "ch4t-Marked" })
        {
            yield return ("the passcode", passcode);
        }

        foreach (var answer in HostNurse.Answers.Append(HostNurse.WrongAnswer))
        {
            yield return ("the answer", answer);
            yield return ("the answer", answer.ToLowerInvariant());
            yield return ("the answer", Uri.EscapeDataString(answer));
        }

        foreach (var secret in nurse.Codes)
        {
            yield return ("the code", secret);
        }

        foreach (var pairing in nurse.Pairings)
        {
            yield return ("the pairing code", pairing);
            yield return ("the pairing code", pairing.Replace("-", "", StringComparison.Ordinal));
        }

        foreach (var token in nurse.Tokens)
        {
            yield return ("the token", token);
        }

        yield return ("the address", HostNurse.Email);
        yield return ("the address", Uri.EscapeDataString(HostNurse.Email));
        yield return ("the key", Convert.ToHexString(nurse.Card.State.AdminKey));
        yield return ("the key", Convert.ToBase64String(nurse.Card.State.AdminKey));
        yield return ("the message", "in-a-Message");
    }

    /// <summary>A code counts when its six digits stand alone: a longer number may hold them by chance.</summary>
    private static bool Holds(string place, string secret) => secret.All(char.IsAsciiDigit)
        ? Regex.IsMatch(place, $"(?<![A-Za-z0-9.:-]){secret}(?![A-Za-z0-9.-])")
        : place.Contains(secret, StringComparison.Ordinal);

    private static string Around(string place, string secret) =>
        place.IndexOf(secret, StringComparison.Ordinal) is >= 0 and var at
            ? place[Math.Max(0, at - 300)..Math.Min(place.Length, at + 100)]
            : "";

    private static async Task<string> ScrapeAsync(HostBench host)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(
            host.Services.GetRequiredService<MetricsListener>().Addresses.Single() + "/metrics",
            TestContext.Current.CancellationToken);
    }

    /// <summary>The first mail of all fails with words that it should not have used.</summary>
    private sealed class TalkativeTransport
    {
        public bool Failed { get; private set; }

        public IMailTransport Before(IServiceProvider services) => new Transport(this, services.GetRequiredService<DevelopmentMailbox>());

        private sealed class Transport(TalkativeTransport owner, DevelopmentMailbox mailbox) : IMailTransport
        {
            public Task SendAsync(FinishedMail mail, CancellationToken cancellationToken)
            {
                if (!owner.Failed)
                {
                    owner.Failed = true;
                    throw new InvalidOperationException($"{mail.To} did not take: {mail.Text}");
                }

                return mailbox.SendAsync(mail, cancellationToken);
            }
        }
    }
}

internal static partial class AnybodysLog
{
    [LoggerMessage(1, LogLevel.Error, "It failed")]
    public static partial void ItFailed(this ILogger logger, Exception failure);
}
