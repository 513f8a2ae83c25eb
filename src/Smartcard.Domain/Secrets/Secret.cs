using System.Security.Cryptography;
using System.Text;

namespace Smartcard.Domain.Secrets;

/// <summary>An answer, a code or a key on its way through memory. It cannot be printed or serialised, and is wiped when disposed.</summary>
/// <remarks>Held as UTF-8 bytes, so that it can be wiped; a <see cref="string"/> cannot.</remarks>
public sealed class Secret : IDisposable
{
    private readonly byte[] _utf8;

    public Secret(ReadOnlySpan<char> text)
    {
        _utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, _utf8);
    }

    /// <summary>The UTF-8 bytes; all zero once disposed.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8;

    public bool IsEmpty => _utf8.Length == 0;

    /// <summary>Gives the text to <paramref name="use"/> in a buffer that is wiped afterwards.</summary>
    public TResult Use<TResult>(Func<ReadOnlySpan<char>, TResult> use)
    {
        var text = new char[Encoding.UTF8.GetCharCount(_utf8)];
        try
        {
            Encoding.UTF8.GetChars(_utf8, text);
            return use(text);
        }
        finally
        {
            Array.Clear(text);
        }
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_utf8);

    public override string ToString() => "********";
}
