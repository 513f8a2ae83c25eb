using System.Security.Cryptography;

namespace Smartcard.CardTasks.Piv;

/// <summary>The helper's key for one reset: what the host sealed for it can be opened here alone.</summary>
public sealed class PukReply : IDisposable
{
    private readonly ECDiffieHellman _key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>SubjectPublicKeyInfo, for <see cref="PukRequest.ReplyKey"/>.</summary>
    public byte[] PublicKey => _key.ExportSubjectPublicKeyInfo();

    /// <summary>Opens a PUK.</summary>
    /// <param name="task">The card task that it came for.</param>
    /// <param name="response">The host's answer.</param>
    /// <returns>8 bytes, in a pinned array for the caller to clear.</returns>
    /// <exception cref="CryptographicException">It was not sealed for this key, this task and this version.</exception>
    public byte[] Open(Guid task, PukResponse response)
    {
        const int at = PukSeal.PublicKeyLength;
        var sealedPuk = response.SealedPuk.AsSpan();
        using var theirs = ECDiffieHellman.Create();
        if (sealedPuk.Length != PukSeal.Length || !PukSeal.TryImport(theirs, sealedPuk[..at]))
        {
            throw new CryptographicException("The host's answer has no PUK in it.");
        }

        var key = PukSeal.KeyOf(_key, theirs, task, response.Version);
        try
        {
            using var aes = new AesGcm(key, PukSeal.TagLength);
            var puk = GC.AllocateUninitializedArray<byte>(PukSeal.PukLength, pinned: true);
            aes.Decrypt(PukSeal.Nonce, sealedPuk[at..^PukSeal.TagLength], sealedPuk[^PukSeal.TagLength..], puk, sealedPuk[..at]);
            return puk;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
