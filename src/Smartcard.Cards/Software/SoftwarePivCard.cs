using Smartcard.Cards.Iso7816;

namespace Smartcard.Cards.Software;

/// <summary>A PIV card in software: answers the same bytes with the same bytes, for tests and demonstrations.</summary>
/// <remarks>A card with a file saves every change before it answers, and reads the file again at each reset.</remarks>
public sealed class SoftwarePivCard : SoftwareCard
{
    private readonly SoftwarePivCardFile? _file;
    private SoftwarePivApplet _applet;

    /// <summary>A card that forgets its changes with the process.</summary>
    /// <exception cref="InvalidDataException">No card can be in this state.</exception>
    public SoftwarePivCard(SoftwarePivCardState state) => _applet = new SoftwarePivApplet(state.Checked(), Save);

    /// <summary>A card that lives in a file.</summary>
    /// <exception cref="InvalidDataException">The file is missing, or holds no software PIV card.</exception>
    public SoftwarePivCard(SoftwarePivCardFile file)
        : this(file.Load()) => _file = file;

    /// <summary>The answer to reset: direct convention, T=1, historical bytes "PIV".</summary>
    public static byte[] Atr => [0x3B, 0x83, 0x80, 0x01, 0x50, 0x49, 0x56, 0x4D];

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> AnswerToReset => Atr;

    /// <inheritdoc/>
    public override string Label => State.Label;

    /// <inheritdoc/>
    public override int AttemptsLeft => State.PinAttemptsLeft;

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

    private protected override void PutIn()
    {
        try
        {
            Restart(_file?.Load() ?? _applet.State);
        }
        catch (InvalidDataException unreadable)
        {
            throw CardFileText.Unreadable(unreadable);
        }
    }

    private protected override void LosePower() => Restart(_applet.State);

    private void Restart(SoftwarePivCardState state) => _applet = new SoftwarePivApplet(state, Save);

    /// <summary>Before the card answers, so that a change that is not kept is not made either.</summary>
    private void Save(SoftwarePivCardState state)
    {
        try
        {
            _file?.Save(state);
        }
        catch (Exception refused) when (CardFileText.IsRefused(refused))
        {
            throw CardFileText.Unwritable(refused);
        }
    }
}
