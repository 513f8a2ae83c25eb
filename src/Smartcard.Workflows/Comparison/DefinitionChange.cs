namespace Smartcard.Workflows.Comparison;

/// <summary>One difference between two definitions, in words for whoever looks after the workflow.</summary>
/// <param name="Words">A whole sentence, plain text.</param>
/// <param name="Before">
/// What stood there, where it is too long for the sentence; of several lines perhaps. Null = the sentence says it all.
/// </param>
/// <param name="After">What stands there now; null together with <paramref name="Before"/>.</param>
public sealed record DefinitionChange(string Words, string? Before = null, string? After = null);
