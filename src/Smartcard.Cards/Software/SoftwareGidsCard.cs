using Smartcard.Cards.Iso7816;

namespace Smartcard.Cards.Software;

/// <summary>A GIDS card in software: answers the same bytes with the same bytes, for tests and demonstrations.</summary>
/// <remarks>A card with a file saves every change before it answers, and reads the file again at each reset.</remarks>
public sealed class SoftwareGidsCard : SoftwareCard
{
    private readonly SoftwareCardFile? _file;
    private SoftwareGidsApplet _applet;

    /// <summary>A card that forgets its changes with the process.</summary>
    public SoftwareGidsCard(SoftwareCardState state) => _applet = new SoftwareGidsApplet(state.Checked(), Save);

    /// <summary>A card that lives in a file.</summary>
    /// <exception cref="InvalidDataException">The file is missing, or holds no software card.</exception>
    public SoftwareGidsCard(SoftwareCardFile file)
        : this(file.Load()) => _file = file;

    /// <summary>The answer to reset: direct convention, T=1, historical bytes "GIDS".</summary>
    public static byte[] Atr => [0x3B, 0x84, 0x80, 0x01, 0x47, 0x49, 0x44, 0x53, 0x1C];

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> AnswerToReset => Atr;

    /// <inheritdoc/>
    public override string Label => State.Label;

    /// <inheritdoc/>
    public override int AttemptsLeft => State.AttemptsLeft;

    /// <summary>What the card remembers now.</summary>
    public SoftwareCardState State
    {
        get
        {
            lock (Lock)
            {
                return _applet.State;
            }
        }
    }

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

    private void Restart(SoftwareCardState state) => _applet = new SoftwareGidsApplet(state, Save);

    /// <summary>Before the card answers, so that a change that is not kept is not made either.</summary>
    private void Save(SoftwareCardState state)
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
