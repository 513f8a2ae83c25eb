using Smartcard.Tests;

namespace Smartcard.SystemTests.Host;

/// <summary>Waits for an answer as long as a host is at work, however busy the machine is.</summary>
/// <exception cref="Xunit.Sdk.FailException">No answer came, and the hosts did nothing: says what was asked.</exception>
internal sealed class PatientHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>An idle host uses less than this in the time that a wait allows; one that is at work uses more.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    public static ChatClient ChatWith(string address) => new(address, inner => new PatientHandler(inner));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sending = base.SendAsync(request, cancellationToken);
        var patience = new Patience($"an answer to {request.Method} {request.RequestUri?.AbsolutePath}");
        while (await Task.WhenAny(sending, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken)) != sending)
        {
            cancellationToken.ThrowIfCancellationRequested();
            patience.Look($"the hosts have used {Math.Floor(HostProcess.Work / Step) * Step.TotalSeconds:0} s of processor time");
        }

        return await sending;
    }
}
