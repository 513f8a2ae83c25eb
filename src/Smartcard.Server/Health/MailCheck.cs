namespace Smartcard.Server.Health;

/// <summary>Mails are taken: not all of this host's have failed for five minutes.</summary>
internal sealed class MailCheck(MailWatch watch, TimeProvider time) : BoundedCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    protected override string OnFailure => "The last mails cannot be checked.";

    protected override Task<(bool IsWell, string Says)> LookAsync(CancellationToken cancellationToken) =>
        Task.FromResult(
            watch.Now switch
            {
                null => (true, "The last mail was sent, or there has been none yet."),
                var failing when time.GetUtcNow() - failing.Since > Patience => (
                    false,
                    $"No mail has been taken for {(long)(time.GetUtcNow() - failing.Since).TotalMinutes} minutes; "
                    + $"{failing.Reason}. Until this is fixed, codes do not arrive and nobody can register or unlock."),
                var failing => (true, $"The last mail failed and will be tried again: {failing.Reason}."),
            });
}
