using System.Security.Cryptography;

namespace Smartcard.Helper.Screen;

/// <summary>
/// A passcode while it is needed: bytes in one place that the collector does not move, wiped when disposed of. Never a
/// string.
/// </summary>
internal sealed class Passcode : IDisposable
{
    public const int MaxBytes = 32;

    private readonly byte[] _bytes;

    private Passcode(byte[] bytes) => _bytes = bytes;

    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Copies; the caller wipes its own.</summary>
    public static Passcode Copy(ReadOnlySpan<byte> source)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(source.Length, pinned: true);
        source.CopyTo(bytes);
        return new Passcode(bytes);
    }

    public bool Is(Passcode other) => CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    public override string ToString() => "(a passcode)";
}

/// <summary>A new passcode as it was typed, twice.</summary>
internal sealed record NewPasscode(Passcode First, Passcode Second) : IDisposable
{
    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
    }
}
