namespace Smartcard.SelfService.Vault;

/// <summary>A PUK in an array that stays where it is, so that whoever clears it has cleared all of it.</summary>
internal static class PinnedPuk
{
    public static byte[] Of(ReadOnlySpan<byte> opened)
    {
        var puk = GC.AllocateUninitializedArray<byte>(opened.Length, pinned: true);
        opened.CopyTo(puk);
        return puk;
    }
}
