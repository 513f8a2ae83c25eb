using System.Security.Cryptography;

namespace Smartcard.SelfService.CardTasks;

/// <summary>
/// What a PIV card signs after its reset, 32 bytes: the first half is drawn by lot, and the second is the mark of the key that the PUKs of
/// this reset are sealed for. So no other key gets one.
/// </summary>
internal static class PukChallenge
{
    private const int HalfLengthBytes = 16;

    public static byte[] New(byte[] replyKey) => [.. RandomNumberGenerator.GetBytes(HalfLengthBytes), .. MarkOf(replyKey)];

    public static bool IsFor(byte[]? challenge, byte[] replyKey) =>
        challenge is { Length: 2 * HalfLengthBytes } && challenge.AsSpan(HalfLengthBytes).SequenceEqual(MarkOf(replyKey));

    private static ReadOnlySpan<byte> MarkOf(byte[] replyKey) => SHA256.HashData(replyKey).AsSpan(0, HalfLengthBytes);
}
