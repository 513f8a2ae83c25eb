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
                own.Add(arg);
                room = named == arg && option.ValueType != typeof(bool) ? option.Arity.MaximumNumberOfValues : 0;
            }
            else if (room > 0 && !arg.StartsWith("--", StringComparison.Ordinal))
            {
                own.Add(arg);
                room--;
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
                throw new SettingException(
                    $"'{arg}' is neither a command nor a setting. --help lists the commands; write settings as --Section:Key=value.");
            }
        }

        return ([.. own], [.. settings]);
    }
}
