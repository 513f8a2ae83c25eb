using System.Globalization;
using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Smartcard.Cards.Gids;
using Smartcard.Cards.Piv;

namespace Smartcard.SelfService.Vault.Pkcs11;

/// <summary>
/// One session with a token, used by one thread at a time. Cards' keys are opened within the token and destroyed after their
/// use.
/// </summary>
internal sealed class TokenSession(ISession session, int generation, TimeProvider time)
{
    private static readonly TimeSpan KeepsWrappingKey = TimeSpan.FromSeconds(10);

    private readonly byte[] _zeros = new byte[8];
    private IObjectHandle? _master;
    private List<TransportObject> _transport = [];
    private KeptWrappingKey? _kept;

    /// <summary>Of the library.</summary>
    public int Generation => generation;

    /// <summary>An object could not be destroyed, so the session is to be closed, which destroys it.</summary>
    public bool IsSpent { get; private set; }

    public bool Has(CardKeyHandle card) => card is CardKeyHandle.Wrapped { Key.IsPuk: true } puk
        ? WithWrappedKey(puk.Key, _ => true)
        : WithKey(card, _ => true);

    /// <returns>In a pinned array for the caller to clear; null where it cannot be opened.</returns>
    public byte[]? Puk(CardKeyHandle puk) => puk switch
    {
        CardKeyHandle.Derived derived => FindMaster() is { } master
            ? UseAndDestroy(
                session.DeriveKey(TokenTemplates.Derive(CardKeyDerivation.PukDataOf(derived)), master, TokenTemplates.PukBlocks),
                blocks => Read(blocks, value => CardKeyDerivation.PukOf(value)))
            : throw new TokenLacksKeyException("the master key"),
        CardKeyHandle.Wrapped { Key.IsPuk: true } wrapped =>
            WithWrappedKey(wrapped.Key, opened => Read(opened, value => PinnedPuk.Of(value))),
        _ => null,
    };

    public byte[]? Encrypt(CardKeyHandle card, byte[] message) =>
        WithKey(card, key => session.Encrypt(TokenTemplates.TripleDes, key, message));

    public byte[]? Decrypt(CardKeyHandle card, byte[] message) =>
        WithKey(card, key => session.Decrypt(TokenTemplates.TripleDes, key, message));

    public KeyCheck Check(WrappedCardKey wrapped)
    {
        var of = SHA256.HashData([.. wrapped.WrappingKey, .. Convert.FromHexString(wrapped.TransportKeyId ?? "")]);
        if (_kept is null || !_kept.Of.SequenceEqual(of) || time.GetElapsedTime(_kept.Since) > KeepsWrappingKey)
        {
            ForgetWrappingKey();
            var (transportKeyId, key) = OpenWrappingKey(wrapped);
            _kept = new KeptWrappingKey(of, transportKeyId, key, time.GetTimestamp());
        }

        if (wrapped.IsPuk)
        {
            var opens = _kept.Key is { } ofPuks && UseAndDestroy(OpenCardKey(ofPuks, wrapped.Key), _ => true);
            return new KeyCheck(opens, _kept.TransportKeyId, CheckValue: null);
        }

        var value = _kept.Key is { } wrapping ? UseAndDestroy(OpenCardKey(wrapping, wrapped.Key), CheckValue) : null;
        return new KeyCheck(value is not null, _kept.TransportKeyId, value);
    }

    /// <returns>The check value of the card's key; null where there is no master key.</returns>
    public byte[]? CheckDerived(CardKeyHandle.Derived card) =>
        FindMaster() is { } master ? UseAndDestroy(Derive(master, card), CheckValue) : null;

    /// <summary>Of a check; many come one after another.</summary>
    public void ForgetWrappingKey()
    {
        if (_kept?.Key is { } key)
        {
            Destroy(key);
        }

        _kept = null;
    }

    /// <summary>The current one first.</summary>
    public IReadOnlyList<TransportKey> TransportKeys() => [.. FindTransport().Select(found => found.Key)];

    public TransportKey? CurrentTransportKey() => FindTransport().FirstOrDefault()?.Key;

    /// <returns>As the token says it; null where there is no master key, or the token says none.</returns>
    public string? MasterCheckValue()
    {
        var value = FindMaster() is { } master ? session.GetAttributeValue(master, [CKA.CKA_CHECK_VALUE])[0] : null;
        return value is null or { CannotBeRead: true } ? null : Convert.ToHexString(value.GetValueAsByteArray());
    }

    public bool HasMaster() => FindMaster() is not null;

    public void MakeMaster() => session.GenerateKey(TokenTemplates.MakeAes, TokenTemplates.Master);

    public TransportKey MakeTransport()
    {
        var number = FindTransport().Select(found => found.Number).FirstOrDefault() + 1;
        var label = string.Create(CultureInfo.InvariantCulture, $"{TokenTemplates.TransportLabel}{number}");
        session.GenerateKeyPair(
            TokenTemplates.MakeRsa, TokenTemplates.TransportPublic(label), TokenTemplates.TransportPrivate(label), out _, out _);
        return FindTransport().Single(found => found.Number == number).Key;
    }

    public void Close() => session.Dispose();

    private TResult? WithKey<TResult>(CardKeyHandle card, Func<IObjectHandle, TResult> use) => card switch
    {
        CardKeyHandle.Derived derived => FindMaster() is { } master
            ? UseAndDestroy(Derive(master, derived), use)
            : throw new TokenLacksKeyException("the master key"),
        CardKeyHandle.Wrapped { Key.IsPuk: false } wrapped => WithWrappedKey(wrapped.Key, use),
        _ => default,
    };

    private IObjectHandle Derive(IObjectHandle master, CardKeyHandle.Derived card) =>
        session.DeriveKey(TokenTemplates.Derive(CardKeyDerivation.DataOf(card)), master, TokenTemplates.CardKey);

    private TResult? WithWrappedKey<TResult>(WrappedCardKey wrapped, Func<IObjectHandle, TResult> use)
    {
        var opened = OpenWrappingKey(wrapped).Key;
        return opened is null && wrapped.TransportKeyId is { } id && !_transport.Exists(t => t.Key.Id == id)
            ? throw new TokenLacksKeyException($"the transport key {id[..8]}")
            : UseAndDestroy(opened, wrapping => UseAndDestroy(OpenCardKey(wrapping, wrapped.Key), use));
    }

    private (string? TransportKeyId, IObjectHandle? Key) OpenWrappingKey(WrappedCardKey wrapped)
    {
        var tried = _transport;
        return Try(tried) is { Key: not null } opened ? opened : Try(FindTransport().ExceptBy(tried.Select(t => t.Key.Id), t => t.Key.Id));

        (string?, IObjectHandle? Key) Try(IEnumerable<TransportObject> keys)
        {
            foreach (var key in keys.Where(k => wrapped.TransportKeyId is null || k.Key.Id == wrapped.TransportKeyId))
            {
                if (Unwrap(TokenTemplates.Oaep, key.Handle, wrapped.WrappingKey, TokenTemplates.WrappingKey) is { } opened)
                {
                    return (key.Key.Id, opened);
                }
            }

            return (null, null);
        }
    }

    private TResult Read<TResult>(IObjectHandle secret, Func<byte[], TResult> use)
    {
        using var attribute = session.GetAttributeValue(secret, [CKA.CKA_VALUE])[0];
        var value = attribute.GetValueAsByteArray();
        try
        {
            return use(value);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(value);
        }
    }

    /// <returns>Null where it does not unwrap to a PUK.</returns>
    private IObjectHandle? OpenPuk(IObjectHandle wrapping, byte[] wrapped)
    {
        if (Unwrap(TokenTemplates.KeyWrapPadded, wrapping, wrapped, TokenTemplates.Puk) is not { } puk)
        {
            return null;
        }

        if (Read(puk, value => PivPinRule.AllowsPuk(value)))
        {
            return puk;
        }

        Destroy(puk); // of another length
        return null;
    }

    /// <returns>Null where it does not unwrap to a key with which 3DES can work, or to a PUK.</returns>
    private IObjectHandle? OpenCardKey(IObjectHandle wrapping, byte[] wrapped)
    {
        if (wrapped.Length == WrappedCardKey.PukLength)
        {
            return OpenPuk(wrapping, wrapped);
        }

        if (wrapped.Length != WrappedCardKey.KeyLength
            || Unwrap(TokenTemplates.KeyWrapPadded, wrapping, wrapped, TokenTemplates.CardKey) is not { } key)
        {
            return null;
        }

        try
        {
            session.Encrypt(TokenTemplates.TripleDes, key, _zeros);
            return key;
        }
        catch (Pkcs11Exception fault) when (!fault.IsLost())
        {
            Destroy(key); // of another length
            return null;
        }
    }

    private IObjectHandle? Unwrap(IMechanism mechanism, IObjectHandle key, byte[] wrapped, List<IObjectAttribute> template)
    {
        if (wrapped.Length == 0)
        {
            return null;
        }

        try
        {
            return session.UnwrapKey(mechanism, key, wrapped, template);
        }
        catch (Pkcs11Exception fault) when (fault.IsNotWrapped())
        {
            session.GetSessionInfo(); // a token that has gone says so here
            session.GetAttributeValue(key, [CKA.CKA_CLASS]);
            return null;
        }
    }

    private byte[] CheckValue(IObjectHandle key) =>
        session.Encrypt(TokenTemplates.TripleDes, key, _zeros)[..GidsMutualAuthentication.CheckValueLength];

    private IObjectHandle? FindMaster() => _master ??= session.FindAllObjects(TokenTemplates.FindMaster) switch
    {
        [] => null,
        [var only] => only,
        _ => throw new VaultAwayException($"The token has two keys that are called {TokenTemplates.MasterLabel}. Remove the wrong one."),
    };

    private List<TransportObject> FindTransport()
    {
        var found = session.FindAllObjects(TokenTemplates.FindTransport).Select(Read).OfType<TransportObject>();
        return _transport = [.. found.OrderByDescending(t => t.Number)];
    }

    private TransportObject? Read(IObjectHandle handle)
    {
        var values = session.GetAttributeValue(handle, [CKA.CKA_LABEL, CKA.CKA_MODULUS, CKA.CKA_PUBLIC_EXPONENT]);
        var label = values[0].CannotBeRead ? "" : values[0].GetValueAsString();
        if (!label.StartsWith(TokenTemplates.TransportLabel, StringComparison.Ordinal)
            || !int.TryParse(
                label.AsSpan(TokenTemplates.TransportLabel.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        using var rsa = RSA.Create(new RSAParameters
        {
            Modulus = values[1].GetValueAsByteArray(),
            Exponent = values[2].GetValueAsByteArray(),
        });
        return new TransportObject(number, handle, new TransportKey(rsa.ExportSubjectPublicKeyInfo()));
    }

    private TResult? UseAndDestroy<TResult>(IObjectHandle? key, Func<IObjectHandle, TResult> use)
    {
        if (key is null)
        {
            return default;
        }

        try
        {
            return use(key);
        }
        finally
        {
            Destroy(key);
        }
    }

    private void Destroy(IObjectHandle key)
    {
        try
        {
            session.DestroyObject(key);
        }
        catch (Pkcs11Exception)
        {
            IsSpent = true;
        }
    }

    private sealed record TransportObject(int Number, IObjectHandle Handle, TransportKey Key);

    private sealed record KeptWrappingKey(byte[] Of, string? TransportKeyId, IObjectHandle? Key, long Since);
}
