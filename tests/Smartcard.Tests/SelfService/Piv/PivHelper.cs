using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Smartcard.Cards.Iso7816;
using Smartcard.Cards.Piv;
using Smartcard.Cards.Software;
using Smartcard.CardTasks;
using Smartcard.CardTasks.Piv;
using Smartcard.SelfService.CardTasks;

namespace Smartcard.Tests.SelfService.Piv;

/// <summary>A reader helper in miniature, with a PIV card: the same calls in the same order, without HTTP.</summary>
internal sealed class PivHelper : IDisposable
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private readonly PivBench _bench;
    private readonly PukReply _reply = new();

    public PivHelper(PivBench bench, BenchHelper helper) => (_bench, Helper) = (bench, helper);

    public BenchHelper Helper { get; }

    public byte[] ReplyKey => _reply.PublicKey;

    public static async Task<PivHelper> PairAsync(PivBench bench) => new(bench, await BenchHelper.PairAsync(bench.Journeys));

    public void Dispose() => _reply.Dispose();

    public async Task<CardTask> NextAsync() => await Helper.NextAsync() ?? throw new InvalidOperationException("There is no card task.");

    /// <summary>What a key of the card signs.</summary>
    public async Task<byte[]> SignAsync(PivKey key, CardProofPurpose purpose, byte[] challenge, SoftwarePivCard? with = null)
    {
        var session = await OpenAsync(with);
        var message = purpose == CardProofPurpose.Release
            ? ProveChallenge.ReleaseOf(challenge, _bench.Identifier, ReplyKey)
            : ProveChallenge.MessageOf(purpose, challenge, _bench.Identifier);
        return await session.SignAsync(key, (await session.ReadCertificateAsync(key, Ct))!.Algorithm, message, Ct);
    }

    public async Task<ReportVerdict> IdentifyAsync(Func<CardTaskResult, CardTaskResult>? changed = null, SoftwarePivCard? with = null)
    {
        var task = await NextAsync();
        var result = new CardTaskResult(CardTaskOutcome.Done)
        {
            CardIdentifier = _bench.Identifier,
            CardType = "Piv",
            AttemptsLeft = _bench.Card.State.PinAttemptsLeft,
            PresenceSignature = await SignAsync(PivKey.CardAuthentication, CardProofPurpose.Presence, task.Challenge!, with),
        };
        return await Helper.ReportAsync(task.Id, changed is null ? result : changed(result));
    }

    public async Task<ReportVerdict> ProveAsync(Func<CardTaskResult, CardTaskResult>? changed = null)
    {
        var task = await NextAsync();
        var presence = await SignAsync(PivKey.CardAuthentication, CardProofPurpose.Presence, task.Challenge!);
        var result = new CardTaskResult(CardTaskOutcome.Done)
        {
            CardIdentifier = _bench.Identifier,
            CardType = "Piv",
            PresenceSignature = presence,
            Signature = await SignWithPinAsync(PivBench.Pin, CardProofPurpose.Passcode, task.Challenge!),
        };
        return await Helper.ReportAsync(task.Id, changed is null ? result : changed(result));
    }

    public async Task<byte[]> SignWithPinAsync(string pin, CardProofPurpose purpose, byte[] challenge)
    {
        var session = await OpenAsync();
        Assert.IsType<SecretCheck.Accepted>(await session.VerifyAsync(Encoding.ASCII.GetBytes(pin), Ct));
        var message = ProveChallenge.MessageOf(purpose, challenge, _bench.Identifier);
        var certificate = await session.ReadCertificateAsync(PivKey.Authentication, Ct);
        return await session.SignAsync(PivKey.Authentication, certificate!.Algorithm, message, Ct);
    }

    public async Task<CardTaskAnswer<PukResponse>> AskPukAsync(CardTask task, byte[]? signature = null) =>
        await AskPukAsync(task.Id, signature ?? await SignAsync(PivKey.CardAuthentication, CardProofPurpose.Release, task.Challenge!));

    public Task<CardTaskAnswer<PukResponse>> AskPukAsync(Guid task, byte[] signature) => Helper.AsAsync((services, on) =>
        services.GetRequiredService<PukCalls>().GiveAsync(on, task, new PukRequest(_bench.Identifier, signature, ReplyKey), Ct));

    public async Task<PukResponse> TakePukAsync(CardTask task) =>
        Assert.IsType<CardTaskAnswer<PukResponse>.Given>(await AskPukAsync(task)).Value;

    public Task<CardTaskAnswer<PukResponse>> TellAsync(CardTask task, int version, PukOutcome outcome, int? left = null) =>
        Helper.AsAsync((services, on) => services.GetRequiredService<PukCalls>()
            .HearAsync(on, task.Id, new PukResult(version, outcome, ReplyKey) { AttemptsLeft = left }, Ct));

    public async Task<PukResponse> AcceptedAsync(CardTask task, int version) =>
        Assert.IsType<CardTaskAnswer<PukResponse>.Given>(await TellAsync(task, version, PukOutcome.Accepted)).Value;

    public byte[] Open(CardTask task, PukResponse response) => _reply.Open(task.Id, response);

    /// <summary>RESET RETRY COUNTER with a PUK that the host gave.</summary>
    public async Task<SecretCheck> UseAsync(CardTask task, PukResponse response, string newPin = PivBench.NewPin) =>
        await (await OpenAsync()).ResetRetryCounterAsync(Open(task, response), Encoding.ASCII.GetBytes(newPin), Ct);

    public async Task<SecretCheck> ChangeAsync(CardTask task, PukResponse from, PukResponse to) =>
        await (await OpenAsync()).ChangePukAsync(Open(task, from), Open(task, to), Ct);

    public async Task<ReportVerdict> DoneAsync(CardTask task, PukResponse given, int? version, string pin = PivBench.NewPin) =>
        await Helper.ReportAsync(
            task.Id,
            new CardTaskResult(CardTaskOutcome.Done)
            {
                CardIdentifier = _bench.Identifier,
                CardType = "Piv",
                PukVersion = version,
                Signature = await SignWithPinAsync(pin, CardProofPurpose.NewPasscode, given.Challenge),
            });

    /// <summary>The whole reset. False when the host refused a step.</summary>
    public async Task<bool> ResetAsync(string newPin = PivBench.NewPin)
    {
        var task = await NextAsync();
        if (await AskPukAsync(task) is not CardTaskAnswer<PukResponse>.Given { Value: var puk })
        {
            return false;
        }

        while (await UseAsync(task, puk, newPin) is not SecretCheck.Accepted)
        {
            if (await TellAsync(task, puk.Version, PukOutcome.Wrong, _bench.Card.State.PukAttemptsLeft)
                is not CardTaskAnswer<PukResponse>.Given { Value: var other })
            {
                await Helper.ReportAsync(task.Id, new CardTaskResult(CardTaskOutcome.Refused));
                return false;
            }

            puk = other;
        }

        var next = await AcceptedAsync(task, puk.Version);
        Assert.IsType<SecretCheck.Accepted>(await ChangeAsync(task, puk, next));
        return await DoneAsync(task, puk, next.Version, newPin) == ReportVerdict.Accepted;
    }

    private async Task<PivSession> OpenAsync(SoftwarePivCard? with = null)
    {
        var card = with ?? _bench.Card;
        card.Reset();
        var session = new PivSession(card);
        await session.SelectAsync(Ct);
        return session;
    }
}
