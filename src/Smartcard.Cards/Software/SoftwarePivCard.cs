using Smartcard.Cards.Iso7816;

namespace Smartcard.Cards.Software;

/// <summary>A PIV card in software: answers the same bytes with the same bytes, for tests and demonstrations.</summary>
/// <remarks>It forgets its changes with the process.</remarks>
public sealed class SoftwarePivCard : SoftwareCard
{
    private SoftwarePivApplet _applet;

    /// <summary>A card in this state.</summary>
    /// <exception cref="InvalidDataException">No card can be in it.</exception>
    public SoftwarePivCard(SoftwarePivCardState state) => _applet = new SoftwarePivApplet(state.Checked());

    /// <summary>The answer to reset: direct convention, T=1, historical bytes "PIV".</summary>
    public static byte[] Atr => [0x3B, 0x83, 0x80, 0x01, 0x50, 0x49, 0x56, 0x4D];

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> AnswerToReset => Atr;

    /// <summary>What the card remembers now.</summary>
    public SoftwarePivCardState State
    {
        get
        {
            lock (Lock)
            {
                return _applet.State;
            }
        }
    }

    /// <summary>Programs that ask without Le expect the answer all the same, and cards on T=1 give it.</summary>
    private protected override int NeWithoutLe => CommandApdu.MaxNe;

    private protected override ResponseApdu Process(CommandApdu command) => _applet.Process(command);

    private protected override void PutIn() => _applet = new SoftwarePivApplet(_applet.State);

    private protected override void LosePower() => PutIn();
}
