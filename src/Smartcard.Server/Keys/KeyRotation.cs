using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Smartcard.Domain.Codes;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Vault;
using Smartcard.Server.Setup;
using Smartcard.Storage;

namespace Smartcard.Server.Keys;

/// <summary>
/// Puts new keys in the place of the old ones, while hosts run: each reads them before the first is used, and what old
/// keys made is good until it has run out.
/// </summary>
internal sealed class KeyRotation(
    DataFolder data,
    SharedKeyRing ring,
    KeyFileVault vault,
    IVaultKeys vaultKeys,
    IOptions<KeyOptions> options,
    IOptions<KeyManagementOptions> ringOptions,
    TurnTransaction turn,
    AuditLog audit,
    TimeProvider time)
{
    /// <summary>The longest that <c>Chat:TokenLifetime</c> may be.</summary>
    private static readonly TimeSpan LongestChatToken = TimeSpan.FromHours(1);

    /// <param name="kinds">Which; each once.</param>
    /// <exception cref="SettingException">A key file cannot be used.</exception>
    public async Task RunAsync(IReadOnlyCollection<KeyKind> kinds, TextWriter output, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var from = now + options.Value.SettleTime;
        foreach (var kind in kinds)
        {
            await turn.RunAsync(
                async ct =>
                {
                    audit.Add($"key-rotated:{kind.ToWord()}", journeyId: null, cardId: null);
                    return true;
                },
                cancellationToken);
            Begin(kind, from, now);
        }

        var needsWait = kinds.Contains(KeyKind.DataProtection) || kinds.Contains(KeyKind.Codes) || kinds.Contains(KeyKind.Chat);
        if (needsWait)
        {
            await output.WriteLineAsync(
                $"The new keys are written. They will be used from {from:HH:mm:ss} UTC, when every host has read "
                + "them. Wait until then ...");
            await Task.Delay(options.Value.SettleTime, time, cancellationToken);
        }

        if (kinds.Contains(KeyKind.Transport))
        {
            var key = await vaultKeys.NewTransportKeyAsync(cancellationToken);
            await output.WriteLineAsync(
                $"The new transport key has the fingerprint SHA-256 {key.Fingerprint}. Give it to the card bureau with "
                + $"{HostCommand.TransportKey} FILE. The old one still opens what came before.");
        }

        if (kinds.Contains(KeyKind.Vault))
        {
            ring.Refresh();
            await output.WriteLineAsync($"Sealed again in the vault: the keys of {vault.SealAgain()} card(s).");
        }

        var isSealing = kinds.Any(kind => kind != KeyKind.Transport);
        await output.WriteLineAsync(
            isSealing ? "Done. Keep the old data protection keys, because only they can open what they sealed." : "Done.");
    }

    private void Begin(KeyKind kind, DateTimeOffset from, DateTimeOffset now)
    {
        switch (kind)
        {
            case KeyKind.DataProtection:
                var active = from + SharedKeyRing.UsedAhead;
                ring.CreateNewKey(active, active + ringOptions.Value.NewKeyLifetime);
                break;
            case KeyKind.Codes:
                KeyFile.Renew(data.CodeKey, from, now, EmailCode.Lifetime);
                break;
            case KeyKind.Chat:
                KeyFile.Renew(data.ChatKey, from, now, LongestChatToken);
                break;
            case KeyKind.Vault or KeyKind.Transport:
                break; // at the end: the vault under the new data protection key
            default:
                throw new InvalidOperationException($"There is no key {kind}.");
        }
    }
}

internal enum KeyKind
{
    /// <summary>Seals cookies, codes in the outbox, pairing codes in chats, authenticator keys, links in mails.</summary>
    DataProtection,

    /// <summary>Hashes emailed codes.</summary>
    Codes,

    /// <summary>Signs chat tokens.</summary>
    Chat,

    /// <summary>Not a key of its own: the vault's file, sealed again under the current data protection key.</summary>
    Vault,

    /// <summary>Card bureaus wrap keys of cards under it. Replaced only by name: the bureaus have to be given the new one.</summary>
    Transport,
}

internal static class KeyKinds
{
    /// <summary>Those that can be replaced together.</summary>
    public static IReadOnlyList<KeyKind> All { get; } = [.. Enum.GetValues<KeyKind>().Except([KeyKind.Transport])];

    /// <summary>As arguments.</summary>
    public static IEnumerable<string> Words => All.Append(KeyKind.Transport).Select(kind => kind.ToWord());

    public static string ToWord(this KeyKind kind) => kind switch
    {
        KeyKind.DataProtection => "data-protection",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <param name="word">As an argument; null = all.</param>
    /// <exception cref="SettingException">There is no such kind.</exception>
    public static IReadOnlyList<KeyKind> Of(string? word)
    {
        var found = word is null ? All : [.. Enum.GetValues<KeyKind>().Where(kind => kind.ToWord() == word)];
        return found.Count > 0
            ? found
            : throw new SettingException(
                $"there are no keys '{word}'. Write --rotate-keys for all keys but transport keys, or one of "
                + $"{string.Join(", ", Words)} after it.");
    }
}
