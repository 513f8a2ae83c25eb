namespace Smartcard.Look;

/// <summary>A part of the host whose callers are programs: what goes wrong there is not answered with a page.</summary>
/// <param name="Path">Everything below it.</param>
/// <param name="Busy">What a program is told in place of a page when a heavy call finds no place.</param>
/// <param name="Refused">What it is told, by a title and in words, when its user may not see somebody.</param>
public sealed record ProgramArea(PathString Path, Func<string, IResult> Busy, Func<string, string, IResult> Refused);
