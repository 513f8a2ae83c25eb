using System.Security.Cryptography;
using Smartcard.Domain;
using Smartcard.Domain.Audit;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Secrets;

namespace Smartcard.Tests.Domain;

/// <summary>Codes, lockouts and the audit chain, each by itself. S1 to S4.</summary>
public sealed class RulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public void A_code_works_once_within_its_life_with_spaces_or_without()
    {
        var code = CodeOf("482913");

        Assert.IsType<CodeCheck.Valid>(Try(code, " 482 913 ", Now.AddMinutes(15).AddTicks(-1)));
        Assert.IsType<CodeCheck.Dead>(Try(code, "482913", Now));
    }

    [Fact]
    public void A_code_is_dead_after_fifteen_minutes_and_after_three_wrong_tries()
    {
        Assert.IsType<CodeCheck.Expired>(Try(CodeOf("482913"), "482913", Now.AddMinutes(15)));

        var code = CodeOf("482913");
        Assert.Equal(new CodeCheck.Wrong(2), Try(code, "000000", Now));
        Assert.Equal(new CodeCheck.Wrong(1), Try(code, "482914", Now));
        Assert.IsType<CodeCheck.Dead>(Try(code, "999999", Now));
        Assert.IsType<CodeCheck.Dead>(Try(code, "482913", Now));
    }

    [Fact]
    public void The_same_digits_have_another_hash_for_another_code_and_another_key()
    {
        using var digits = new Secret("482913");
        var id = CodeId.New();

        Assert.NotEqual(EmailCode.Hash(id, digits, Key), EmailCode.Hash(CodeId.New(), digits, Key));
        Assert.NotEqual(EmailCode.Hash(id, digits, Key), EmailCode.Hash(id, digits, new byte[32]));
    }

    [Fact]
    public void Codes_are_six_digits_and_all_of_them_occur()
    {
        var drawn = Enumerable.Range(0, 2000).Select(_ =>
        {
            using var code = EmailCode.Draw();
            return code.Use(text => text.ToString());
        }).ToList();

        Assert.All(drawn, code => Assert.Matches("^[0-9]{6}$", code));
        Assert.Contains(drawn, code => code[0] == '0');
        Assert.True(drawn.Distinct().Count() > 1990, "Codes repeat far more often than chance would have it.");
    }

    [Fact]
    public void Three_wrong_submissions_stop_a_card_and_a_right_one_in_between_begins_anew()
    {
        var lockout = new CardLockout { CardId = CardId.New() };
        Assert.Equal(new AnswerAttempt.Wrong(2), lockout.Record(isRight: false, Now));
        Assert.Equal(new AnswerAttempt.Wrong(1), lockout.Record(isRight: false, Now));
        Assert.IsType<AnswerAttempt.Right>(lockout.Record(isRight: true, Now));
        lockout.Record(isRight: false, Now);
        lockout.Record(isRight: false, Now);
        Assert.IsType<AnswerAttempt.Locked>(lockout.Record(isRight: false, Now));

        Assert.IsType<AnswerAttempt.Locked>(lockout.Record(isRight: true, Now));
        Assert.True(lockout.IsStopped);
        lockout.Lift();
        Assert.IsType<AnswerAttempt.Right>(lockout.Record(isRight: true, Now));
    }

    [Fact]
    public void The_audit_chain_shows_what_was_changed_taken_out_or_put_in()
    {
        var first = AuditEntry.After(null, "code-issued", JourneyId.New(), CardId.New(), Now);
        var second = AuditEntry.After(first, "code-confirmed", first.JourneyId, first.CardId, Now);
        var third = AuditEntry.After(second, "unlocked", first.JourneyId, first.CardId, Now);
        var changed = new AuditEntry
        {
            Sequence = second.Sequence,
            At = second.At,
            JourneyId = second.JourneyId,
            CardId = second.CardId,
            Event = "code-wrong",
            PreviousHash = second.PreviousHash,
            Hash = second.Hash,
        };

        Assert.True(first.Follows(null) && second.Follows(first) && third.Follows(second));
        Assert.False(third.Follows(first));
        Assert.False(second.Follows(null));
        Assert.False(changed.Follows(first));
    }

    [Fact]
    public void The_audit_chain_shows_who_did_it_and_entries_from_before_there_was_sign_in_still_hold()
    {
        var before = AuditEntry.After(null, "unlocked", journeyId: null, cardId: null, Now);
        var after = AuditEntry.After(before, "user-disabled", null, null, Now, UserId.New(), UserId.New());
        var blamed = new AuditEntry
        {
            Sequence = after.Sequence,
            At = after.At,
            ActorId = UserId.New(),
            SubjectId = after.SubjectId,
            Event = after.Event,
            PreviousHash = after.PreviousHash,
            Hash = after.Hash,
        };
        var nobody = new AuditEntry
        {
            Sequence = after.Sequence,
            At = after.At,
            Event = after.Event,
            PreviousHash = after.PreviousHash,
            Hash = after.Hash,
        };

        Assert.Equal(
            Convert.ToHexString(
                SHA256.HashData(
                    System.Text.Encoding.UTF8.GetBytes($"1|{Now.UtcTicks}|||unlocked|{new string('0', 64)}"))),
            before.Hash);
        Assert.True(after.Follows(before));
        Assert.False(blamed.Follows(before));
        Assert.False(nobody.Follows(before));
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_make_a_code_live_longer()
    {
        Assert.IsType<CodeCheck.Expired>(Try(CodeOf("482913"), "482913", Now.AddHours(-1)));
        Assert.IsType<CodeCheck.Valid>(Try(CodeOf("482913"), "482913", Now.AddSeconds(-50))); // clocks of two hosts
    }

    private static EmailCode CodeOf(string digits)
    {
        var id = CodeId.New();
        using var code = new Secret(digits);
        return new EmailCode
        {
            Id = id,
            JourneyId = JourneyId.New(),
            CardId = CardId.New(),
            Address = "amal@nhs.net",
            KeyedHash = EmailCode.Hash(id, code, Key),
            CreatedAt = Now,
            ExpiresAt = Now + EmailCode.Lifetime,
        };
    }

    private static CodeCheck Try(EmailCode code, string typed, DateTimeOffset at)
    {
        using var secret = new Secret(typed);
        return code.Try(secret, [Key], at);
    }
}
