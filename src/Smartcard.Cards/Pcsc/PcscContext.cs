namespace Smartcard.Cards.Pcsc;

/// <summary>A connection to the smart card service, made for one piece of work and released after it.</summary>
/// <remarks>
/// A context does not outlive the service: once that has restarted, its contexts answer SCARD_E_NO_SERVICE for ever while
/// SCardIsValidContext calls them valid. So none is kept, and work that met a dead one is done again with a new one.
/// </remarks>
internal sealed class PcscContext : IDisposable
{
    private PcscContext(IScard scard, nint handle) => (Scard, Handle) = (scard, handle);

    public IScard Scard { get; }

    public nint Handle { get; }

    /// <exception cref="CardReaderException">The service is not installed or does not run.</exception>
    public static PcscContext Establish(IScard scard, string action)
    {
        try
        {
            var code = scard.EstablishContext(out var handle);
            return code == ScardCode.Success ? new PcscContext(scard, handle) : throw code.ToException(action);
        }
        catch (DllNotFoundException missing)
        {
            throw new CardReaderException(ReaderProblem.NoService, $"Cannot {action}: PC/SC is not installed on this machine.", missing);
        }
    }

    /// <summary>Does the work, and again with a new context when the first one turns out to be dead.</summary>
    /// <remarks>The work returns the code that decides, and must have changed nothing when that says that the context is dead.</remarks>
    public static T With<T>(IScard scard, string action, Func<PcscContext, (ScardCode Code, T Result)> work)
    {
        var (code, result) = Once(scard, action, work);
        if (code.EndsContext)
        {
            (code, result) = Once(scard, action, work);
        }

        return code == ScardCode.Success ? result : throw code.ToException(action);
    }

    public void Dispose() => Scard.ReleaseContext(Handle);

    private static (ScardCode Code, T Result) Once<T>(IScard scard, string action, Func<PcscContext, (ScardCode Code, T Result)> work)
    {
        using var context = Establish(scard, action);
        return work(context);
    }
}
