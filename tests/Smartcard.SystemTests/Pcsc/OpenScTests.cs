using Smartcard.Cards.Software;

namespace Smartcard.SystemTests.Pcsc;

/// <summary>Other programs can use our card, so the tests do not only check our code against itself.</summary>
[Collection(PcscDaemon.Collection)]
public sealed class OpenScTests : IAsyncDisposable
{
    private static readonly SoftwareCardState NewCard = SoftwareCardState.Create("test", "1234");

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly SoftwareGidsCard _card = new(NewCard);

    public ValueTask DisposeAsync() => _card.DisposeAsync();

    [Fact]
    public async Task OpenSC_takes_the_card_for_a_GIDS_card()
    {
        SkipWhereMissing("/usr/bin/opensc-tool");
        await using var attachment = await PcscDaemon.InsertAsync(_card, _ct);

        var output = await CardTool.RunAsync("/usr/bin/opensc-tool", "--reader", PcscDaemon.ReaderName, "--name");

        Assert.Contains("GIDS", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenSC_verifies_the_passcode_and_reads_the_attempts()
    {
        SkipWhereMissing("/usr/bin/pkcs15-tool");
        await using var attachment = await PcscDaemon.InsertAsync(_card, _ct);

        var output = await CardTool.RunAsync(
            "/usr/bin/pkcs15-tool",
            "--reader",
            PcscDaemon.ReaderName,
            "--verify-pin",
            "--pin",
            "1234",
            "--list-pins",
            "--list-keys");

        Assert.Contains("PIN", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_blocked_here_is_unblocked_by_gids_tool_with_the_admin_key()
    {
        SkipWhereMissing("/usr/bin/gids-tool");
        await using var blocked = new SoftwareGidsCard(NewCard with { AttemptsLeft = 0 });
        await using var attachment = await PcscDaemon.InsertAsync(blocked, _ct);

        await CardTool.RunAsync(
            "/usr/bin/gids-tool", "--reader", PcscDaemon.ReaderName, "--unblock", "--pin", "5678", "--serial-number", "0",
            "--admin-key", Convert.ToHexString(NewCard.AdminKey));

        Assert.Equal("5678"u8.ToArray(), blocked.State.Passcode);
        Assert.Equal(3, blocked.State.AttemptsLeft);
    }

    private static void SkipWhereMissing(string program) => CardTool.SkipWhereMissing(program, "opensc");
}
