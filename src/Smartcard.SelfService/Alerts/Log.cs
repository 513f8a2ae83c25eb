using Microsoft.Extensions.Logging;
using Smartcard.Domain;
using Smartcard.Domain.Alerts;

namespace Smartcard.SelfService.Alerts;

internal static partial class Log
{
    [LoggerMessage(3101, LogLevel.Warning, "Alert {Condition} was raised: the value is {Value}, and the limit is {Threshold}")]
    public static partial void AlertRaised(this ILogger logger, string condition, long value, long threshold);

    [LoggerMessage(3102, LogLevel.Information, "Alert {Condition}, raised at {RaisedAt:O}, is over")]
    public static partial void AlertIsOver(this ILogger logger, string condition, DateTimeOffset raisedAt);

    [LoggerMessage(3103, LogLevel.Information, "News {DeliveryId} of alert {Condition} ({Change}) was posted to the webhook")]
    public static partial void AlertDelivered(this ILogger logger, AlertDeliveryId deliveryId, string condition, AlertChange change);

    [LoggerMessage(
        3104,
        LogLevel.Warning,
        "The webhook did not take news {DeliveryId} of an alert at attempt {Attempt} ({Problem} {Status}). It will be sent again")]
    public static partial void AlertWillBeRetried(
        this ILogger logger, AlertDeliveryId deliveryId, int attempt, AlertProblem problem, int? status);

    // Error: somebody was not told, and the settings or the receiver need a hand.
    [LoggerMessage(
        3105,
        LogLevel.Error,
        "News {DeliveryId} of alert {Condition} was given up after {Attempts} attempts ({Problem} {Status}). "
        + "Check Alerts:Webhook and its receiver")]
    public static partial void AlertGivenUp(
        this ILogger logger, AlertDeliveryId deliveryId, string condition, int attempts, AlertProblem problem, int? status);
}
