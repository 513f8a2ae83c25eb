using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Smartcard.BackOffice.SignIn;

/// <summary>Time-based one-time codes, as authenticator apps make them: SHA-1, 6 digits, a new one every 30 seconds. RFC 6238.</summary>
/// <remarks>Not Identity's own, which reads the machine's clock and takes a code as often as it is sent.</remarks>
internal static class Totp
{
    public const int Digits = 6;

    private const int StepSeconds = 30;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A new key: 160 bits in Base32, the length of RFC 4226, 4.</summary>
    public static string NewKey() => RandomNumberGenerator.GetString(Base32, 32);

    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    public static string CodeAt(string key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // SHA-1 is what the standard says and what authenticator apps do; HMAC needs no collision resistance
        HMACSHA1.HashData(Decode(key), counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash[(hash[^1] & 0x0F)..]) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The time step whose code this is: now, or one to either side, for clocks that differ. Null = wrong. RFC 6238,
    /// 5.2.
    /// </summary>
    public static long? Match(string key, string code, DateTimeOffset now)
    {
        var digits = Encoding.UTF8.GetBytes(string.Concat(code.Where(c => !char.IsWhiteSpace(c))));
        long? match = null;
        for (var step = StepAt(now) - 1; step <= StepAt(now) + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(CodeAt(key, step)), digits))
            {
                match = step;
            }
        }

        return match;
    }

    /// <summary>What an authenticator app reads from the picture.</summary>
    public static string AddressOf(string key, string account, string issuer) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account)}"
        + $"?secret={key}&issuer={Uri.EscapeDataString(issuer)}&digits={Digits}&period={StepSeconds}";

    private static byte[] Decode(string key)
    {
        var bytes = new byte[key.Length * 5 / 8];
        for (int i = 0, buffer = 0, bits = 0, at = 0; i < key.Length; i++)
        {
            buffer = (buffer << 5) | Base32.IndexOf(key[i], StringComparison.Ordinal);
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[at++] = (byte)(buffer >> bits);
                buffer &= (1 << bits) - 1;
            }
        }

        return bytes;
    }
}
