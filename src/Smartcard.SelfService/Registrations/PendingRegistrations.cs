using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Smartcard.Domain;
using Smartcard.Domain.Cards;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;
using Smartcard.Domain.Secrets;
using Smartcard.SelfService.Audit;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Mail;
using Smartcard.SelfService.Policy;
using Smartcard.Storage;

namespace Smartcard.SelfService.Registrations;

/// <summary>The registration that a journey is making. P-R5 to P-R8, S5, S9.</summary>
internal sealed class PendingRegistrations(
    SmartcardDbContext database,
    JourneyEvidence journeys,
    Outbox mail,
    AuditLog audit,
    IQuestionWords questionWords,
    AnswerHasher hasher,
    IOptions<PolicyOptions> policy,
    TimeProvider time)
{
    /// <summary>Checks the form and hashes what may be kept. Reads only.</summary>
    public async Task<PreparedAnswers> HashAnswersAsync(JourneyId journeyId, PromptReply reply, CancellationToken cancellationToken)
    {
        var journey = await journeys.ReadAsync(journeyId, cancellationToken);
        var holder = await database.Set<Staff>().AsNoTracking().SingleAsync(s => s.Id == journey.StaffId, cancellationToken);
        var chosen = new List<string>();
        var given = new List<GivenAnswer>();
        using var nothing = new Secret("");
        for (var number = 1; number <= AnswerRules.QuestionCount; number++)
        {
            var choice = reply.Fields.TryGetValue(QuestionsForm.QuestionField(number), out var field)
                ? field.Use(text => text.ToString())
                : "";
            QuestionId? question = QuestionCatalogue.TryParse(choice, out var known) ? known : null;
            chosen.Add(question is null ? "" : choice);
            given.Add(new GivenAnswer(
                question,
                reply.Fields.GetValueOrDefault(QuestionsForm.AnswerField(number)) ?? nothing,
                question is { } asked ? questionWords.InEachLanguage(asked) : []));
        }

        var problems = AnswerRules.Check(given, holder.DisplayName, await KnownAddressesAsync(journey, cancellationToken));
        return problems.Count > 0
            ? new PreparedAnswers([], chosen, [.. problems.Select(p => new FieldProblem(FieldOf(p), InWords(p)))])
            : new PreparedAnswers([.. given.Select(g => new RegisteredAnswer(g.Question!.Value, hasher.Hash(g.Answer)))], chosen, []);
    }

    /// <summary>Keeps the answers with a registration that does not count yet.</summary>
    public async Task BeginAsync(JourneyId journeyId, IReadOnlyList<RegisteredAnswer> answers, CancellationToken cancellationToken)
    {
        var journey = await journeys.GetAsync(journeyId, cancellationToken);
        var registration = new Registration
        {
            Id = RegistrationId.New(),
            CardId = journey.CardId ?? throw new InvalidOperationException($"Journey {journeyId.Value} sets questions without a card."),
            StaffId = journey.StaffId!.Value,
            JourneyId = journeyId,
            Answers = answers,
            CreatedAt = time.GetUtcNow(),
        };
        database.Add(registration);
        journey.RegistrationId = registration.Id;
    }

    /// <summary>The address given in this journey so far, for a person who comes back to correct it.</summary>
    public async Task<string?> AddressOfAsync(JourneyId journeyId, CancellationToken cancellationToken) =>
        (await OfJourneyAsync(journeyId, cancellationToken))?.Address?.Value;

    /// <summary>
    /// Looks at an address: what it is, whether its provider is approved, and whether it would give an answer away.
    /// Reads only.
    /// </summary>
    public async Task<CheckedAddress> CheckAddressAsync(JourneyId journeyId, string typed, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(typed, out var address))
        {
            return new CheckedAddress(null, InWords(TypedAddress.FaultOf(typed)!));
        }

        var providers = policy.Value.ApprovedEmailProviders!;
        if (!address.IsOfProvider(providers))
        {
            return new CheckedAddress(null, ChatWords.EmailNotApproved(string.Join(", ", providers)));
        }

        var journey = await journeys.ReadAsync(journeyId, cancellationToken);
        var holder = await database
            .Set<Staff>()
            .AsNoTracking()
            .SingleAsync(s => s.Id == journey.StaffId, cancellationToken);
        var registration = await database
            .Set<Registration>()
            .AsNoTracking()
            .SingleOrDefaultAsync(r => r.Id == journey.RegistrationId, cancellationToken);
        return registration is not null && IsAnswer(address, holder.DisplayName, registration.Answers)
            ? new CheckedAddress(null, ChatWords.EmailIsAnswer) { IsAnswer = true }
            : new CheckedAddress(address, null);
    }

    public async Task TakeAddressAsync(JourneyId journeyId, EmailAddress address, CancellationToken cancellationToken)
    {
        var registration = await OfJourneyAsync(journeyId, cancellationToken)
            ?? throw new InvalidOperationException($"Journey {journeyId.Value} confirms an address without questions.");
        registration.Address = address;
    }

    /// <summary>
    /// Makes the registration count, instead of an older one, and tells the holder; false when the evidence is not
    /// enough.
    /// </summary>
    public async Task<bool> CompleteAsync(JourneyId journeyId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var journey = await journeys.GetAsync(journeyId, cancellationToken);
        var registration = await OfJourneyAsync(journeyId, cancellationToken);
        var card = journeys.HoldCardOf(journey);
        var lockout = card is null ? null : await card.LockoutAsync(cancellationToken);
        var evidence = await journeys.EvidenceOfAsync(journeyId, cancellationToken);
        if (card is null
            || await journeys.CardOfAsync(journeyId, cancellationToken) is not { Type: var type }
            || !RegistrationRelease.IsAllowed(
                journey, evidence, registration, lockout, await card.IsInUseAsync(cancellationToken), type, now))
        {
            audit.Add("registration-refused", journeyId, journey.CardId);
            return false;
        }

        if (await card.LastRegistrationAsync(cancellationToken) is { } replaced)
        {
            replaced.Supersede();
            if (replaced.Address is { } oldAddress && oldAddress != registration!.Address)
            {
                mail.Tell(MailKind.AddressReplaced, oldAddress, journey);
            }
        }

        registration!.Complete(now);
        mail.Tell(MailKind.Registered, registration.Address!, journey);
        journey.Achieve(JourneyEnd.Completed);
        audit.Add("registered", journeyId, journey.CardId);
        return true;
    }

    private async Task<Registration?> OfJourneyAsync(JourneyId journeyId, CancellationToken cancellationToken)
    {
        var journey = await journeys.GetAsync(journeyId, cancellationToken);
        return await database
            .Set<Registration>()
            .SingleOrDefaultAsync(r => r.Id == journey.RegistrationId, cancellationToken);
    }

    private async Task<IReadOnlyList<EmailAddress>> KnownAddressesAsync(Journey journey, CancellationToken cancellationToken)
    {
        var addresses = await database.Set<Registration>().AsNoTracking()
            .Where(r => r.Id == journey.RegistrationId || (r.CardId == journey.CardId && r.State == RegistrationState.Active))
            .Select(r => r.Address)
            .ToListAsync(cancellationToken);
        return [.. addresses.OfType<EmailAddress>()];
    }

    /// <summary>
    /// Which answer it was is never found out: every one is compared with every part, and only whether there was one is
    /// kept.
    /// </summary>
    private bool IsAnswer(EmailAddress address, string name, IReadOnlyList<RegisteredAnswer> answers)
    {
        var isAnswer = false;
        foreach (var part in AnswerRules.PossibleAnswersIn(address, name))
        {
            using var guess = new Secret(part);
            foreach (var answer in answers)
            {
                isAnswer |= hasher.Verify(guess, answer.Hash);
            }
        }

        return isAnswer;
    }

    private static Words InWords(AddressFault fault) => fault.Kind switch
    {
        AddressFaultKind.NoAddress => ChatWords.EmailInvalid,
        AddressFaultKind.Space => ChatWords.EmailSpace,
        AddressFaultKind.Character => ChatWords.EmailCharacter(fault.Character!),
        AddressFaultKind.Dots => ChatWords.EmailDots,
        AddressFaultKind.Several => ChatWords.EmailSeveral,
        AddressFaultKind.MoreThanTheAddress => ChatWords.EmailOnlyTheAddress,
        AddressFaultKind.TooLong => ChatWords.EmailTooLong(EmailAddress.MaxLength),
        _ => throw new InvalidOperationException($"No words for {fault.Kind}."),
    };

    private static string FieldOf(AnswerProblem problem) => problem.Fault is AnswerFault.QuestionMissing or AnswerFault.QuestionRepeated
        ? QuestionsForm.QuestionField(problem.Number)
        : QuestionsForm.AnswerField(problem.Number);

    private static Words InWords(AnswerProblem problem) => problem.Fault switch
    {
        AnswerFault.QuestionMissing => ChatWords.QuestionsMissing(problem.Number),
        AnswerFault.QuestionRepeated => ChatWords.QuestionsSame(problem.Other, problem.Number),
        AnswerFault.Missing => ChatWords.AnswersMissing(problem.Number),
        AnswerFault.TooShort => ChatWords.AnswersTooShort(problem.Number, problem.Min),
        AnswerFault.TooLong => ChatWords.AnswersTooLong(problem.Number, AnswerRules.MaxLength),
        AnswerFault.Repeated => ChatWords.AnswersSame(problem.Other, problem.Number),
        AnswerFault.IsTheQuestion => ChatWords.AnswersIsQuestion(problem.Number),
        AnswerFault.IsNameOrAddress => ChatWords.AnswersIsNameOrAddress(problem.Number),
        AnswerFault.TooCommon => ChatWords.AnswersTooCommon(problem.Number),
        _ => throw new InvalidOperationException($"No words for {problem.Fault}."),
    };
}

/// <param name="Answers">Hashes of four good answers; empty when there are problems.</param>
/// <param name="ChosenQuestions">What was chosen, for the form to show again.</param>
internal sealed record PreparedAnswers(
    IReadOnlyList<RegisteredAnswer> Answers,
    IReadOnlyList<string> ChosenQuestions,
    IReadOnlyList<FieldProblem> Problems);

/// <param name="Address">Null when it will not do.</param>
/// <param name="Problem">Why not; names no answer.</param>
internal sealed record CheckedAddress(EmailAddress? Address, Words? Problem)
{
    /// <summary>It would give an answer away: either may be changed.</summary>
    public bool IsAnswer { get; init; }
}

/// <summary>The questions of the catalogue as people read them, in each language; given by whoever owns the message files.</summary>
public interface IQuestionWords
{
    IReadOnlyList<string> InEachLanguage(QuestionId question);
}
