namespace Smartcard.Look;

/// <summary>One of a <see cref="Select"/>.</summary>
/// <param name="Group">Words above it and its like. Null = none.</param>
public sealed record SelectOption(string Value, string Words, string? Group = null);
