using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Smartcard.Helper.Screen;

namespace Smartcard.Helper.Window;

/// <summary>Reads passcodes out of a request without making strings of them, and wipes the server's own buffer behind itself.</summary>
/// <remarks>The body is the passcode's bytes; two of them are separated by a line feed, which no passcode has.</remarks>
internal static class SecretBody
{
    private const int MaxBytes = (2 * Passcode.MaxBytes) + 1;

    /// <returns>As many as asked for; null when the body does not have that shape.</returns>
    public static async Task<Passcode[]?> ReadAsync(PipeReader body, int count, CancellationToken cancellationToken)
    {
        var whole = GC.AllocateArray<byte>(MaxBytes, pinned: true);
        try
        {
            var length = 0;
            while (true)
            {
                var read = await body.ReadAsync(cancellationToken);
                var tooLong = length + read.Buffer.Length > MaxBytes;
                foreach (var part in read.Buffer)
                {
                    if (!tooLong)
                    {
                        part.Span.CopyTo(whole.AsSpan(length));
                        length += part.Length;
                    }

                    MemoryMarshal.AsMemory(part).Span.Clear();
                }

                body.AdvanceTo(read.Buffer.End);
                if (tooLong)
                {
                    return null;
                }

                if (read.IsCompleted)
                {
                    return Split(whole.AsSpan(0, length), count);
                }
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(whole);
        }
    }

    private static Passcode[]? Split(ReadOnlySpan<byte> body, int count)
    {
        if (body.Count((byte)'\n') != count - 1)
        {
            return null;
        }

        var passcodes = new List<Passcode>();
        foreach (var part in body.Split((byte)'\n'))
        {
            passcodes.Add(Passcode.Copy(body[part]));
        }

        return [.. passcodes];
    }
}
