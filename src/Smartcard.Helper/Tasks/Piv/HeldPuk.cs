using System.Security.Cryptography;

namespace Smartcard.Helper.Tasks.Piv;

/// <summary>A PUK while it is needed: in one place that the collector does not move, wiped when disposed of. Never a string.</summary>
/// <param name="version">Which PUK it is; no secret.</param>
/// <param name="bytes">8 bytes, pinned.</param>
internal sealed class HeldPuk(int version, byte[] bytes) : IDisposable
{
    public int Version => version;

    public ReadOnlyMemory<byte> Bytes => bytes;

    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);

    public override string ToString() => $"(PUK {version})";
}
