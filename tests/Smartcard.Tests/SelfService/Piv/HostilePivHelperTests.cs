using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.CardTasks.Piv;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.CardTasks;

namespace Smartcard.Tests.SelfService.Piv;

/// <summary>A helper in the wrong hands: what it makes up is refused, and gets it no PUK.</summary>
public sealed class HostilePivHelperTests
{
    private static readonly CardTaskOutcome Done = CardTaskOutcome.Done;

    public static TheoryData<string> Forgeries => ["none", "zeros", "not DER", "too long", "for another purpose", "for another challenge"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_card_that_does_not_show_itself_is_not_identified(string forgery)
    {
        await using var bench = await PivBench.LockedAsync();
        await bench.Journeys.BeginAsync("unlock");
        await bench.Journeys.ReplyAsync("continue");
        using var helper = await PivHelper.PairAsync(bench);
        var task = await helper.NextAsync();
        var forged = await ForgedAsync(helper, forgery, task.Challenge!, CardProofPurpose.Release);

        await helper.IdentifyAsync(result => result with { PresenceSignature = forged });

        Assert.Equal("card.notPresent", bench.Journeys.LastKey);
        var journey = await bench.Journeys.JourneyAsync();
        Assert.Equal((null, JourneyEnd.Referred), (journey.CardId, journey.End)); // to try again would end the same way
        Assert.Equal(BoothReason.CardNotUsable, Assert.Single(await bench.Journeys.RowsAsync<BoothCase>()).Reason);
        Assert.Contains("card-presence-refused", await bench.EventsAsync());
        Assert.DoesNotContain(
            await bench.Journeys.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.CardIdentified && e.CardId == bench.Id);
    }

    [Fact]
    public async Task A_presence_that_was_recorded_in_another_journey_is_refused()
    {
        await using var bench = await PivBench.LockedAsync();
        byte[]? recorded = null;
        await bench.Journeys.BeginAsync("unlock");
        await bench.Journeys.ReplyAsync("continue");
        using (var first = await PivHelper.PairAsync(bench))
        {
            await first.IdentifyAsync(result =>
            {
                recorded = result.PresenceSignature;
                return result;
            });
        }

        await bench.Journeys.BeginAsync("unlock", "other chat");
        await bench.Journeys.ReplyAsync("continue");
        using var second = await PivHelper.PairAsync(bench);
        await second.IdentifyAsync(result => result with { PresenceSignature = recorded });

        Assert.Equal("card.notPresent", bench.Journeys.LastKey);
    }

    [Fact]
    public async Task Another_card_cannot_show_itself_as_this_one()
    {
        await using var bench = await PivBench.LockedAsync();
        await using var other = new SoftwarePivCard(SoftwarePivCardState.Create("other", "123456", "12345678"));
        await bench.Journeys.BeginAsync("unlock");
        await bench.Journeys.ReplyAsync("continue");
        using var helper = await PivHelper.PairAsync(bench);

        await helper.IdentifyAsync(with: other);

        Assert.Equal("card.notPresent", bench.Journeys.LastKey);
    }

    [Theory]
    [InlineData("Gids")]
    [InlineData("piv")]
    [InlineData(null)]
    public async Task The_kind_that_is_on_record_is_the_only_one_that_counts(string? kind)
    {
        await using var bench = await PivBench.LockedAsync();
        await bench.Journeys.BeginAsync("unlock");
        await bench.Journeys.ReplyAsync("continue");
        using var helper = await PivHelper.PairAsync(bench);

        await helper.IdentifyAsync(result => result with { CardType = kind });

        Assert.Equal("card.notPresent", bench.Journeys.LastKey);
        Assert.Contains("card-kind-refused", await bench.EventsAsync());
    }

    [Fact]
    public async Task A_GIDS_card_that_is_said_to_be_a_PIV_card_is_not_identified()
    {
        await using var bench = await PivBench.LockedAsync();
        await bench.Journeys.BeginAsync("unlock");
        await bench.Journeys.ReplyAsync("continue");
        using var helper = await PivHelper.PairAsync(bench);

        await helper.IdentifyAsync(result => result with { CardIdentifier = bench.Journeys.Card.State.CardId });

        Assert.Equal("card.notPresent", bench.Journeys.LastKey);
    }

    [Fact]
    public async Task Without_presence_or_with_the_key_that_needs_no_passcode_nobody_is_registered()
    {
        await using var bench = await PivBench.StartAsync();
        await bench.Journeys.BeginAsync("registration");
        await bench.Journeys.ReplyAsync("continue");
        using var helper = await PivHelper.PairAsync(bench);

        await helper.ProveAsync(result => result with { PresenceSignature = null });
        Assert.Equal("card.notPresent", bench.Journeys.LastKey);
        await bench.Journeys.BeginAsync("registration", "other chat");
        await bench.Journeys.ReplyAsync("continue");
        using var again = await PivHelper.PairAsync(bench);
        var task = await again.NextAsync();
        var swapped = await again.SignAsync(PivKey.CardAuthentication, CardProofPurpose.Passcode, task.Challenge!);
        await again.ProveAsync(result => result with { Signature = swapped });

        Assert.Equal("card.notProved", bench.Journeys.LastKey);
        Assert.Empty(await bench.Journeys.RowsAsync<Registration>());
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task No_PUK_is_given_to_a_card_that_does_not_show_itself(string forgery)
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        var forged = await ForgedAsync(helper, forgery, task.Challenge!, CardProofPurpose.Presence);

        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.AskPukAsync(task.Id, forged!));

        Assert.False(await bench.IsReleasedAsync());
        Assert.Contains("reset-refused:NotPresent", await bench.EventsAsync());
        Assert.Null((await bench.KeyAsync()).PukExposedAt);
    }

    [Fact]
    public async Task A_PIV_card_is_not_reset_the_way_of_the_other_kind()
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        var challenge = new byte[16];

        Assert.Null(await helper.Helper.AnswerAsync(
            (calls, on, ct) => calls.AuthoriseAsync(on, task.Id, new AuthoriseRequest(bench.Identifier, challenge), ct)));
        var puk = await helper.TakePukAsync(task);
        await helper.AcceptedAsync(task, puk.Version);

        Assert.Null(await helper.Helper.AnswerAsync(
            (calls, on, ct) => calls.AcceptCardResponseAsync(on, task.Id, new CardResponseRequest(new byte[40]), ct)));
        Assert.Null(await helper.Helper.AnswerAsync(
            (calls, on, ct) => calls.ConfirmAsync(on, task.Id, new ConfirmRequest(challenge), ct)));
    }

    [Fact]
    public async Task Done_is_not_believed_without_the_cards_proof()
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        Assert.Equal(ReportVerdict.Conflict, await helper.Helper.ReportAsync(task.Id, new CardTaskResult(Done)));
        var puk = await helper.TakePukAsync(task);
        await helper.AcceptedAsync(task, puk.Version);

        Assert.Equal(
            ReportVerdict.NotBelieved,
            await helper.Helper.ReportAsync(task.Id, new CardTaskResult(Done) { PukVersion = 2, Signature = new byte[70] }));

        Assert.Equal("card.outcome.Unknown", bench.Journeys.LastKey);
        Assert.Contains(await bench.Journeys.RowsAsync<BoothCase>(), c => c.Reason == BoothReason.CardKeyDoubtful);
        var key = await bench.KeyAsync();
        Assert.Equal((1, 2), (key.Version, key.PendingVersion));
        Assert.NotNull(key.PukExposedAt);
        Assert.Contains("puk-exposed", await bench.EventsAsync());
    }

    [Fact]
    public async Task A_PUK_that_was_never_accepted_was_not_changed()
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        var puk = await helper.TakePukAsync(task);
        await helper.UseAsync(task, puk);

        Assert.Equal(ReportVerdict.NotBelieved, await helper.DoneAsync(task, puk, version: 2));

        Assert.Equal((1, null), ((await bench.KeyAsync()).Version, (await bench.KeyAsync()).PendingVersion));
    }

    [Fact]
    public async Task Two_tasks_at_once_get_one_PUK()
    {
        await using var bench = await PivBench.LockedAsync();
        using var first = await bench.UpToResetAsync();
        var its = await first.NextAsync();
        var answers = bench.Journeys;
        using var second = await bench.UpToResetAsync();
        var other = await second.NextAsync();

        await first.TakePukAsync(its);

        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await second.AskPukAsync(other));
        Assert.Contains("reset-refused:AnotherResetIsOpen", await bench.EventsAsync());
        Assert.Single(await answers.RowsAsync<EvidenceItem>(), e => e.Kind == EvidenceKind.ResetReleased);
    }

    [Fact]
    public async Task A_PUK_that_was_never_given_is_neither_accepted_nor_wrong()
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.TellAsync(task, 1, PukOutcome.Accepted));
        await helper.TakePukAsync(task);

        foreach (var outcome in Enum.GetValues<PukOutcome>())
        {
            Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await helper.TellAsync(task, 2, outcome, left: 2));
        }

        var key = await bench.KeyAsync();
        Assert.Equal((1, null, false, false), (key.Version, key.PendingVersion, key.IsCurrentPukWrong, key.IsPukBlocked));
    }

    [Fact]
    public async Task Done_is_not_believed_where_the_card_refused_the_only_PUK_that_was_given()
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        var task = await helper.NextAsync();
        var puk = await helper.TakePukAsync(task);
        await helper.UseAsync(task, puk);
        await helper.TellAsync(task, 1, PukOutcome.Wrong, left: 2);

        Assert.Equal(ReportVerdict.NotBelieved, await helper.DoneAsync(task, puk, version: null));
    }

    [Fact]
    public async Task A_PUK_is_given_for_the_key_that_the_card_signed_and_for_no_other()
    {
        await using var bench = await PivBench.LockedAsync();
        using var helper = await bench.UpToResetAsync();
        using var other = new PivHelper(bench, helper.Helper);
        var task = await helper.NextAsync();
        var signed = await helper.SignAsync(PivKey.CardAuthentication, CardProofPurpose.Release, task.Challenge!);

        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await other.AskPukAsync(task.Id, signed));
        await helper.TakePukAsync(task);

        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await other.AskPukAsync(task));
        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await other.TellAsync(task, 1, PukOutcome.Accepted));
        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await other.TellAsync(task, 1, PukOutcome.Wrong, left: 2));
        var key = await bench.KeyAsync();
        Assert.Equal((1, null, false), (key.Version, key.PendingVersion, key.IsCurrentPukWrong));
        Assert.Equal(2, (await helper.AcceptedAsync(task, 1)).Version);
        Assert.IsType<CardTaskAnswer<PukResponse>.Refused>(await other.TellAsync(task, 1, PukOutcome.Accepted));
    }

    private static async Task<byte[]?> ForgedAsync(PivHelper helper, string forgery, byte[] challenge, CardProofPurpose otherPurpose) =>
        forgery switch
        {
            "none" => null,
            "zeros" => new byte[70],
            "not DER" => [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x02],
            "too long" => [.. await helper.SignAsync(PivKey.CardAuthentication, otherPurpose, challenge), 0],
            "for another purpose" => await helper.SignAsync(PivKey.CardAuthentication, otherPurpose, challenge),
            _ => await helper.SignAsync(PivKey.CardAuthentication, CardProofPurpose.Presence, new byte[32]),
        };
}
