namespace Smartcard.CardTasks;

/// <summary>The host gave no answer, or one that shows a fault of its own; it may be asked again.</summary>
public sealed class HostUnreachableException(string problem, Exception? inner = null)
    : Exception($"The host cannot be reached: {problem}.", inner);

/// <summary>The host refuses this step; asking again will not help.</summary>
public sealed class HostRefusedException(bool tooManyTries)
    : Exception(tooManyTries ? "The helper called the host too often." : "The host has refused this step.")
{
    /// <summary>Whether it was only asked too often, and a minute's wait helps.</summary>
    public bool TooManyTries => tooManyTries;
}

/// <summary>The host does not take this version of the helper; asking again will not help.</summary>
public sealed class HelperTooOldException(string version) : Exception($"This helper is too old. The host wants version {version}.")
{
    /// <summary>The version to install.</summary>
    public string Version => version;
}

/// <summary>There is nothing more to do for this helper.</summary>
public sealed class HelperSessionEndedException(bool isOver)
    : Exception(isOver ? "The task or the journey is over." : "This helper is no longer paired.")
{
    /// <summary>True when the task or the journey is over; false when another helper has taken this one's place.</summary>
    public bool IsOver => isOver;
}
