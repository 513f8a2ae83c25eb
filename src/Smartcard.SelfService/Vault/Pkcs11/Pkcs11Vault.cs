using Microsoft.Extensions.Logging;
using Smartcard.Cards.Gids;

namespace Smartcard.SelfService.Vault.Pkcs11;

/// <summary>Keys in a key module: every step with a key is taken within it, and no key can be read or leaves it.</summary>
/// <remarks>
/// The tokens are asked in order, each once, within the time limit; one that has just failed is asked last. The caller gets
/// one answer or none: what a token says later is dropped.
/// </remarks>
public sealed class Pkcs11Vault : ICardKeyVault, IVaultKeys, IDisposable
{
    private const int MessageLength = 40;

    private static readonly TimeSpan StaysLast = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TimeToMakeKeys = TimeSpan.FromMinutes(2);

    private readonly Pkcs11Options _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Pkcs11Vault> _logger;
    private readonly TokenLibrary _library;
    private readonly Token[] _tokens;
    private bool _isDisposed;

    public Pkcs11Vault(Pkcs11Options options, TimeProvider time, ILogger<Pkcs11Vault> logger)
        : this(options, time, logger, new TokenLibrary(options.Library))
    {
    }

    internal Pkcs11Vault(Pkcs11Options options, TimeProvider time, ILogger<Pkcs11Vault> logger, TokenLibrary library)
    {
        (_options, _time, _logger) = (options, time, logger);
        _library = library;
        _tokens = [.. options.Tokens.Select(label => new Token(label, _library, options, time))];
    }

    public async ValueTask<bool> HasAsync(CardKeyHandle key, CancellationToken cancellationToken) =>
        await AskAsync(session => session.Has(key), cancellationToken);

    public async ValueTask<byte[]?> AnswerAsync(
        CardKeyHandle key, ReadOnlyMemory<byte> hostChallenge, ReadOnlyMemory<byte> cardChallenge, CancellationToken cancellationToken)
    {
        var message = GidsMutualAuthentication.HostMessage(hostChallenge.Span, cardChallenge.Span);
        return await AskAsync(session => session.Encrypt(key, message), cancellationToken);
    }

    public async ValueTask<bool> ConfirmsAsync(
        CardKeyHandle key,
        ReadOnlyMemory<byte> hostChallenge,
        ReadOnlyMemory<byte> cardChallenge,
        ReadOnlyMemory<byte> cardResponse,
        CancellationToken cancellationToken)
    {
        if (cardResponse.Length != MessageLength)
        {
            return false;
        }

        var response = cardResponse.ToArray();
        return await AskAsync(session => session.Decrypt(key, response), cancellationToken) is { } message
            && GidsMutualAuthentication.IsCardMessage(message, hostChallenge.Span, cardChallenge.Span);
    }

    public async ValueTask<byte[]?> PukAsync(CardKeyHandle puk, CancellationToken cancellationToken) =>
        await AskAsync(session => session.Puk(puk), cancellationToken);

    public async ValueTask<KeyCheck> CheckAsync(WrappedCardKey key, CancellationToken cancellationToken)
    {
        var check = await AskAsync(session => session.Check(key), cancellationToken);
        foreach (var token in _tokens)
        {
            token.SweepSoon();
        }

        return check;
    }

    public async ValueTask<KeyCheck> CheckDerivedAsync(CardKeyHandle.Derived key, CancellationToken cancellationToken) =>
        KeyCheck.OfDerived(await AskAsync(session => session.CheckDerived(key), cancellationToken));

    public async ValueTask<IReadOnlyList<TransportKey>> TransportKeysAsync(CancellationToken cancellationToken) =>
        await AskAsync(session => session.TransportKeys(), cancellationToken);

    public async Task<IReadOnlyList<VaultKey>> MakeMissingAsync(CancellationToken cancellationToken)
    {
        var made = await MakeAsync(
            session =>
            {
                var (hadMaster, there) = (session.HasMaster(), session.CurrentTransportKey());
                if (!hadMaster)
                {
                    session.MakeMaster();
                }

                var transport = there ?? session.MakeTransport();
                return new[]
                {
                    new VaultKey("master", CheckValue(session), !hadMaster),
                    new VaultKey("transport", transport.Fingerprint, there is null),
                };
            },
            cancellationToken);
        foreach (var token in _tokens.Skip(1))
        {
            var (master, transport) = await token.RunAsync(
                session => (CheckValue(session), session.CurrentTransportKey()?.Fingerprint), TimeToMakeKeys, cancellationToken);
            if (master != made[0].CheckValue || transport != made[1].CheckValue)
            {
                throw new VaultAwayException(
                    $"The token {_tokens[0].Label} has its keys, and {token.Label} has not the same ones. Copy them from the one to the "
                    + "other with the tools of your key module, and run this again.");
            }
        }

        return made;
    }

    public async Task<TransportKey> CurrentTransportKeyAsync(CancellationToken cancellationToken) =>
        await MakeAsync(session => session.CurrentTransportKey() ?? session.MakeTransport(), cancellationToken);

    public async Task<TransportKey> NewTransportKeyAsync(CancellationToken cancellationToken) =>
        await MakeAsync(session => session.MakeTransport(), cancellationToken);

    /// <remarks>A container that has it under several of its types disposes of it as often.</remarks>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        foreach (var token in _tokens)
        {
            token.Dispose();
        }

        _library.Dispose();
    }

    private static string CheckValue(TokenSession session) =>
        session.MasterCheckValue() ?? (session.HasMaster() ? "not given by the token" : "none");

    private Task<TResult> MakeAsync<TResult>(Func<TokenSession, TResult> make, CancellationToken cancellationToken) =>
        _tokens[0].RunAsync(make, TimeToMakeKeys, cancellationToken, isWriting: true);

    private async Task<TResult> AskAsync<TResult>(Func<TokenSession, TResult> ask, CancellationToken cancellationToken)
    {
        var each = _options.TimeLimit / _tokens.Length;
        VaultAwayException? away = null;
        foreach (var token in _tokens.OrderBy(HasJustFailed).ToArray())
        {
            try
            {
                var answer = await token.RunAsync(ask, each, cancellationToken);
                if (token.Complain(null))
                {
                    _logger.TokenIsBack(token.Label);
                }

                return answer;
            }
            catch (VaultAwayException failure)
            {
                if (token.Complain(failure.Message))
                {
                    _logger.TokenIsAway(failure.Message);
                }

                away = failure;
            }
        }

        throw away!;
    }

    private bool HasJustFailed(Token token) => token.FailedAt is { } at && _time.GetElapsedTime(at) < StaysLast;
}
