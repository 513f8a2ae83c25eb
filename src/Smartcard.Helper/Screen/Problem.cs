namespace Smartcard.Helper.Screen;

/// <summary>What can be wrong with an entry: the keys of its words.</summary>
internal static class Problem
{
    public const string Empty = "problem.empty";
    public const string NotAPasscode = "problem.notAPasscode";
    public const string NotAPivPasscode = "problem.notAPivPasscode";
    public const string Characters = "problem.characters";
    public const string TooShort = "problem.tooShort";
    public const string TooLong = "problem.tooLong";
    public const string Digits = "problem.digits";
    public const string AllTheSame = "problem.allTheSame";
    public const string Run = "problem.run";
    public const string Common = "problem.common";
    public const string CannotBeRight = "problem.cannotBeRight";
    public const string Differ = "problem.differ";
    public const string Wrong = "problem.wrong";
    public const string Code = "problem.code";
    public const string Unreachable = "problem.unreachable";
    public const string TooManyTries = "problem.tooManyTries";

    public static IReadOnlyList<string> All { get; } =
    [
        Empty, NotAPasscode, NotAPivPasscode, Characters, TooShort, TooLong, Digits, AllTheSame, Run, Common, CannotBeRight, Differ, Wrong,
        Code, Unreachable, TooManyTries,
    ];
}
