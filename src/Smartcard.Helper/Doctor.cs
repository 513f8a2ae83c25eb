using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Smartcard.Cards;
using Smartcard.Cards.Recognition;
using Smartcard.CardTasks;
using Smartcard.Helper.Tasks;

namespace Smartcard.Helper;

/// <summary>
/// Looks at what the helper needs on this computer, and says of each thing how it is and what to do: the hosts, the
/// clock, the readers and their cards.
/// </summary>
/// <param name="handler">Instead of the network; null = the network.</param>
internal sealed class Doctor(ICardReaders readers, TextWriter output, TimeProvider time, HttpMessageHandler? handler = null) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpMessageHandler _handler = handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
    private string? _certificate;

    /// <returns>False when something keeps the helper from working. A wrong clock does not.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<Uri> hosts, CancellationToken cancellationToken)
    {
        if (_handler is SocketsHttpHandler sockets)
        {
            sockets.SslOptions.RemoteCertificateValidationCallback = Validate;
        }

        var isWell = true;
        foreach (var host in hosts)
        {
            isWell &= await LookAtHostAsync(host, cancellationToken);
        }

        return await LookAtReadersAsync(cancellationToken) && isWell;
    }

    public void Dispose() => _handler.Dispose();

    /// <summary>What to do about a fault of a reader, beside the fault's own words.</summary>
    internal static string AdviceOn(ReaderProblem problem) =>
        problem switch
        {
            ReaderProblem.NoService => "Restart this computer. On Linux, install and start pcscd.",
            ReaderProblem.NoReader => "Plug in a card reader.",
            ReaderProblem.InUse => "Close other programs that use the card, then try again.",
            ReaderProblem.UnresponsiveCard =>
                "Put the card in with the chip first. If you did, try another card: this one may be broken.",
            ReaderProblem.Faulty =>
                "Take the card out and put it back in firmly. If this keeps happening, unplug the reader and plug it "
                + "in again, or use another reader. The number is for whoever looks after the reader's driver.",
            _ => "Restart this computer. If this keeps happening, report the number.",
        };

    /// <summary>What a PIV card lacks.</summary>
    internal static string AdviceOn(CardTrouble trouble) => trouble switch
    {
        CardTrouble.NoPresenceKey => "It is a PIV card without a certificate for key 9E, or with one that cannot be read.",
        CardTrouble.NoPasscodeKey => "It is a PIV card without a certificate for key 9A, or with one that cannot be read.",
        _ => "It is a PIV card with no GUID, and no certificate for key 9E.",
    };

    /// <summary>A certificate that is not valid yet, or no longer, often means that this computer's clock is wrong.</summary>
    /// <returns>Null when the clock is not the reason.</returns>
    internal static string? AdviceOn(DateTimeOffset validFrom, DateTimeOffset validTo, DateTimeOffset now) =>
        now >= validFrom && now <= validTo
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"This computer's clock says {now:d MMMM yyyy, HH:mm} UTC, and the host's certificate is valid from "
                + $"{validFrom:d MMMM yyyy} to {validTo:d MMMM yyyy}. If the clock is wrong, set it. If it is right, "
                + $"the host needs a new certificate.");

    private async Task<bool> LookAtHostAsync(Uri host, CancellationToken cancellationToken)
    {
        _certificate = null;
        using var http = new HttpClient(_handler, disposeHandler: false) { BaseAddress = host, Timeout = Patience };
        try
        {
            // Without a token every host answers, 401 with its Date, and nothing happens.
            using var answer = await http.GetAsync(new Uri("helper/tasks/next", UriKind.Relative), cancellationToken);
            Say($"Host {host}: it answers.");
            var clock = ClockGap.Of(answer, time.GetUtcNow());
            Say(
                clock is null ? "Clock: the host does not say the time."
                : clock.IsFar
                    ? $"Clock: This computer's clock is {clock}. You can still unlock cards, but other programs may "
                        + "not work. Set the clock, or ask IT to do it."
                : "Clock: this computer's clock agrees with the host's.");
            return true;
        }
        catch (Exception failed)
            when (failed is HttpRequestException
                || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Say(
                $"Host {host}: it cannot be reached "
                + $"({(failed as HttpRequestException)?.HttpRequestError.ToString() ?? "no answer in time"}). "
                + $"{_certificate ?? "Check the network and the address."}");
            return false;
        }
    }

    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.None && certificate is X509Certificate2 shown)
        {
            _certificate = AdviceOn(new DateTimeOffset(shown.NotBefore), new DateTimeOffset(shown.NotAfter), time.GetUtcNow());
        }

        return errors == SslPolicyErrors.None;
    }

    private async Task<bool> LookAtReadersAsync(CancellationToken cancellationToken)
    {
        try
        {
            var states = await readers.ListAsync(cancellationToken);
            if (states.Count == 0)
            {
                Say($"Readers: none. {AdviceOn(ReaderProblem.NoReader)}");
                return false;
            }

            var isWell = true;
            foreach (var state in states)
            {
                isWell &= await LookAtCardAsync(state, cancellationToken);
            }

            return isWell;
        }
        catch (CardReaderException failed)
        {
            Say($"Readers: {failed.Message} {AdviceOn(failed.Problem)}");
            return false;
        }
    }

    private async Task<bool> LookAtCardAsync(ReaderState state, CancellationToken cancellationToken)
    {
        if (!state.HasCard)
        {
            Say($"Reader {state.Name}: no card in it.");
            return true;
        }

        try
        {
            Say($"Reader {state.Name}: {await WordsOnAsync(state, cancellationToken)}");
            return true;
        }
        catch (CardRemovedException gone)
        {
            Say($"Reader {state.Name}: {gone.Message} Put the card back in, then try again.");
            return false;
        }
        catch (CardReaderException failed)
        {
            Say($"Reader {state.Name}: {failed.Message} {AdviceOn(failed.Problem)}");
            return false;
        }
    }

    private async Task<string> WordsOnAsync(ReaderState state, CancellationToken cancellationToken)
    {
        var (opened, other) = await OpenCard.OpenAsync(readers, state, cancellationToken);
        await using var card = opened;
        return other switch
        {
            null => "a staff smartcard is in it, and answers.",
            { Trouble: { } trouble } => $"this program cannot use the card in it. {AdviceOn(trouble)}",
            { Kind: CardKind.Unknown } => "this program cannot use the card in it.",
            _ => $"this program cannot use the card in it, which is of the type {other.Kind}.",
        };
    }

    private void Say(string line) => output.WriteLine(line);
}
