namespace Smartcard.Workflows.Primitives;

/// <summary>An activity that waits for time to pass, and for nothing else.</summary>
internal interface ITimed;
