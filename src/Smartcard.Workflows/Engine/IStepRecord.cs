namespace Smartcard.Workflows;

/// <summary>
/// What is being done at this moment, noted where the end of this process leaves it. What ended a host twice is set aside: otherwise one timer, or
/// one message that is sent again and again, would end every host that starts.
/// </summary>
public interface IStepRecord
{
    /// <summary>Whether it ended a host twice, and is not to be tried again.</summary>
    /// <param name="step">The id of the bookmark that is resumed, or another that stays the same when it is tried again.</param>
    bool HasEndedHosts(Guid step);

    /// <summary>Notes that it begins; dispose it when it has ended, well or not.</summary>
    IDisposable Begin(Guid step);
}
