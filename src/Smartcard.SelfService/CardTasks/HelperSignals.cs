using Smartcard.Domain;
using Smartcard.Storage;

namespace Smartcard.SelfService.CardTasks;

/// <summary>Wakes a helper's waiting request when a task for it is committed.</summary>
public sealed class HelperSignals : CommitSignals<HelperSessionId>;
