using System.Text;
using Smartcard.Cards.Pcsc;
using Smartcard.Cards.Software;
using Smartcard.SystemTests.Host;
using Smartcard.SystemTests.Pcsc;

namespace Smartcard.SystemTests.Journeys;

/// <summary>The main job with the other kind of card: in a real browser, with a PIV card behind a real pcscd.</summary>
[Collection(PcscDaemon.Collection)]
public sealed class PivJourneyTests(Browser browser)
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_nurse_registers_her_PIV_card_and_later_unlocks_it_twice()
    {
        Browser.SkipWhereMissing();
        PcscDaemon.SkipWhereMissing();
        using var readers = new PcscReaders();
        await using var host = await SmartcardHost.StartAsync(readers);
        var nurse = await Nurse.AtAsync(host, browser, _ct);
        var card = host.PivCard;
        var puk = PukOf(card);
        await using (await PcscDaemon.InsertAsync(card, _ct))
        {
            await nurse.RegisterAsync("135790");
        }

        foreach (var passcode in new[] { "481516", "97531864" })
        {
            await Nurse.LockAsync(card);
            Assert.Equal(0, card.State.PinAttemptsLeft);
            await using (await PcscDaemon.InsertAsync(card, _ct))
            {
                await nurse.BeginToUnlockAsync();
                await nurse.AnswerAsync();
                await nurse.EnterCodeAsync(await nurse.CodeAsync());
                await nurse.Helper.NewPasscodeAsync(passcode, passcode);
                await nurse.Helper.SeesAsync("Your card is unlocked");
                await nurse.Chat.SeesAsync("Your card is unlocked.");
            }

            Assert.Equal(passcode, Encoding.ASCII.GetString(card.State.Pin));
            Assert.Equal(3, card.State.PinAttemptsLeft);
            Assert.NotEqual(puk, PukOf(card)); // the workstation saw the one before
            puk = PukOf(card);
        }
    }

    private static string PukOf(SoftwarePivCard card) => Encoding.ASCII.GetString(card.State.Puk);
}
