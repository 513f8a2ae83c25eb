using Smartcard.Domain;
using Smartcard.Storage.Workflows;
using Smartcard.Wording;

namespace Smartcard.Designer.Definitions;

/// <summary>Requests for approval in words.</summary>
internal static class RequestWords
{
    /// <summary>As in "it was approved".</summary>
    public static string Of(PublishingRequestState state) => state switch
    {
        PublishingRequestState.Open => Catalogue.Versions["requestState.open"],
        PublishingRequestState.Approved => Catalogue.Versions["requestState.approved"],
        PublishingRequestState.Rejected => Catalogue.Versions["requestState.rejected"],
        PublishingRequestState.Withdrawn => Catalogue.Versions["requestState.withdrawn"],
        PublishingRequestState.Replaced => Catalogue.Versions["requestState.replaced"],
        PublishingRequestState.Void => Catalogue.Versions["requestState.void"],
        _ => throw new InvalidOperationException($"Unexpected state {state}."),
    };

    /// <summary>Why this person cannot decide it; null when they can.</summary>
    public static string? WhyNotDecidedBy(this PublishingRequest request, UserId user) => request switch
    {
        { State: not PublishingRequestState.Open } => Catalogue.Versions["refused.notOpen", ("state", Of(request.State))],
        _ when request.AskedBy == user => Catalogue.Versions["refused.own"],
        _ => null,
    };
}
