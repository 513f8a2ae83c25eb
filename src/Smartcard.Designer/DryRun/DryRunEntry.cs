using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Mail;

namespace Smartcard.Designer.DryRun;

/// <summary>One thing that happened in a dry run, in the order in which it is read.</summary>
internal abstract record DryRunEntry
{
    private DryRunEntry()
    {
    }

    /// <summary>The chat says something.</summary>
    public sealed record Said(Message Message) : DryRunEntry;

    /// <summary>The chat asks something.</summary>
    public sealed record Asked(Prompt Prompt) : DryRunEntry;

    /// <summary>What whoever plays did as the member of staff, or as their card and helper.</summary>
    public sealed record Did(Words Words) : DryRunEntry;

    /// <summary>A mail that would have been sent.</summary>
    public sealed record Mailed(FinishedMail Mail) : DryRunEntry;

    /// <summary>A step could not be made; all is as it was before it.</summary>
    public sealed record Failed(string Words) : DryRunEntry;

    /// <summary>The journey is over.</summary>
    public sealed record Ended(string Words) : DryRunEntry;
}
