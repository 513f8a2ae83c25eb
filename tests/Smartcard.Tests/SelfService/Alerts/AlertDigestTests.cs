using Microsoft.Extensions.Options;
using Smartcard.Domain.Alerts;
using Smartcard.SelfService.Alerts;
using Smartcard.SelfService.Mail;

namespace Smartcard.Tests.SelfService.Alerts;

/// <summary>What a mail about alerts says.</summary>
public sealed class AlertDigestTests
{
    private static readonly DateTimeOffset Summer = new(2026, 7, 1, 23, 30, 0, TimeSpan.Zero);

    private readonly AlertDigest _digest = new(Options.Create(new MailOptions { PublicAddress = "https://smartcard.example" }));

    [Fact]
    public void Times_are_those_of_clocks_in_the_UK()
    {
        var text = _digest.Of([], [], [Alert.Raise(new AlertFigure(AlertCondition.BoothWaiting, 14, 10), Summer)]);

        Assert.Contains("Cards waiting at the IT booth: 14 cards. Alert since 2 July, 00:30. There is", text, StringComparison.Ordinal);
        Assert.DoesNotContain("UTC", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_audit_has_sentences_of_its_own()
    {
        var audit = Alert.Raise(new AlertFigure(AlertCondition.AuditBroken, 1, 0), Summer);
        Assert.StartsWith(
            "New alerts:\nThe audit was changed from outside, or the database was set back to an earlier state. "
            + "We have known this since 2 July, 00:30.\n",
            _digest.Of([audit], [], []),
            StringComparison.Ordinal);

        audit.Clear(Summer.AddHours(1));
        Assert.StartsWith(
            "Alerts that are over:\nThe audit is whole again. There was an alert from 2 July, 00:30 until 2 July, 01:30.\n",
            _digest.Of([], [audit], []),
            StringComparison.Ordinal);
    }
}
