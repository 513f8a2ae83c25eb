using Smartcard.Domain;
using Smartcard.Domain.Mail;

namespace Smartcard.Tests.Domain.Mail;

/// <summary>What a mail's carrier tells of it, in whatever order it comes.</summary>
public sealed class OutgoingMailTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);

    private static readonly (MailDelivery Delivery, string? Status, int Second)[] All =
    [
        (MailDelivery.Deferred, "4.2.1", 1),
        (MailDelivery.Deferred, "4.7.1", 2),
        (MailDelivery.Delivered, null, 3),
        (MailDelivery.Bounced, "5.1.1", 4),
    ];

    [Fact]
    public void Every_order_and_every_repetition_ends_alike()
    {
        foreach (var order in Orders([0, 1, 2, 3]))
        {
            foreach (var told in new[] { 1, 2, 3, 4 }.Select(count => order[..count]))
            {
                var mail = Sent();
                foreach (var i in told.Concat(told))
                {
                    mail.Note(All[i].Delivery, All[i].Status, Now.AddSeconds(All[i].Second), Now);
                }

                var last = All[told.Max()];
                Assert.Equal(
                    (last.Delivery, last.Status, (DateTimeOffset?)Now.AddSeconds(last.Second)),
                    (mail.Delivery, mail.DeliveryStatus, mail.DeliveryAt));
            }
        }
    }

    [Fact]
    public void What_is_told_again_is_no_news()
    {
        var mail = Sent();

        Assert.True(mail.Note(MailDelivery.Bounced, "5.1.1", Now, Now));
        Assert.False(mail.Note(MailDelivery.Bounced, "5.1.1", Now, Now));
        Assert.False(mail.Note(MailDelivery.Delivered, null, Now.AddSeconds(9), Now));
        Assert.False(mail.Note(MailDelivery.Deferred, "4.2.1", Now.AddSeconds(9), Now));
    }

    [Theory]
    [InlineData(MailState.Sent, MailDelivery.Unknown, false)]
    [InlineData(MailState.Sent, MailDelivery.Deferred, false)]
    [InlineData(MailState.Sent, MailDelivery.Delivered, false)]
    [InlineData(MailState.Sent, MailDelivery.Bounced, true)]
    [InlineData(MailState.Sent, MailDelivery.Dropped, true)]
    [InlineData(MailState.Failed, MailDelivery.Unknown, true)]
    [InlineData(MailState.Failed, MailDelivery.Deferred, true)]
    [InlineData(MailState.Failed, MailDelivery.Delivered, false)]
    public void Is_lost_when_nobody_can_read_it(MailState state, MailDelivery delivery, bool isLost)
    {
        var mail = Sent();
        mail.End(state, Now);
        mail.Note(delivery, null, Now, Now);

        Assert.Equal(isLost, mail.IsLost);
    }

    [Fact]
    public void Word_of_a_mail_that_still_waits_says_that_it_was_taken_and_erases_its_code()
    {
        var mail = New();
        mail.Seal([1, 2, 3], Now);

        mail.Note(MailDelivery.Deferred, "4.2.1", Now, Now);

        Assert.Equal((MailState.Sent, null, MailDelivery.Deferred), (mail.State, mail.SealedCode, mail.Delivery));
    }

    private static IEnumerable<int[]> Orders(int[] items) =>
        items.Length == 0
            ?
            [
                [],
            ]
            : items.SelectMany(first =>
                Orders([.. items.Where(i => i != first)]).Select(rest => (int[])[first, .. rest]));

    private static OutgoingMail Sent()
    {
        var mail = New();
        mail.End(MailState.Sent, Now);
        return mail;
    }

    private static OutgoingMail New() => new()
    {
        Id = MailId.New(),
        Kind = MailKind.UnlockCode,
        To = "amal@nhs.net",
        Language = "en",
        CreatedAt = Now,
        NotAfter = Now.AddMinutes(10),
    };
}
