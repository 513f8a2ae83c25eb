namespace Smartcard.Server.Setup;

/// <summary>What the program is to do instead of running as a host: it does it, says so, and ends.</summary>
/// <param name="Value">The word behind it: a folder, or a kind of keys; null where there is none.</param>
/// <param name="Flag">Whether its own flag was given too.</param>
internal sealed record HostCommand(string Name, string? Value, bool Flag)
{
    public const string ResetAdmin = "--reset-admin";
    public const string Migrate = DatabaseSetup.Migrate;
    public const string RotateKeys = "--rotate-keys";
    public const string Backup = "--backup";
    public const string Restore = "--restore";
    public const string WithoutDatabase = "--without-database";
    public const string MoveOldAside = "--move-old-aside";

    /// <summary>Each with whether a word stands behind it, and the flag that it may have.</summary>
    private static readonly Dictionary<string, (bool? HasValue, string? Flag)> Known = new(StringComparer.Ordinal)
    {
        [ResetAdmin] = (false, null),
        [Migrate] = (false, null),
        [RotateKeys] = (null, null),
        [Backup] = (true, WithoutDatabase),
        [Restore] = (true, MoveOldAside),
    };

    /// <returns>The command, or null; and the arguments that are settings.</returns>
    /// <exception cref="SettingException">Two commands, or one without its folder.</exception>
    public static (HostCommand? Command, string[] Settings) Parse(IReadOnlyList<string> args)
    {
        HostCommand? command = null;
        var settings = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (!Known.TryGetValue(args[i], out var kind))
            {
                if (args[i] is not (WithoutDatabase or MoveOldAside))
                {
                    settings.Add(args[i]);
                }

                continue;
            }

            if (command is not null)
            {
                throw new SettingException($"{command.Name} and {args[i]} cannot be done in one go. Give one of them.");
            }

            var value = kind.HasValue != false && i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[i + 1] : null;
            if (kind.HasValue == true && value is null)
            {
                throw new SettingException($"{args[i]} wants a folder behind it, e.g. {args[i]} /backups/2026-11-26");
            }

            command = new HostCommand(args[i], value, kind.Flag is { } flag && args.Contains(flag));
            i += value is null ? 0 : 1;
        }

        return args.FirstOrDefault(a => a is WithoutDatabase or MoveOldAside) is { } lone && command?.Flag != true
            ? throw new SettingException($"{lone} belongs to {(lone == WithoutDatabase ? Backup : Restore)}.")
            : (command, [.. settings]);
    }
}
