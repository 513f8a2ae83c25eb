using System.CommandLine;
using System.CommandLine.Help;
using Smartcard.Server.Keys;
using Smartcard.Storage;

namespace Smartcard.Server.Setup;

/// <summary>The host's command line: at most one command, and settings, which ASP.NET reads (<see cref="SettingArguments"/>).</summary>
internal sealed class HostCommandLine
{
    private static readonly ParserConfiguration Plain = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    private readonly Option<bool> _migrate = new(HostCommand.Migrate)
    {
        Description = "Bring the database up to date.",
    };

    private readonly Option<string> _backup = new(HostCommand.Backup)
    {
        HelpName = "FOLDER",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Make a backup in FOLDER, which must not be there yet. Hosts may be running.",
    };

    private readonly Option<bool> _withoutDatabase = new(HostCommand.WithoutDatabase)
    {
        Description = $"With {HostCommand.Backup}: leave out a PostgreSQL database that you back up by other means.",
    };

    private readonly Option<string> _restore = new(HostCommand.Restore)
    {
        HelpName = "FOLDER",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Put back the backup in FOLDER. Stop all hosts first.",
    };

    private readonly Option<bool> _moveOldAside = new(HostCommand.MoveOldAside)
    {
        Description = $"With {HostCommand.Restore}: rename a data folder that is not empty, instead of refusing.",
    };

    private readonly Option<string> _rotateKeys = new(HostCommand.RotateKeys)
    {
        HelpName = "KIND",
        Arity = ArgumentArity.ZeroOrOne,
        Description =
            $"Make new keys, of one KIND ({string.Join(", ", KeyKinds.Words)}) or of all but transport. "
            + "Hosts may be running.",
    };

    private readonly Option<bool> _makeVaultKeys = new(HostCommand.MakeVaultKeys)
    {
        Description = "Make the vault's own keys where they are missing. None is replaced.",
    };

    private readonly Option<string> _transportKey = new(HostCommand.TransportKey)
    {
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Write to FILE the public key under which a card bureau sends the keys of cards.",
    };

    private readonly Option<bool> _resetAdmin = new(HostCommand.ResetAdmin)
    {
        Description = "Give the administrator a new one-time password and show it.",
    };

    private readonly Option<string[]> _checkWorkflows = new(HostCommand.CheckWorkflows)
    {
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrMore,
        AllowMultipleArgumentsPerToken = true,
        Description = "Say whether workflow files, or those in a folder, can be published; with no FILE, those of this host.",
    };

    private readonly Option<string[]> _verifyAudit = new(HostCommand.VerifyAudit)
    {
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrMore,
        AllowMultipleArgumentsPerToken = true,
        Description = "Say whether copies of the audit, as the back office gives them out, are as they were written.",
    };

    private readonly Option<string> _import = new(HostCommand.Import)
    {
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Import the staff and cards in a CSV file, or say what is wrong with it. Hosts may be running.",
    };

    private readonly RootCommand _root;
    private readonly ParseResult _parsed;

    private HostCommandLine(IReadOnlyList<string> args)
    {
        _root = new RootCommand(
            "Runs the Smartcard host. With one of the commands below it does that instead, and ends."
            + Environment.NewLine + Environment.NewLine
            + "Settings are written as --Section:Key=value, for example --Data:Folder=/var/lib/smartcard or --urls=http://127.0.0.1:5081. "
            + "They are listed in docs/settings.md, exit codes in docs/operations.md.")
        {
            _migrate, _backup, _withoutDatabase, _restore, _moveOldAside, _rotateKeys, _makeVaultKeys, _transportKey, _resetAdmin,
            _checkWorkflows, _verifyAudit, _import,
        };
        _root.Options.OfType<HelpOption>().Single().Description = "Show this list.";
        var version = _root.Options.OfType<VersionOption>().Single();
        version.Description = "Show the version.";
        var (own, settings) = SettingArguments.Split(args, _root.Options);
        Settings = settings;
        _parsed = _root.Parse(own, Plain);
        IsAnsweredAlone = _parsed.Action is HelpAction || _parsed.GetResult(version) is { Implicit: false };
        if (!IsAnsweredAlone)
        {
            Command = ReadCommand();
        }
    }

    /// <summary>Null: run as a host.</summary>
    public HostCommand? Command { get; }

    /// <summary>What is left for the host's configuration.</summary>
    public string[] Settings { get; }

    /// <summary>Whether only help, or the version, is asked for.</summary>
    public bool IsAnsweredAlone { get; }

    public IEnumerable<Option> Options => _root.Options;

    /// <exception cref="SettingException">
    /// Two commands, one without its folder, or a word that means nothing; the sentence says what to write.
    /// </exception>
    public static HostCommandLine Read(IReadOnlyList<string> args) => new(args);

    /// <summary>Writes help, or the version.</summary>
    public Task<int> AnswerAsync(TextWriter output) =>
        _parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = output, EnableDefaultExceptionHandler = false });

    private HostCommand? ReadCommand()
    {
        Option[] commands =
        [
            _migrate, _backup, _restore, _rotateKeys, _makeVaultKeys, _transportKey, _resetAdmin, _checkWorkflows, _verifyAudit, _import,
        ];
        var given = commands.Where(IsGiven).ToArray();
        if (given.Length > 1)
        {
            throw new SettingException($"you cannot use {given[0].Name} and {given[1].Name} together. Choose one of them.");
        }

        var command = given.SingleOrDefault();
        Require(_withoutDatabase, _backup, command);
        Require(_moveOldAside, _restore, command);
        if (command is null)
        {
            return null;
        }

        if (_parsed.GetResult(command)!.IdentifierTokenCount > 1)
        {
            throw new SettingException($"{command.Name} is there twice. Give it once.");
        }

        if (_parsed.Errors is [var wrong, ..])
        {
            throw new SettingException(wrong.Message);
        }

        string[] values = command switch
        {
            Option<string[]> many => _parsed.GetValue(many) ?? [],
            Option<string> one => _parsed.GetValue(one) is { } word ? [word] : [],
            _ => [],
        };
        if ((command == _transportKey || command == _import) && values.Length == 0)
        {
            var example = command == _import ? "staff.csv" : "transport-key.pem";
            throw new SettingException($"{command.Name} needs a file, for example {command.Name} {example}.");
        }

        return (command == _backup || command == _restore) && values.Length == 0
            ? throw new SettingException($"{command.Name} needs a folder, for example {command.Name} /backups/2026-11-26.")
            : new HostCommand(command.Name, values, IsGiven(_withoutDatabase) || IsGiven(_moveOldAside));
    }

    private bool IsGiven(Option option) => _parsed.GetResult(option) is { Implicit: false };

    private void Require(Option flag, Option owner, Option? command)
    {
        if (IsGiven(flag) && command != owner)
        {
            throw new SettingException($"{flag.Name} belongs to {owner.Name}. Give both, or leave {flag.Name} out.");
        }
    }
}
