using System.Globalization;
using System.Security.Cryptography;
using NSec.Cryptography;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Secrets;

namespace Smartcard.SelfService.Registrations;

/// <summary>Argon2id over the folded answer, in PHC form: <c>$argon2id$v=19$m=19456,t=2,p=1,fold=2$salt$hash</c>.</summary>
/// <remarks>
/// Parameters: OWASP Password Storage Cheat Sheet (m = 19 MiB, t = 2, p = 1); about 20 ms each, so never inside a
/// transaction. <c>fold</c> is ours, the folding that the answer had (<see cref="AnswerFolding"/>); a hash without it
/// had the first.
/// </remarks>
public sealed class AnswerHasher
{
    private const int SaltLengthBytes = 16;
    private const int HashLengthBytes = 32;

    private readonly Argon2id _argon2;
    private readonly string _parameters;

    /// <summary>With its own cost, for tests, which make far more hashes than a host does.</summary>
    internal AnswerHasher(int memoryKiB, int passes)
    {
        _argon2 = new Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = memoryKiB, NumberOfPasses = passes });
        _parameters = string.Create(CultureInfo.InvariantCulture, $"m={memoryKiB},t={passes},p=1");
    }

    /// <summary>The product's.</summary>
    public static AnswerHasher Full { get; } = new(memoryKiB: 19456, passes: 2);

    public string Hash(Secret answer)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLengthBytes);
        var hash = Derive(answer, AnswerFolding.Newest, salt);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"$argon2id$v=19${_parameters},fold={AnswerFolding.Newest}"
            + $"${Convert.ToBase64String(salt).TrimEnd('=')}${Convert.ToBase64String(hash).TrimEnd('=')}");
    }

    /// <exception cref="FormatException"><paramref name="phc"/> was made by no hasher of this cost.</exception>
    public bool Verify(Secret answer, string phc)
    {
        var parts = phc.Split('$');
        if (parts.Length != 6 || parts[1] != "argon2id" || FoldingOf(parts[3]) is not { } folding)
        {
            throw new FormatException("A stored answer hash is not Argon2id with this product's parameters.");
        }

        return CryptographicOperations.FixedTimeEquals(Derive(answer, folding, FromBase64(parts[4])), FromBase64(parts[5]));
    }

    private int? FoldingOf(string parameters) =>
        parameters == _parameters ? AnswerFolding.First
        : parameters == _parameters + ",fold=2" ? AnswerFolding.Second
        : null;

    private byte[] Derive(Secret answer, int folding, byte[] salt)
    {
        using var folded = AnswerFolding.Fold(answer, folding);
        return _argon2.DeriveBytes(folded.Utf8, salt, HashLengthBytes);
    }

    private static byte[] FromBase64(string text) => Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
}
