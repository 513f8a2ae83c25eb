using System.Security.Cryptography;
using Smartcard.CardTasks.Piv;

namespace Smartcard.Tests.CardTasks.Piv;

/// <summary>A PUK is read by the one helper that it was sealed for, in its task, as the version that it is.</summary>
public sealed class PukSealTests : IDisposable
{
    private static readonly Guid Task = Guid.Parse("0192f0c8-0000-7000-8000-000000000001");
    private static readonly byte[] Puk = "20481632"u8.ToArray();

    private readonly PukReply _helper = new();

    public void Dispose() => _helper.Dispose();

    [Fact]
    public void The_helper_reads_the_puk_and_it_is_sealed_anew_each_time()
    {
        var (once, again) = (Sealed(), Sealed());

        Assert.Equal(Puk, _helper.Open(Task, once));
        Assert.Equal(Puk, _helper.Open(Task, again));
        Assert.NotEqual(once.SealedPuk, again.SealedPuk);
        Assert.Equal(-1, once.SealedPuk.AsSpan().IndexOf(Puk));
    }

    [Fact]
    public void Nobody_else_reads_it()
    {
        using var other = new PukReply();

        Assert.ThrowsAny<CryptographicException>(() => other.Open(Task, Sealed()));
        Assert.ThrowsAny<CryptographicException>(() => _helper.Open(Guid.CreateVersion7(), Sealed()));
        Assert.ThrowsAny<CryptographicException>(() => _helper.Open(Task, Sealed() with { Version = 2 }));
    }

    [Fact]
    public void Any_changed_or_missing_byte_is_noticed()
    {
        var right = Sealed();

        Assert.All(Enumerable.Range(0, right.SealedPuk.Length), at =>
        {
            var changed = right.SealedPuk.ToArray();
            changed[at] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => _helper.Open(Task, right with { SealedPuk = changed }));
        });
        Assert.All(Enumerable.Range(0, right.SealedPuk.Length), length =>
            Assert.ThrowsAny<CryptographicException>(() => _helper.Open(Task, right with { SealedPuk = right.SealedPuk[..length] })));
        Assert.ThrowsAny<CryptographicException>(() => _helper.Open(Task, right with { SealedPuk = null! }));
    }

    [Fact]
    public void Only_a_p256_key_is_taken_to_seal_for()
    {
        using var rsa = RSA.Create(2048);
        using var larger = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        using var brainpool = ECDiffieHellman.Create(ECCurve.NamedCurves.brainpoolP256r1);

        Assert.True(PukSeal.IsReplyKey(_helper.PublicKey));
        Assert.False(PukSeal.IsReplyKey(null));
        Assert.False(PukSeal.IsReplyKey([]));
        Assert.False(PukSeal.IsReplyKey(rsa.ExportSubjectPublicKeyInfo()));
        Assert.False(PukSeal.IsReplyKey(larger.ExportSubjectPublicKeyInfo()));
        Assert.False(PukSeal.IsReplyKey(brainpool.ExportSubjectPublicKeyInfo()));
        Assert.False(PukSeal.IsReplyKey([.. _helper.PublicKey, 0]));

        var notOnTheCurve = _helper.PublicKey;
        notOnTheCurve[^1] ^= 1;
        Assert.False(PukSeal.IsReplyKey(notOnTheCurve));
    }

    private PukResponse Sealed() => new(1, PukSeal.Seal(_helper.PublicKey, Task, 1, Puk), new byte[32]);
}
