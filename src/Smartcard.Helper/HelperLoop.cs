using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Smartcard.Cards;
using Smartcard.CardTasks;
using Smartcard.Helper.Hosts;
using Smartcard.Helper.Screen;
using Smartcard.Helper.Tasks;

namespace Smartcard.Helper;

/// <summary>Pairs with one journey after the other, for as long as the program runs.</summary>
/// <param name="log">Null = nothing is noted.</param>
/// <param name="endsAfter">How long it waits for a code before it ends; null = for ever.</param>
internal sealed class HelperLoop(
    IReadOnlyList<Uri> hosts,
    ICardReaders readers,
    IHelperScreen screen,
    TimeProvider time,
    ILogger? log = null,
    TimeSpan? endsAfter = null)
{
    /// <summary>After this long without a journey, a helper that somebody opened is not needed any more.</summary>
    public static readonly TimeSpan PatienceWithNobody = TimeSpan.FromMinutes(15);

    private static readonly string Version = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);

    private readonly LastPairing _last = new();
    private readonly Lock _lock = new();
    private PairingLink? _next;
    private CancellationTokenSource? _journey;
    private CancellationTokenSource? _question;

    /// <summary>Whether a link has come that was not followed yet.</summary>
    public bool HasNext
    {
        get
        {
            lock (_lock)
            {
                return _next is not null;
            }
        }
    }

    /// <summary>Whether a journey runs, other than that of this link.</summary>
    public bool IsBusyWithAnother(PairingLink link)
    {
        lock (_lock)
        {
            return _journey is not null && !_last.Is(link);
        }
    }

    /// <summary>
    /// Leaves the journey that is running, if any, for another one. The link of the journey that is running changes
    /// nothing.
    /// </summary>
    public void SwitchTo(PairingLink link)
    {
        lock (_lock)
        {
            if (_question is null && _last.Is(link)) // it is connecting with it, or connected
            {
                return;
            }

            _next = link;
            _journey?.Cancel();
            _question?.Cancel();
        }
    }

    /// <summary>Somebody is there: it waits for a code as long as if it had just begun to.</summary>
    public void StayAwake()
    {
        lock (_lock)
        {
            _question?.Cancel();
        }
    }

    /// <summary>Ends when nobody has wanted anything for long.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var asked = new HelperView(Scene.Code);
        while (await NextAsync(asked, cancellationToken) is { } link)
        {
            screen.NewerVersion(null);
            screen.Show(new HelperView(Scene.Connecting));
            asked = new HelperView(Scene.Code);

            using var http = new HttpClient(
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                });
            (http.BaseAddress, http.Timeout) = (link.Host, TimeSpan.FromSeconds(40));
            var host = new CardTaskClient(http, time, screen.HostIsSilent);
            try
            {
                if (await host.PairAsync(link.Code, _last.TokenFor(link), Version, cancellationToken) is { } session)
                {
                    screen.NewerVersion(session.NewerVersion);
                    asked = new HelperView(await JourneyAsync(host, session, cancellationToken));
                }
                else
                {
                    asked = asked with { Problem = Problem.Code };
                }
            }
            catch (HostUnreachableException)
            {
                asked = asked with { Problem = Problem.Unreachable };
            }
            catch (HostRefusedException refused)
            {
                asked = asked with { Problem = refused.TooManyTries ? Problem.TooManyTries : Problem.Code };
            }
            catch (HelperTooOldException tooOld)
            {
                asked = new HelperView(Scene.TooOld) { Version = tooOld.Version };
            }
        }
    }

    private async Task<Scene> JourneyAsync(CardTaskClient host, HelperSession session, CancellationToken cancellationToken)
    {
        using var journey = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        lock (_lock)
        {
            _journey = journey;
            if (_next is not null)
            {
                journey.Cancel(); // another link came while it was connecting
            }
        }

        try
        {
            var end = await new HelperJourney(host, readers, screen, time, log ?? NullLogger.Instance).RunAsync(session, journey.Token);
            _last.Forget();
            return end;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Scene.Code; // left for another journey
        }
        finally
        {
            lock (_lock)
            {
                _journey = null;
            }
        }
    }

    /// <returns>Null when nobody named a journey for as long as it waits.</returns>
    private async Task<PairingLink?> NextAsync(HelperView asked, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var late = new CancellationTokenSource(endsAfter ?? Timeout.InfiniteTimeSpan, time);
            using var question = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
            if (TakeNext(question) is { } next)
            {
                return next;
            }

            try
            {
                return Begin(new PairingLink(hosts[0], await screen.AskCodeAsync(asked, question.Token)));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                if (TakeNext(question: null) is { } link)
                {
                    return link;
                }

                if (late.IsCancellationRequested)
                {
                    return null;
                }
            }
            finally
            {
                Forget(question);
            }
        }
    }

    /// <param name="question">What a link that comes from now on puts an end to.</param>
    private PairingLink? TakeNext(CancellationTokenSource? question)
    {
        lock (_lock)
        {
            if (_next is not { } next)
            {
                _question = question;
                return null;
            }

            _next = null;
            return Begin(next);
        }
    }

    private void Forget(CancellationTokenSource question)
    {
        lock (_lock)
        {
            _question = _question == question ? null : _question;
        }
    }

    /// <summary>From here on this is the link that it works with.</summary>
    private PairingLink Begin(PairingLink link)
    {
        lock (_lock)
        {
            _question = null;
            _last.TokenFor(link);
            return link;
        }
    }
}
