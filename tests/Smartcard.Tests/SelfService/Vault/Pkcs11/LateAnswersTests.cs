using Microsoft.Extensions.Time.Testing;
using Smartcard.SelfService.Vault.Pkcs11;

namespace Smartcard.Tests.SelfService.Vault.Pkcs11;

public sealed class LateAnswersTests
{
    [Fact]
    public async Task What_comes_too_late_is_cleared()
    {
        var time = new FakeTimeProvider();
        var work = new TaskCompletionSource<byte[]?>();
        var taken = work.Task.TakeInTimeAsync(TimeSpan.FromSeconds(5), time, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(6));
        await Assert.ThrowsAsync<TimeoutException>(() => taken);
        var puk = "12345678"u8.ToArray();

        work.SetResult(puk);

        Assert.Equal(new byte[8], puk);
    }

    [Fact]
    public async Task What_comes_in_time_is_for_the_caller_to_clear()
    {
        var puk = "12345678"u8.ToArray();

        Assert.Equal(
            "12345678"u8.ToArray(),
            await Task.FromResult(puk).TakeInTimeAsync(TimeSpan.FromSeconds(5), new FakeTimeProvider(), CancellationToken.None));
    }
}
