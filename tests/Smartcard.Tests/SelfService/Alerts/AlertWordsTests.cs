using Smartcard.Domain.Alerts;
using Smartcard.SelfService.Alerts;

namespace Smartcard.Tests.SelfService.Alerts;

/// <summary>Values and limits as people say them. A limit is never rounded.</summary>
public sealed class AlertWordsTests
{
    [Theory]
    [InlineData(1, "1 second", "more than 1 second")]
    [InlineData(90, "90 seconds", "more than 90 seconds")]
    [InlineData(150, "2 minutes", "more than 150 seconds")]
    [InlineData(1800, "30 minutes", "more than 30 minutes")]
    [InlineData(9000, "2 hours", "more than 150 minutes")]
    [InlineData(86_400, "24 hours", "more than 24 hours")]
    [InlineData(200_000, "2 days", "more than 200000 seconds")]
    public void A_length_of_time(long seconds, string value, string limit)
    {
        Assert.Equal(value, AlertWords.ValueOf(AlertCondition.BoothWaitTime, seconds));
        Assert.Equal(limit, AlertWords.LimitOf(AlertCondition.BoothWaitTime, seconds));
    }

    [Fact]
    public void Each_condition_has_words_for_its_value_and_its_limit()
    {
        Assert.All(AlertConditions.Watched, c => Assert.NotEmpty(AlertWords.ValueOf(c, 1)));
        Assert.Equal("1 card", AlertWords.ValueOf(AlertCondition.BoothWaiting, 1));
        Assert.Equal("more than 3 emails", AlertWords.LimitOf(AlertCondition.MailFailing, 3));
        Assert.Equal("–", AlertWords.ValueOf(AlertCondition.AuditBroken, 1));
        Assert.Equal("changed from outside or set back", AlertWords.LimitOf(AlertCondition.AuditBroken, 0));
    }
}
