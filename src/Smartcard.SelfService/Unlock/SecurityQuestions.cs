using System.Security.Cryptography;
using Smartcard.Domain;
using Smartcard.Domain.Lockouts;
using Smartcard.Domain.Prompts;
using Smartcard.Domain.Registrations;
using Smartcard.SelfService.Journeys;
using Smartcard.SelfService.Lockout;
using Smartcard.SelfService.Registrations;

namespace Smartcard.SelfService.Unlock;

/// <summary>Which questions a card's holder is asked, and what their answers count for. P-U5, P-U6, S1.</summary>
internal sealed class SecurityQuestions(JourneyEvidence journeys, Lockouts lockouts, AnswerHasher hasher)
{
    /// <summary>
    /// The questions for this journey's card: drawn once and kept, so that nobody may shop for easier ones. Null when
    /// the card may not be asked.
    /// </summary>
    public async Task<IReadOnlyList<QuestionId>?> ForAsync(JourneyId journeyId, int count, CancellationToken cancellationToken)
    {
        var journey = await journeys.GetAsync(journeyId, cancellationToken);
        if (journeys.HoldCardOf(journey) is not { } card
            || await card.IsStoppedAsync(cancellationToken)
            || await card.RegistrationAsync(cancellationToken) is not { } registration)
        {
            return null;
        }

        count = Math.Clamp(count, AnswerRules.MinAsked, AnswerRules.QuestionCount);
        if (registration.QuestionOrder.Count == 0)
        {
            var order = registration.Answers.Select(a => a.QuestionId).ToArray();
            RandomNumberGenerator.Shuffle<QuestionId>(order);
            registration.QuestionOrder = order;
        }

        journey.AskedQuestions = [.. registration.QuestionOrder.Take(count)];
        return journey.AskedQuestions;
    }

    /// <summary>
    /// Compares the answers with their hashes. Reads only; what comes of it is decided by <see cref="RecordAsync"/>,
    /// inside the turn.
    /// </summary>
    public async Task<CheckedAnswers> CheckAsync(JourneyId journeyId, PromptReply reply, CancellationToken cancellationToken)
    {
        var journey = await journeys.ReadAsync(journeyId, cancellationToken);
        var registration = journey.CardId is { } cardId ? await journeys.ReadRegistrationAsync(cardId, cancellationToken) : null;
        if (registration is null || journey.AskedQuestions.Count == 0)
        {
            return new CheckedAnswers(default, AllRight: false);
        }

        // Every answer is checked, whatever the first one gave: the time taken tells nothing.
        var allRight = true;
        foreach (var question in journey.AskedQuestions)
        {
            var hash = registration.Answers.Single(a => a.QuestionId == question).Hash;
            allRight &= reply.Fields.TryGetValue($"answer{question.Value}", out var answer) && hasher.Verify(answer, hash);
        }

        return new CheckedAnswers(registration.Id, allRight);
    }

    public async Task<AnswerAttempt> RecordAsync(JourneyId journeyId, CheckedAnswers answers, CancellationToken cancellationToken)
    {
        var journey = await journeys.GetAsync(journeyId, cancellationToken);
        var card = journeys.HoldCardOf(journey)
            ?? throw new InvalidOperationException($"Journey {journeyId} was asked questions without a card.");
        var registration = await card.RegistrationAsync(cancellationToken);

        // A registration that was replaced in between was not the one checked.
        var isRight = answers.AllRight && registration?.Id == answers.RegistrationId;
        var attempt = await lockouts.RecordAsync(card, journeyId, isRight, cancellationToken);
        if (attempt is AnswerAttempt.Right)
        {
            await journeys.QuestionsAnsweredAsync(journey, registration!, cancellationToken);
        }

        return attempt;
    }
}

/// <param name="RegistrationId">The registration that the answers were compared with.</param>
internal sealed record CheckedAnswers(RegistrationId RegistrationId, bool AllRight);
