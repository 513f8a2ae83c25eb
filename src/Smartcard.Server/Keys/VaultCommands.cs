using System.Text;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Vault;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.Keys;

/// <summary>Makes the vault's own keys, and hands out what a card bureau needs.</summary>
internal sealed class VaultCommands(IVaultKeys vault, TurnTransaction turn, AuditLog audit)
{
    /// <summary>Makes the keys that are missing, and says by which value people know them.</summary>
    public async Task MakeKeysAsync(TextWriter output, CancellationToken cancellationToken)
    {
        foreach (var key in await vault.MakeMissingAsync(cancellationToken))
        {
            if (key.IsNew)
            {
                await AuditAsync(key.Name, cancellationToken);
            }

            await output.WriteLineAsync($"{(key.IsNew ? "Made" : "Was there")}: {key.Name} key, check value {key.CheckValue}");
        }
    }

    /// <summary>Writes the public half of the transport key to a file; makes the key where there is none.</summary>
    /// <exception cref="SettingException">Something else is in the file.</exception>
    public async Task ExportTransportKeyAsync(string file, TextWriter output, CancellationToken cancellationToken)
    {
        var there = File.Exists(file) ? await ReadAsync(file, cancellationToken) : null;
        if (Directory.Exists(file) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
        {
            throw new SettingException($"{file} cannot be written. Name a file in a folder that is there.");
        }

        if (there is not null && !there.StartsWith("-----BEGIN PUBLIC KEY-----", StringComparison.Ordinal))
        {
            throw Occupied(file);
        }

        var keys = await vault.MakeMissingAsync(cancellationToken);
        foreach (var made in keys.Where(k => k.IsNew))
        {
            await AuditAsync(made.Name, cancellationToken);
        }

        var key = await vault.CurrentTransportKeyAsync(cancellationToken);
        if (there is not null && there != key.ToPem())
        {
            throw Occupied(file);
        }

        if (there is null)
        {
            SafeFile.Write(file, Encoding.ASCII.GetBytes(key.ToPem()), overwrite: false);
        }

        await output.WriteLineAsync(
            $"The transport key is in {file}. It is not secret. Send it to the card bureau, and read this to each other:"
            + $"{Environment.NewLine}SHA-256 {key.Fingerprint}");

        static async Task<string> ReadAsync(string path, CancellationToken ct)
        {
            using var reader = new StreamReader(path);
            var start = new char[4096];
            return new string(start, 0, await reader.ReadBlockAsync(start, ct));
        }
    }

    private static SettingException Occupied(string file) =>
        new($"{file} is there already, and has something else in it. Name a file that is not there yet.");

    private Task<bool> AuditAsync(string name, CancellationToken cancellationToken) => turn.RunAsync(
        async _ =>
        {
            audit.Add($"vault-key-made:{name}", journeyId: null, cardId: null);
            return true;
        },
        cancellationToken);
}
