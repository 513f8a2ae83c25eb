using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Piv;
using Smartcard.Domain.Cards;

namespace Smartcard.SelfService.Vault;

/// <summary>The development vault: its keys are in one file, each sealed by data protection, and are opened in the host's memory.</summary>
/// <remarks>
/// The file has the master key, the transport keys and, from older versions, keys of cards. A transport key's name has a
/// number, and the highest is the current one.
/// </remarks>
public sealed class KeyFileVault : ICardKeyVault, IVaultKeys, IDisposable
{
    private const string Master = "master";
    private const string Transport = "transport/";
    private const int MasterLength = 32;

    private readonly SealedKeyFile _file;
    private readonly OpenedWrappingKey _opened;

    /// <exception cref="InvalidDataException">The file is there and holds no keys.</exception>
    public KeyFileVault(string path, IDataProtectionProvider dataProtection, TimeProvider? time = null) =>
        (_file, _opened) = (new SealedKeyFile(path, dataProtection), new OpenedWrappingKey(time ?? TimeProvider.System));

    /// <summary>Takes the 24-byte key of a card that has no record of it, replacing an older one.</summary>
    public void Add(string cardIdentifier, ReadOnlySpan<byte> adminKey) => Keep(cardIdentifier, adminKey.ToArray());

    /// <summary>
    /// Seals every key again, under the current data protection key. The file is the old one or the new one, whatever
    /// happens.
    /// </summary>
    /// <returns>How many keys of cards there are.</returns>
    public int SealAgain()
    {
        _file.SealAgain();
        return _file.Names.Count(name => CardIdentifier.TryParse(name, out _));
    }

    /// <summary>Whether it holds the key of a card that has no record of it.</summary>
    public bool Has(string cardIdentifier) => _file.Names.Contains(cardIdentifier);

    public ValueTask<bool> HasAsync(CardKeyHandle key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(key is CardKeyHandle.Wrapped { Key.IsPuk: true } puk
            ? Unwrap(puk.Key, (_, opened) => opened is not null)
            : Use(key, _ => true));

    public ValueTask<byte[]?> PukAsync(CardKeyHandle puk, CancellationToken cancellationToken) => ValueTask.FromResult(puk switch
    {
        CardKeyHandle.Derived derived => _file.Use(Master, master => CardKeyDerivation.DerivePuk(master, derived)),
        CardKeyHandle.Wrapped { Key.IsPuk: true } wrapped =>
            Unwrap(wrapped.Key, (_, opened) => opened is null ? null : PinnedPuk.Of(opened)),
        _ => null,
    });

    public ValueTask<byte[]?> AnswerAsync(
        CardKeyHandle key,
        ReadOnlyMemory<byte> hostChallenge,
        ReadOnlyMemory<byte> cardChallenge,
        CancellationToken cancellationToken) =>
        ValueTask.FromResult(Use(key, opened => GidsMutualAuthentication.Answer(opened, hostChallenge.Span, cardChallenge.Span)));

    public ValueTask<bool> ConfirmsAsync(
        CardKeyHandle key,
        ReadOnlyMemory<byte> hostChallenge,
        ReadOnlyMemory<byte> cardChallenge,
        ReadOnlyMemory<byte> cardResponse,
        CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            Use(key, opened => GidsMutualAuthentication.Confirms(opened, hostChallenge.Span, cardChallenge.Span, cardResponse.Span)));

    public ValueTask<KeyCheck> CheckAsync(WrappedCardKey key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Unwrap(
            key,
            (transportKeyId, opened) =>
                new KeyCheck(
                    opened is not null, transportKeyId, opened is null || key.IsPuk ? null : GidsMutualAuthentication.CheckValue(opened))));

    public ValueTask<KeyCheck> CheckDerivedAsync(CardKeyHandle.Derived key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(KeyCheck.OfDerived(Use(key, opened => GidsMutualAuthentication.CheckValue(opened))));

    public ValueTask<IReadOnlyList<TransportKey>> TransportKeysAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<TransportKey>>([.. TransportNames(_file.Names).Select(PublicHalf)]);

    public async Task<IReadOnlyList<VaultKey>> MakeMissingAsync(CancellationToken cancellationToken)
    {
        var hadMaster = _file.Names.Contains(Master);
        if (!hadMaster)
        {
            Keep(Master, RandomNumberGenerator.GetBytes(MasterLength), onlyWhereMissing: true);
        }

        var hadTransport = TransportNames(_file.Names).Any();
        var transport = await CurrentTransportKeyAsync(cancellationToken);
        return
        [
            new VaultKey("master", _file.Use(Master, CheckValue)!, !hadMaster),
            new VaultKey("transport", transport.Fingerprint, !hadTransport),
        ];
    }

    public async Task<TransportKey> CurrentTransportKeyAsync(CancellationToken cancellationToken) =>
        TransportNames(_file.Names).FirstOrDefault() is { } name
            ? PublicHalf(name)
            : await NewTransportKeyAsync(cancellationToken);

    public Task<TransportKey> NewTransportKeyAsync(CancellationToken cancellationToken)
    {
        using var pair = RSA.Create(TransportKey.SizeInBits);
        return Task.FromResult(AddTransportKey(pair));
    }

    public void Dispose() => _opened.Dispose();

    /// <returns>The new current transport key.</returns>
    internal TransportKey AddTransportKey(RSA pair)
    {
        var made = new TransportKey(pair.ExportSubjectPublicKeyInfo());
        var secret = pair.ExportPkcs8PrivateKey();
        try
        {
            _file.Change(keys =>
            {
                var number = TransportNames(keys.Keys).Select(NumberOf).FirstOrDefault() + 1;
                var name = string.Create(CultureInfo.InvariantCulture, $"{Transport}{number}/{made.Id}");
                keys.Add(name, _file.Seal(name, secret));
            });
            return made;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private TResult? Use<TResult>(CardKeyHandle handle, Func<byte[], TResult> use) => handle switch
    {
        CardKeyHandle.Derived derived => _file.Use(Master, master => UseAndWipe(CardKeyDerivation.Derive(master, derived), use)),
        CardKeyHandle.Wrapped { Key.IsPuk: true } => default,
        CardKeyHandle.Wrapped wrapped => Unwrap(wrapped.Key, (_, key) => key is null ? default : use(key)),
        _ => _file.Use(handle.CardIdentifier, use),
    };

    /// <param name="wrapped">As the bureau sent it.</param>
    /// <param name="use">Is given the transport key's id, and the card's key; null = the one or the other does not open.</param>
    private TResult Unwrap<TResult>(WrappedCardKey wrapped, Func<string?, byte[]?, TResult> use) => _opened.Use(
        wrapped,
        OpenWrappingKey,
        (transportKeyId, wrappingKey) => wrappingKey is not null && Unwrap(wrappingKey, wrapped.Key) is { } key
            ? UseAndWipe(key, opened => use(transportKeyId, opened))
            : use(transportKeyId, null));

    private static byte[]? Unwrap(byte[] wrappingKey, byte[] wrapped)
    {
        if (wrapped.Length is not (WrappedCardKey.KeyLength or WrappedCardKey.PukLength))
        {
            return null;
        }

        using var aes = Aes.Create();
        aes.SetKey(wrappingKey);
        try
        {
            var key = aes.DecryptKeyWrapPadded(wrapped);
            if (wrapped.Length == WrappedCardKey.PukLength ? PivPinRule.AllowsPuk(key) : GidsMutualAuthentication.IsUsable(key))
            {
                return key;
            }

            CryptographicOperations.ZeroMemory(key);
            return null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private (string? TransportKeyId, byte[]? Key) OpenWrappingKey(WrappedCardKey wrapped)
    {
        var names = TransportNames(_file.Names).Where(name => wrapped.TransportKeyId is null || IdOf(name) == wrapped.TransportKeyId);
        foreach (var name in names)
        {
            if (_file.Use(name, secret => Open(secret, wrapped.WrappingKey)) is { } key)
            {
                return (IdOf(name), key);
            }
        }

        return (null, null);
    }

    private static byte[]? Open(byte[] secret, byte[] wrappingKey)
    {
        using var pair = RSA.Create();
        pair.ImportPkcs8PrivateKey(secret, out _);
        try
        {
            return pair.Decrypt(wrappingKey, RSAEncryptionPadding.OaepSHA1) is { Length: KeyWrapping.WrappingKeyLength } key ? key : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private TransportKey PublicHalf(string name) => _file.Use(
        name,
        secret =>
        {
            using var pair = RSA.Create();
            pair.ImportPkcs8PrivateKey(secret, out _);
            return new TransportKey(pair.ExportSubjectPublicKeyInfo());
        })!;

    private void Keep(string name, byte[] key, bool onlyWhereMissing = false)
    {
        try
        {
            _file.Change(keys =>
            {
                if (!onlyWhereMissing || !keys.ContainsKey(name))
                {
                    keys[name] = _file.Seal(name, key);
                }
            });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static TResult UseAndWipe<TResult>(byte[] key, Func<byte[], TResult> use)
    {
        try
        {
            return use(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>As tokens make it: the first 3 bytes of 16 zero bytes under the key.</summary>
    private static string CheckValue(byte[] master)
    {
        using var aes = Aes.Create();
        aes.SetKey(master);
        return Convert.ToHexString(aes.EncryptEcb(new byte[16], PaddingMode.None)[..3]);
    }

    /// <summary>The current one first.</summary>
    private static IEnumerable<string> TransportNames(IEnumerable<string> names) =>
        names.Where(name => name.StartsWith(Transport, StringComparison.Ordinal)).OrderByDescending(NumberOf);

    private static int NumberOf(string transportName) => int.Parse(transportName.Split('/')[1], CultureInfo.InvariantCulture);

    private static string IdOf(string transportName) => transportName.Split('/')[2];
}
