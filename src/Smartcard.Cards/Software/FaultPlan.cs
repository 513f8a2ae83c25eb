namespace Smartcard.Cards.Software;

/// <summary>What a software card does wrong, and when; each fault happens once.</summary>
/// <example><c>card.Faults = new FaultPlan().OnIns(0x2C, Fault.RemovedAfterActing)</c>: pulled out just after the
/// passcode was reset.</example>
internal sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<Planned> _planned = [];

    /// <summary>Plans a fault for the nth command from now, counted from 1; GET RESPONSE counts too.</summary>
    public FaultPlan OnCommand(int number, Fault fault) => Add(new Planned(null, number, fault));

    /// <summary>Plans a fault for the nth command with this INS, counted from 1.</summary>
    public FaultPlan OnIns(byte ins, Fault fault, int occurrence = 1) => Add(new Planned(ins, occurrence, fault));

    internal Fault? Next(byte? ins)
    {
        lock (_lock)
        {
            Fault? due = null;
            foreach (var planned in _planned.Where(p => p.Ins is null || p.Ins == ins).ToList())
            {
                planned.Remaining--;
                if (planned.Remaining == 0)
                {
                    _planned.Remove(planned);
                    due ??= planned.Fault;
                }
            }

            return due;
        }
    }

    private FaultPlan Add(Planned planned)
    {
        lock (_lock)
        {
            _planned.Add(planned);
        }

        return this;
    }

    private sealed class Planned(byte? ins, int remaining, Fault fault)
    {
        public byte? Ins => ins;

        public int Remaining { get; set; } = remaining;

        public Fault Fault => fault;
    }
}

/// <summary>One thing that goes wrong with one command.</summary>
internal sealed class Fault
{
    private Fault(bool cardActs, byte[]? answer) => (CardActs, AnswerBytes) = (cardActs, answer);

    /// <summary>The card is pulled out before it sees the command.</summary>
    public static Fault RemovedBeforeActing { get; } = new(false, null);

    /// <summary>The card does what it was told and is pulled out before it answers.</summary>
    public static Fault RemovedAfterActing { get; } = new(true, null);

    internal bool CardActs { get; }

    /// <summary>Null: no answer, the card is gone.</summary>
    internal byte[]? AnswerBytes { get; }

    /// <summary>The card ignores the command and answers these bytes, any number of them, in hexadecimal.</summary>
    public static Fault Answers(string hex) => new(false, Convert.FromHexString(hex));

    /// <summary>The card does what it was told, but answers these bytes.</summary>
    public static Fault ActsButAnswers(string hex) => new(true, Convert.FromHexString(hex));
}
