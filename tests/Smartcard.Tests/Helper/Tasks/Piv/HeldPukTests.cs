using Smartcard.Helper.Tasks.Piv;

namespace Smartcard.Tests.Helper.Tasks.Piv;

public sealed class HeldPukTests
{
    [Fact]
    public void A_PUK_is_wiped_and_never_printed()
    {
        byte[] bytes = [.. "12345678"u8];
        var puk = new HeldPuk(7, bytes);
        Assert.Equal("(PUK 7)", puk.ToString());

        puk.Dispose();

        Assert.All(bytes, b => Assert.Equal(0, b));
    }
}
