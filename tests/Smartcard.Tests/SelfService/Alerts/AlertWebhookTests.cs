using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Domain.Alerts;
using Smartcard.SelfService.Alerts;
using Smartcard.Storage;

namespace Smartcard.Tests.SelfService.Alerts;

/// <summary>What a receiver gets, and what becomes of it when the receiver does not take it.</summary>
[OnPostgres]
public sealed class AlertWebhookTests : IAsyncLifetime
{
    private Receiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await Receiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task A_receiver_gets_a_signed_body_without_anything_personal()
    {
        await using var bench = await RaisedAsync();

        await bench.SendAlertsAsync();
        await bench.SendAlertsAsync();

        var (body, delivery) = (Assert.Single(_receiver.Received), Assert.Single(await bench.DeliveriesAsync()));
        Assert.Equal(0, _receiver.Forged);
        Assert.Equal(
            [
                "version", "id", "type", "timestamp", "alert", "condition", "since", "value", "threshold", "unit", "page",
            ],
            body.Select(field => field.Key));
        Assert.Equal((1, "alert.raised", "booth-waiting"), ((int)body["version"]!, (string)body["type"]!, (string)body["condition"]!));
        Assert.Equal((2, 0, "cards"), ((int)body["value"]!, (int)body["threshold"]!, (string)body["unit"]!));
        Assert.Equal(("2026-11-23T07:00:00Z", "2026-11-23T07:00:00Z"), ((string)body["since"]!, (string)body["timestamp"]!));
        Assert.Equal("https://smartcard.example/backoffice/alerts", (string)body["page"]!);
        Assert.Equal(delivery.Id.Value.ToString(), (string)body["id"]!);
        Assert.Equal(delivery.Id.Value.ToString(), _receiver.Ids.Single());
        Assert.Equal((AlertDeliveryState.Delivered, (int?)204), (delivery.State, delivery.Status));
    }

    [Fact]
    public async Task Raised_and_over_name_the_same_alert()
    {
        await using var bench = await RaisedAsync();
        await bench.CloseBoothAsync();
        await bench.MinutesAsync(6);

        await bench.SendAlertsAsync();

        Assert.Equal(["alert.raised", "alert.cleared"], _receiver.Received.Select(b => (string)b["type"]!));
        Assert.Single(_receiver.Received.Select(b => (string)b["alert"]!).Distinct());
        Assert.Equal(2, _receiver.Ids.Distinct().Count());
        Assert.Equal(0, (int)_receiver.Received.Last()["value"]!);
    }

    [Theory]
    [InlineData(500, AlertProblem.Refused)]
    [InlineData(400, AlertProblem.Refused)]
    [InlineData(0, AlertProblem.Unreachable)]
    [InlineData(302, AlertProblem.Redirected)]
    public async Task It_is_sent_again_with_the_same_id_and_body_and_a_new_time(int answer, AlertProblem problem)
    {
        _receiver.Headers["Location"] = "/elsewhere";
        Answer(answer, 200);
        await using var bench = await RaisedAsync();
        await bench.SendAlertsAsync();
        var first = Assert.Single(await bench.DeliveriesAsync());
        Assert.Equal((AlertDeliveryState.Waiting, (AlertProblem?)problem), (first.State, first.Problem));
        Assert.Equal(answer == 0 ? null : (int?)answer, first.Status);
        Assert.InRange(first.DueAt - bench.Time.GetUtcNow(), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6));

        await bench.SendAlertsAsync(); // too soon
        Assert.Single(_receiver.Received);
        bench.Time.Advance(TimeSpan.FromSeconds(6));
        await bench.SendAlertsAsync();

        Assert.Equal((1, 1), (_receiver.Ids.Distinct().Count(), _receiver.Raw.Distinct().Count()));
        Assert.Equal(2, _receiver.Timestamps.Distinct().Count());
        Assert.Equal((0, 0), (_receiver.Forged, _receiver.Elsewhere));
        var second = Assert.Single(await bench.DeliveriesAsync());
        Assert.Equal((AlertDeliveryState.Delivered, 2), (second.State, second.Attempts));
        Assert.Null(second.Problem);
    }

    [Theory]
    [InlineData("90")]
    [InlineData("Mon, 23 Nov 2026 07:01:30 GMT")]
    public async Task It_comes_back_no_sooner_than_the_receiver_wants(string retryAfter)
    {
        _receiver.Headers["Retry-After"] = retryAfter;
        Answer(429, 200);
        await using var bench = await RaisedAsync();
        await bench.SendAlertsAsync();
        Assert.Equal(bench.Time.GetUtcNow().AddSeconds(90), Assert.Single(await bench.DeliveriesAsync()).DueAt);

        bench.Time.Advance(TimeSpan.FromSeconds(89));
        await bench.SendAlertsAsync();
        Assert.Single(_receiver.Received);
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await bench.SendAlertsAsync();

        Assert.Equal(AlertDeliveryState.Delivered, Assert.Single(await bench.DeliveriesAsync()).State);
    }

    [Theory]
    [InlineData("172800")]
    [InlineData("99999999999")]
    [InlineData("Mon, 23 Nov 2099 07:01:30 GMT")]
    public async Task A_receiver_that_puts_it_off_for_days_is_asked_once_more_before_it_is_given_up(string retryAfter)
    {
        _receiver.Headers["Retry-After"] = retryAfter;
        Answer(503);
        await using var bench = await RaisedAsync();
        await bench.SendAlertsAsync();
        var delivery = Assert.Single(await bench.DeliveriesAsync());
        if (retryAfter.Length < 11) // a number that nobody can mean is no wish
        {
            Assert.Equal((AlertDeliveryState.Waiting, delivery.NotAfter), (delivery.State, delivery.DueAt));
        }

        bench.Time.Advance(AlertDelivery.TriedFor);
        await bench.SendAlertsAsync();

        Assert.Equal(2, _receiver.Received.Count);
        Assert.Equal(AlertDeliveryState.GivenUp, Assert.Single(await bench.DeliveriesAsync()).State);
    }

    [Fact]
    public async Task While_nothing_is_reached_one_post_in_each_round_is_enough_and_all_follow_when_it_is_back()
    {
        Answer(0, 0, 204);
        await using var bench = await _receiver.BenchAsync();
        await bench.ChangeAsync(database => database.AddRange(Enumerable.Range(0, 50).Select(_ =>
            AlertDelivery.Of(Alert.Test(bench.Time.GetUtcNow()), AlertChange.Test, bench.Time.GetUtcNow()))));

        await bench.SendAlertsAsync();
        Assert.Single(_receiver.Received);
        await bench.SendAlertsAsync();
        Assert.Equal(2, _receiver.Received.Count);
        for (var rounds = 0; rounds < 4; rounds++)
        {
            await bench.SendAlertsAsync();
            bench.Time.Advance(TimeSpan.FromSeconds(6));
        }

        Assert.All(await bench.DeliveriesAsync(), d => Assert.Equal(AlertDeliveryState.Delivered, d.State));
        Assert.Equal(50, _receiver.Ids.Distinct().Count());
    }

    [Fact]
    public async Task What_is_new_goes_before_what_is_tried_again_whatever_the_clock_was()
    {
        await using var bench = await _receiver.BenchAsync();
        var now = bench.Time.GetUtcNow();
        var old = AlertDelivery.Of(Alert.Test(now), AlertChange.Test, now);
        old.Claim(now);
        var ahead = AlertDelivery.Of(Alert.Test(now.AddDays(1)), AlertChange.Test, now.AddDays(1));
        await bench.ChangeAsync(database => database.AddRange(old, ahead));

        await bench.SendAlertsAsync();

        Assert.Equal([ahead.Id.Value.ToString(), old.Id.Value.ToString()], _receiver.Ids);
    }

    [Fact]
    public async Task A_receiver_that_says_nothing_is_left_after_ten_seconds()
    {
        Answer(-1);
        await using var bench = await RaisedAsync();

        var sending = bench.SendAlertsAsync();
        await _receiver.IsSilent.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await bench.TurnAsync((_, _) => Task.FromResult(true)); // one that is alone: nothing is held while we wait
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        await sending;

        var delivery = Assert.Single(await bench.DeliveriesAsync());
        Assert.Equal((AlertDeliveryState.Waiting, (AlertProblem?)AlertProblem.TimedOut), (delivery.State, delivery.Problem));
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read()
    {
        using var endless = new EndlessAnswer();
        await using var bench = await JourneyBench.StartAsync(
            ("Alerts:Webhook:Url", endless.Address), ("Alerts:Webhook:Secret", Receiver.Secret));
        await bench.TestAsync();

        await bench.SendAlertsAsync();

        Assert.Equal(AlertDeliveryState.Delivered, Assert.Single(await bench.DeliveriesAsync()).State);
        var sent = await endless.Sent.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.InRange(sent, 0, 16L * 1024 * 1024); // what buffers on the way hold; it would send a gigabyte
    }

    [Fact]
    public async Task It_is_given_up_after_a_day_and_the_log_says_so()
    {
        Answer(503);
        await using var bench = await RaisedAsync();
        for (var tries = 0; tries < 40; tries++)
        {
            await bench.SendAlertsAsync();
            bench.Time.Advance(TimeSpan.FromHours(1));
        }

        var delivery = Assert.Single(await bench.DeliveriesAsync());
        Assert.Equal((AlertDeliveryState.GivenUp, (int?)503), (delivery.State, delivery.Status));
        Assert.InRange(delivery.EndedAt!.Value - delivery.CreatedAt, TimeSpan.FromHours(20), AlertDelivery.TriedFor);
        Assert.InRange(delivery.Attempts, 10, 20);
        Assert.Contains("was given up after", bench.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(_receiver.Address, bench.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Receiver.Secret, bench.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_that_send_at_once_send_it_once()
    {
        await using var bench = await RaisedAsync();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(bench.SendAlertsAsync, TestContext.Current.CancellationToken)));

        Assert.Single(_receiver.Received);
    }

    /// <summary>The host is gone after the receiver has answered, and before that is noted.</summary>
    [Fact]
    public async Task A_host_that_dies_after_the_post_sends_it_again_with_the_same_id()
    {
        await using var bench = await RaisedAsync();
        await bench.DoAsync(async services =>
        {
            var database = services.GetRequiredService<SmartcardDbContext>();
            var delivery = await database.Set<AlertDelivery>().SingleAsync();
            delivery.Claim(bench.Time.GetUtcNow().AddMinutes(1));
            await database.SaveChangesAsync();
            return await services.GetRequiredService<AlertWebhook>().PostAsync(delivery, CancellationToken.None);
        });
        await bench.SendAlertsAsync();
        Assert.Single(_receiver.Received);

        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await bench.SendAlertsAsync();

        Assert.Equal(2, _receiver.Received.Count);
        Assert.Single(_receiver.Ids.Distinct());
        Assert.Equal(AlertDeliveryState.Delivered, Assert.Single(await bench.DeliveriesAsync()).State);
    }

    [Fact]
    public async Task A_host_without_a_webhook_leaves_it_to_the_others_and_ends_it_after_a_day()
    {
        await using var bench = await JourneyBench.StartAsync();
        await bench.ChangeAsync(database => database.Add(AlertDelivery.Of(
            Alert.Test(bench.Time.GetUtcNow()), AlertChange.Test, bench.Time.GetUtcNow())));

        await bench.SendAlertsAsync();
        Assert.Equal(0, Assert.Single(await bench.DeliveriesAsync()).Attempts);
        bench.Time.Advance(AlertDelivery.TriedFor);
        await bench.SendAlertsAsync();

        var delivery = Assert.Single(await bench.DeliveriesAsync());
        Assert.Equal((AlertDeliveryState.GivenUp, (AlertProblem?)AlertProblem.NotConfigured), (delivery.State, delivery.Problem));
    }

    [Fact]
    public async Task A_test_is_sent_once_a_minute()
    {
        await using var bench = await _receiver.BenchAsync();

        Assert.Equal(TestAlertResult.Sent, await bench.TestAsync());
        Assert.Equal(TestAlertResult.TooSoon, await bench.TestAsync());
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TestAlertResult.Sent, await bench.TestAsync());
        await bench.SendAlertsAsync();

        Assert.Equal(["alert.test", "alert.test"], _receiver.Received.Select(b => (string)b["type"]!));
        Assert.All(_receiver.Received, b => Assert.Equal("test", (string)b["condition"]!));
        Assert.True(long.Parse(_receiver.Timestamps.First(), CultureInfo.InvariantCulture) > 0);
    }

    private async Task<JourneyBench> RaisedAsync()
    {
        var bench = await _receiver.BenchAsync();
        await bench.WaitAtBoothAsync(2);
        await bench.LookAsync();
        return bench;
    }

    private void Answer(params int[] answers)
    {
        _receiver.Answers.Clear();
        foreach (var answer in answers)
        {
            _receiver.Answers.Enqueue(answer);
        }
    }
}
