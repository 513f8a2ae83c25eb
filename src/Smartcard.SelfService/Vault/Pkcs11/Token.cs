using System.Collections.Concurrent;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Smartcard.SelfService.Vault.Pkcs11;

/// <summary>One token: a bounded pool of sessions, opened when they are needed and forgotten when the token goes away.</summary>
internal sealed class Token(string label, TokenLibrary library, Pkcs11Options options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan SweepsAfter = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _free = new(options.Sessions);
    private readonly ConcurrentBag<TokenSession> _idle = [];
    private readonly Lock _loggingIn = new();
    private string? _pinRefused;
    private string? _complaint;
    private ITimer? _sweep;

    public string Label => label;

    /// <summary>Since it last failed; null = it answered.</summary>
    public long? FailedAt { get; private set; }

    /// <exception cref="VaultAwayException">In a sentence, why not.</exception>
    public async Task<TResult> RunAsync<TResult>(
        Func<TokenSession, TResult> use, TimeSpan limit, CancellationToken cancellationToken, bool isWriting = false)
    {
        var since = time.GetTimestamp();
        try
        {
            if (!await _free.WaitAsync(limit, cancellationToken))
            {
                throw new VaultAwayException($"The token {label} is busy: all of its {options.Sessions} sessions are in use.");
            }

            // A call into the library cannot be cut off: one that hangs keeps its place in the pool until it ends.
            var work = Task.Run(() => RunInPlace(use, isWriting), CancellationToken.None);
            var left = limit - time.GetElapsedTime(since);
            var result = await work.TakeInTimeAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken);
            FailedAt = null;
            return result;
        }
        catch (TimeoutException)
        {
            FailedAt = time.GetTimestamp();
            throw new VaultAwayException($"The token {label} has not answered within {limit.TotalSeconds} seconds.");
        }
        catch (Pkcs11Exception fault)
        {
            FailedAt = time.GetTimestamp();
            throw new VaultAwayException(fault.Sentence(label));
        }
        catch (Exception fault) when (fault is UnmanagedException or ObjectDisposedException or AttributeValueException)
        {
            FailedAt = time.GetTimestamp();
            throw new VaultAwayException($"The token {label} cannot be used right now ({fault.GetType().Name}).");
        }
        catch (TokenLacksKeyException lacking)
        {
            throw new VaultAwayException($"The token {label} cannot answer for this card. {lacking.Message} Copy it from the other token.");
        }
        catch (VaultAwayException)
        {
            FailedAt = time.GetTimestamp();
            throw;
        }
    }

    /// <param name="complaint">Why it does not answer; null = it does.</param>
    /// <returns>Whether that is new.</returns>
    public bool Complain(string? complaint) => Interlocked.Exchange(ref _complaint, complaint) != complaint;

    public void Dispose()
    {
        _sweep?.Dispose();
        Forget();
        _free.Dispose();
    }

    private TResult RunInPlace<TResult>(Func<TokenSession, TResult> use, bool isWriting)
    {
        try
        {
            return Run(use, isWriting);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>On a session that is there; then on a fresh one; then on a fresh one of the library loaded again.</summary>
    private TResult Run<TResult>(Func<TokenSession, TResult> use, bool isWriting)
    {
        try
        {
            return Attempt(use, isWriting);
        }
        catch (Pkcs11Exception fault) when (fault.IsLost())
        {
            Forget();
        }

        var generation = library.Generation;
        try
        {
            return Attempt(use, isWriting);
        }
        catch (Pkcs11Exception fault) when (fault.IsLost())
        {
            if (!library.Reload(generation)) // not in the filter, which runs while this thread is still within the library
            {
                throw;
            }

            Forget();
        }

        return Attempt(use, isWriting);
    }

    private TResult Attempt<TResult>(Func<TokenSession, TResult> use, bool isWriting) => library.Use(loaded =>
    {
        var session = isWriting ? Open(loaded, SessionType.ReadWrite) : TakeIdle() ?? Open(loaded, SessionType.ReadOnly);
        var isWell = false;
        try
        {
            var result = use(session);
            isWell = !session.IsSpent && !isWriting;
            return result;
        }
        finally
        {
            if (isWell)
            {
                _idle.Add(session);
            }
            else
            {
                Close(session);
            }
        }
    });

    private TokenSession? TakeIdle()
    {
        while (_idle.TryTake(out var session))
        {
            if (session.Generation == library.Generation)
            {
                return session;
            }
        }

        return null;
    }

    private TokenSession Open(IPkcs11Library loaded, SessionType type)
    {
        var slot = loaded.GetSlotList(SlotsType.WithTokenPresent).FirstOrDefault(s => s.GetTokenInfo().Label.Trim() == label)
            ?? throw new Pkcs11Exception("C_GetSlotList", CKR.CKR_TOKEN_NOT_PRESENT);
        var session = slot.OpenSession(type);
        try
        {
            LogIn(session);
            return new TokenSession(session, library.Generation, time);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>A PIN that was refused is never tried again: a token locks itself after a few.</summary>
    private void LogIn(ISession session)
    {
        lock (_loggingIn)
        {
            if (_pinRefused is not null)
            {
                throw new VaultAwayException(_pinRefused);
            }

            var pin = TokenPin.Read(options);
            try
            {
                session.Login(CKU.CKU_USER, pin);
            }
            catch (Pkcs11Exception fault) when (fault.RV == CKR.CKR_USER_ALREADY_LOGGED_IN)
            {
                // by another session: the token knows the program, not the session
            }
            catch (Pkcs11Exception fault) when (fault.IsPinRefused())
            {
                _pinRefused = $"The token {label} refused the PIN ({fault.RV}). It is not tried again, so that the token does not lock "
                    + "itself. Correct the PIN, and restart the host.";
                throw new VaultAwayException(_pinRefused);
            }
            finally
            {
                System.Security.Cryptography.CryptographicOperations.ZeroMemory(pin);
            }
        }
    }

    /// <summary>A wrapping key of a check is destroyed soon after the last check.</summary>
    public void SweepSoon()
    {
        var sweep = _sweep;
        if (sweep is null)
        {
            sweep = time.CreateTimer(_ => Sweep(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (Interlocked.CompareExchange(ref _sweep, sweep, null) is { } other)
            {
                sweep.Dispose();
                sweep = other;
            }
        }

        sweep.Change(SweepsAfter, Timeout.InfiniteTimeSpan);
    }

    private void Sweep()
    {
        var swept = new List<TokenSession>();
        while (TakeIdle() is { } session)
        {
            swept.Add(session);
        }

        foreach (var session in swept.Where(IsWellSwept))
        {
            _idle.Add(session);
        }
    }

    /// <summary>In a timer, where nobody catches a fault: of a session that has gone, or of a library that is being loaded again.</summary>
    private bool IsWellSwept(TokenSession session)
    {
        try
        {
            return library.Use(_ =>
            {
                if (session.Generation != library.Generation)
                {
                    return false;
                }

                session.ForgetWrappingKey();
                if (session.IsSpent)
                {
                    Close(session);
                }

                return !session.IsSpent;
            });
        }
        catch (Exception fault) when (fault is Pkcs11Exception or UnmanagedException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Within the library, so that nobody unloads it meanwhile.</summary>
    private void Forget()
    {
        if (_idle.IsEmpty)
        {
            return;
        }

        library.Use(_ =>
        {
            while (_idle.TryTake(out var session))
            {
                Close(session);
            }

            return true;
        });
    }

    private void Close(TokenSession session)
    {
        if (session.Generation != library.Generation)
        {
            return;
        }

        try
        {
            session.Close();
        }
        catch (Exception fault) when (fault is Pkcs11Exception or ObjectDisposedException)
        {
            // it has gone by itself
        }
    }
}
