using System.CommandLine;
using Smartcard.Storage;

namespace Smartcard.Server.Setup;

/// <summary>
/// Tells the host's own words from settings, which come in ASP.NET's spellings: <c>--Key=value</c>, <c>--Key value</c>,
/// <c>/Key value</c>, <c>Key=value</c>.
/// </summary>
/// <remarks>
/// A setting's value may look like a command's folder, and System.CommandLine takes any unknown word for one: so they
/// are parted first.
/// </remarks>
internal static class SettingArguments
{
    /// <summary>Fewer that two words share say nothing about what was meant.</summary>
    private const int FewestLetters = 5;

    /// <exception cref="SettingException">A word that is neither: a slip that ASP.NET would pass over in silence.</exception>
    public static (string[] Own, string[] Settings) Split(IReadOnlyList<string> args, IEnumerable<Option> options)
    {
        var known = options
            .SelectMany(o => o.Aliases.Append(o.Name).Select(name => (Name: name, Option: o)))
            .ToDictionary(o => o.Name, o => o.Option, StringComparer.Ordinal);
        var (own, settings) = (new List<string>(), new List<string>());
        var room = 0; // words that the last command still takes
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            var named = arg.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? arg[..at] : arg;
            if (known.TryGetValue(named, out var option))
            {
                if (named != arg && option.ValueType == typeof(bool))
                {
                    throw new SettingException($"{named} takes no value. Write {named} alone, or leave it out.");
                }

                own.Add(arg);
                room = named == arg && option.ValueType != typeof(bool) ? option.Arity.MaximumNumberOfValues : 0;
            }
            else if (room > 0 && !arg.StartsWith("--", StringComparison.Ordinal))
            {
                own.Add(arg);
                room--;
            }
            else if (known.Keys.FirstOrDefault(name => IsNearly(named, name)) is { } meant)
            {
                throw new SettingException($"{named} is not a command. Did you mean {meant}?");
            }
            else if (named != arg)
            {
                settings.Add(arg);
                room = 0;
            }
            else if (
                arg.Length > 1
                && arg[0] is '-' or '/'
                && i + 1 < args.Count
                && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                settings.AddRange([arg, args[++i]]);
                room = 0;
            }
            else
            {
                // What is not a plain word may be a secret that was meant as a setting's value.
                var told = arg.StartsWith("--", StringComparison.Ordinal) && arg.All(c => c == '-' || char.IsAsciiLetter(c))
                    ? $"'{arg}'"
                    : $"argument {i + 1}";
                throw new SettingException(
                    $"{told} is neither a command nor a setting. --help lists the commands; write settings as --Section:Key=value.");
            }
        }

        return ([.. own], [.. settings]);
    }

    /// <summary>Whether it is a command's name but for its case, its hyphens or its last letters: <c>--Back-up</c>.</summary>
    private static bool IsNearly(string word, string name)
    {
        var (typed, meant) = (LettersOf(word), LettersOf(name));
        return name.StartsWith("--", StringComparison.Ordinal)
            && Math.Min(typed.Length, meant.Length) >= FewestLetters
            && (typed.StartsWith(meant, StringComparison.Ordinal) || meant.StartsWith(typed, StringComparison.Ordinal));
    }

    private static string LettersOf(string word) =>
        word.Contains(':', StringComparison.Ordinal) ? "" : string.Concat(word.Where(char.IsAsciiLetter)).ToLowerInvariant();
}
