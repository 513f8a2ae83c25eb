using System.Security.Cryptography;
using System.Text;
using Smartcard.Domain.Secrets;

namespace Smartcard.Domain.Codes;

/// <summary>A code of 6 digits that was emailed: used once, dead after three wrong tries or 15 minutes. P-R7, P-U7, S2, S3.</summary>
public sealed class EmailCode
{
    public const int Digits = 6;
    public const int MaxTries = 3;
    public const int MaxPerJourney = 3;
    public const int MaxPerCardPerDay = 6;

    /// <summary>A code's life, from the moment it is made. Policy: never longer.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(15);

    /// <summary>How far <see cref="MaxPerCardPerDay"/> looks back: a code stays on record for so long at least.</summary>
    public static TimeSpan CountedFor { get; } = TimeSpan.FromDays(1);

    /// <summary>A mail that would leave the person less than this is not sent (S3).</summary>
    public static TimeSpan LeastUsefulLife { get; } = TimeSpan.FromMinutes(5);

    public required CodeId Id { get; init; }

    public required JourneyId JourneyId { get; init; }

    public required CardId CardId { get; init; }

    /// <summary>The address it was sent to, in full: a code confirms this address and no other.</summary>
    public required string Address { get; init; }

    /// <summary>HMAC-SHA-256 over the code's id and its digits.</summary>
    public required byte[] KeyedHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public int WrongTries { get; private set; }

    public CodeState State { get; private set; }

    /// <summary>Whether another may be made, within the limits of its journey and of its card.</summary>
    /// <param name="isOneMoreAllowed">Booth staff have allowed this journey one more, which they can do once.</param>
    public static bool MayBeMade(int ofJourney, bool isOneMoreAllowed, int ofCard) =>
        ofJourney < MaxPerJourney + (isOneMoreAllowed ? 1 : 0) && ofCard < MaxPerCardPerDay;

    public static Secret Draw() =>
        new(
            RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>
    /// Whether this could be a code at all: six digits, whatever stands between and around them. What is not costs no
    /// try.
    /// </summary>
    public static bool HasShape(Secret typed) => DigitsOf(typed) is { Length: Digits };

    public static byte[] Hash(CodeId id, Secret code, ReadOnlySpan<byte> key)
    {
        var digits = DigitsOf(code) ?? "";
        return HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{id.Value:N}:{digits}"));
    }

    /// <summary>Judges a try at <paramref name="now"/> and counts it.</summary>
    /// <param name="keys">Those that the code may have been made under. All are tried, whichever is the right one.</param>
    public CodeCheck Try(Secret typed, IReadOnlyList<byte[]> keys, DateTimeOffset now)
    {
        // A clock that was set back does not make a code live longer.
        if (State == CodeState.Live && (now >= ExpiresAt || now < CreatedAt - Clocks.Tolerance))
        {
            State = CodeState.Expired;
        }

        if (State != CodeState.Live)
        {
            return State == CodeState.Expired ? new CodeCheck.Expired() : new CodeCheck.Dead();
        }

        var isRight = false;
        foreach (var key in keys)
        {
            isRight |= CryptographicOperations.FixedTimeEquals(KeyedHash, Hash(Id, typed, key));
        }

        if (isRight)
        {
            State = CodeState.Used;
            return new CodeCheck.Valid();
        }

        WrongTries++;
        if (WrongTries < MaxTries)
        {
            return new CodeCheck.Wrong(MaxTries - WrongTries);
        }

        State = CodeState.Dead;
        return new CodeCheck.Dead();
    }

    /// <summary>A newer code, or the end of the journey, takes its place.</summary>
    public void Replace()
    {
        if (State == CodeState.Live)
        {
            State = CodeState.Replaced;
        }
    }

    /// <summary>
    /// The six digits of a code as people write and paste it: with spaces or dashes in it, or words around it; null
    /// where it is none.
    /// </summary>
    public static string? DigitsIn(ReadOnlySpan<char> text)
    {
        var digits = new StringBuilder(Digits);
        var isBroken = false;
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                if (isBroken || digits.Length == Digits)
                {
                    return null;
                }

                digits.Append(character);
            }
            else if (char.IsDigit(character))
            {
                return null;
            }
            else
            {
                isBroken |= digits.Length is > 0 and < Digits && char.IsLetter(character);
            }
        }

        return digits.Length == Digits ? digits.ToString() : null;
    }

    private static string? DigitsOf(Secret typed) => typed.Use(DigitsIn);
}

public enum CodeState
{
    Live,
    Used,
    Dead,
    Replaced,
    Expired,
}

public abstract record CodeCheck
{
    private CodeCheck()
    {
    }

    public sealed record Valid : CodeCheck;

    public sealed record Wrong(int TriesLeft) : CodeCheck;

    public sealed record Dead : CodeCheck;

    public sealed record Expired : CodeCheck;
}
