using System.Text;
using Smartcard.Cards.Gids;
using Smartcard.CardTasks;
using Smartcard.Domain.Audit;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Evidence;
using Smartcard.SelfService.CardTasks;
using Smartcard.SelfService.Hosts;
using Smartcard.SelfService.Vault;
using Smartcard.Tests.SelfService.Unlock;

namespace Smartcard.Tests.SelfService.CardTasks;

/// <summary>How often a card's key, and a host, may be used within an hour.</summary>
public sealed class KeyLimitTests
{
    [Fact]
    public async Task A_card_that_is_answered_too_often_is_refused_and_the_person_and_the_audit_are_told()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync([("Vault:Limits:PerCardPerHour", "4")]);

        await UpToTheLimitAsync(bench);

        Assert.Equal("card.keyLimit", bench.LastKey);
        Assert.Equal(3, (await bench.RowsAsync<EvidenceItem>()).Count(e => e.Kind == EvidenceKind.ResetReleased));
        Assert.Single(await bench.RowsAsync<AuditEntry>(), e => e.Event == "key-use-refused:PerCard");
        Assert.Equal(
            3, (await bench.RowsAsync<AuditEntry>()).Count(e => e.Event == $"card-key-used:Release+{ThisHost.Machine}"));
    }

    [Fact]
    public async Task A_reset_that_may_begin_may_also_be_proved()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync([("Vault:Limits:PerCardPerHour", "4")]);
        var helper = await ReleaseAsync(bench, times: 2);

        Assert.True(await helper.ResetAsync(bench.Card, "4711")); // the third and the fourth

        var events = (await bench.RowsAsync<AuditEntry>()).Select(e => e.Event).ToList();
        Assert.Contains($"card-key-used:Proof+{ThisHost.Machine}", events);
        Assert.DoesNotContain("key-use-refused:PerCard", events);
    }

    [Fact]
    public async Task An_answer_that_is_asked_for_again_and_again_is_not_given_without_end()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync([("Vault:Limits:PerCardPerHour", "4")]);
        var helper = await UpToResetAsync(bench);
        var task = (await helper.NextAsync())!;
        var request = new AuthoriseRequest(task.CardIdentifier!, [.. Enumerable.Range(1, 16).Select(i => (byte)i)]);
        var answers = new List<byte[]?>();
        for (var asked = 0; asked < 6; asked++)
        {
            answers.Add(await helper.AnswerAsync((calls, on, ct) => calls.AuthoriseAsync(on, task.Id, request, ct)));
        }

        Assert.Equal([true, true, true, true, false, false], answers.Select(answer => answer is not null));
    }

    [Fact]
    public async Task The_proof_of_a_passcode_that_is_set_is_answered_again_whatever_the_card_has_had()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync([("Vault:Limits:PerCardPerHour", "4")]);
        var helper = await ReleaseAsync(bench, times: 2);
        var task = (await helper.NextAsync())!;
        bench.Card.Reset();
        var card = new GidsSession(bench.Card);
        await card.SelectAsync(CancellationToken.None);
        var challenge = await card.BeginMutualAuthenticationAsync(task.Challenge!, CancellationToken.None);
        var release = new AuthoriseRequest(bench.Card.State.CardId, challenge);
        var answer = await helper.AnswerAsync((calls, on, ct) => calls.AuthoriseAsync(on, task.Id, release, ct)); // the third
        var response = new CardResponseRequest(await card.CompleteMutualAuthenticationAsync(answer!, CancellationToken.None));
        var confirm = await helper.AnswerAsync((calls, on, ct) => calls.AcceptCardResponseAsync(on, task.Id, response, ct));
        await card.ResetRetryCounterAsync(Encoding.ASCII.GetBytes("4711"), CancellationToken.None);
        await card.DeauthenticateAsync(CancellationToken.None);
        var again = new ConfirmRequest(await card.BeginMutualAuthenticationAsync(confirm!, CancellationToken.None));
        await helper.AnswerAsync((calls, on, ct) => calls.ConfirmAsync(on, task.Id, again, ct)); // the fourth is lost

        var answers = new List<byte[]?>();
        for (var asked = 0; asked <= 2 * CardTaskItem.MostAgainInARound; asked++)
        {
            answers.Add(await helper.AnswerAsync((calls, on, ct) => calls.ConfirmAsync(on, task.Id, again, ct)));
        }

        Assert.Equal(2 * CardTaskItem.MostAgainInARound, answers.TakeWhile(given => given is not null).Count());
        Assert.Null(answers[^1]);
        Assert.NotEqual("card.keyLimit", bench.LastKey);
        var proof = await card.CompleteMutualAuthenticationAsync(answers[0]!, CancellationToken.None);
        var done = new CardTaskResult(CardTaskOutcome.Done) { CardIdentifier = bench.Card.State.CardId, ConfirmResponse = proof };
        Assert.Equal(ReportVerdict.Accepted, await helper.ReportAsync(task.Id, done));
    }

    [Fact]
    public async Task What_names_another_card_or_is_no_challenge_uses_up_nothing_of_the_host()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync([("Vault:Limits:PerHostPerHour", "100")]);
        var helper = await UpToResetAsync(bench);
        var task = (await helper.NextAsync())!;
        AuthoriseRequest[] wrong = [new(task.CardIdentifier!, new byte[15]), new(bench.OtherCard.State.CardId, new byte[16])];

        for (var tried = 0; tried < 60; tried++)
        {
            foreach (var request in wrong)
            {
                Assert.Null(await helper.AnswerAsync((calls, on, ct) => calls.AuthoriseAsync(on, task.Id, request, ct)));
            }
        }

        Assert.True(await helper.ResetAsync(bench.Card, "4711"));
    }

    [Fact]
    public async Task A_host_that_has_used_too_many_keys_releases_nothing_and_the_audit_says_which()
    {
        await using var bench = await UnlockJourneyTests.LockedAndRegisteredAsync([("Vault:Limits:PerHostPerHour", "100")]);
        var helper = await UpToResetAsync(bench);
        var task = (await helper.NextAsync())!;
        var foreign = new CardResponseRequest(new byte[40]);
        await helper.ReleaseAsync(bench.Card, task); // two uses and the card's answer
        for (var tried = 0; tried < 96; tried++)
        {
            await helper.AnswerAsync((calls, on, ct) => calls.AcceptCardResponseAsync(on, task.Id, foreign, ct));
        }

        var closed = await Assert.ThrowsAsync<VaultClosedException>(async () =>
        {
            for (var more = 0; more < 3; more++)
            {
                await helper.AnswerAsync((calls, on, ct) => calls.AcceptCardResponseAsync(on, task.Id, foreign, ct));
            }
        });

        Assert.Contains("Vault:Limits:PerHostPerHour", closed.Message, StringComparison.Ordinal);
        Assert.Equal("card.vaultAway", bench.LastKey);
        var events = (await bench.RowsAsync<AuditEntry>()).Select(e => e.Event).ToList();
        Assert.Single(events, "key-use-refused:PerHost");
        Assert.Single(events, $"vault-closed:{ThisHost.Machine}");
        Assert.Equal(CardTaskPlace.VaultAway, (await bench.RowsAsync<CardTaskItem>()).Single(t => t.Id.Value == task.Id).Place);
    }

    /// <summary>With a limit of 4: three resets are released and given up, and the next is refused.</summary>
    internal static async Task UpToTheLimitAsync(JourneyBench bench)
    {
        var helper = await ReleaseAsync(bench, times: 3);
        await helper.ReleaseAsync(bench.Card, (await helper.NextAsync())!);
    }

    private static async Task<BenchHelper> ReleaseAsync(JourneyBench bench, int times)
    {
        var helper = await UpToResetAsync(bench);
        for (var released = 0; released < times; released++)
        {
            var task = (await helper.NextAsync())!;
            await helper.ReleaseAsync(bench.Card, task);
            await helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.CardRemoved));
            await bench.ReplyAsync("continue");
        }

        return helper;
    }

    private static async Task<BenchHelper> UpToResetAsync(JourneyBench bench)
    {
        var helper = await UnlockJourneyTests.UpToQuestionsAsync(bench);
        await bench.AnswerAsync();
        await bench.ReplyAsync("send", ("code", await bench.ReadCodeAsync()));
        return helper;
    }
}
