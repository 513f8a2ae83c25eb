namespace Smartcard.Workflows;

/// <summary>Something that an activity gives out while a step runs, for whoever runs workflows to act on.</summary>
/// <remarks>The engine does not look at it. Whoever offers activities derives a closed set, and handles it in one place.</remarks>
public abstract record WorkflowOutput;
