using System.Security.Cryptography;

namespace Smartcard.SelfService.Vault.Pkcs11;

/// <summary>What a token says when nobody waits for it any more may be a PUK, so it is cleared.</summary>
internal static class LateAnswers
{
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public static async Task<TAnswer> TakeInTimeAsync<TAnswer>(
        this Task<TAnswer> work, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await work.WaitAsync(limit, time, cancellationToken);
        }
        catch (Exception gone) when (gone is TimeoutException or OperationCanceledException)
        {
            _ = work.ContinueWith(
                late => CryptographicOperations.ZeroMemory(late.Result as byte[]),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            throw;
        }
    }
}
