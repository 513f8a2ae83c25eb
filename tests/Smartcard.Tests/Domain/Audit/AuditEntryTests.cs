using System.Security.Cryptography;
using Smartcard.Domain;
using Smartcard.Domain.Audit;

namespace Smartcard.Tests.Domain.Audit;

/// <summary>The chain of audit entries shows any change to it.</summary>
public sealed class AuditEntryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);

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
}
