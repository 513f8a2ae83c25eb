using Smartcard.Domain;
using Smartcard.Domain.CardTasks;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Evidence;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Registrations;

namespace Smartcard.Tests.Domain.Journeys;

/// <summary>What a journey left on record comes out as steps, in their order and with the time that each took.</summary>
public sealed class JourneyTraceTests
{
    private static readonly DateTimeOffset Began = new(2026, 11, 23, 9, 12, 0, TimeSpan.Zero);
    private static readonly JourneyId Id = JourneyId.New();
    private static readonly CardId Card = CardId.New();

    [Fact]
    public void An_unlock_is_told_from_the_start_to_the_mail_that_came_back()
    {
        var mail = Mail(At(65));
        mail.End(MailState.Sent, At(70));
        mail.Note(MailDelivery.Bounced, "5.1.1", At(75), At(75));

        var steps = Trace(
            evidence: [Evidence(EvidenceKind.QuestionsAnswered, At(61)), Evidence(EvidenceKind.CardIdentified, At(20))],
            helpers: [Helper(At(10))],
            codes: [Code(At(65))],
            mails: [mail]).Steps();

        Assert.Equal(
            [
                (JourneyStepKind.Began, null),
                (JourneyStepKind.HelperConnected, 10),
                (JourneyStepKind.CardIdentified, 10),
                (JourneyStepKind.QuestionsAnswered, 41),
                (JourneyStepKind.CodeMade, 4),
                (JourneyStepKind.MailAccepted, 5),
                (JourneyStepKind.MailCameBack, 5),
            ],
            steps.Select(s => (s.Kind, (int?)s.Took?.TotalSeconds)));
    }

    [Fact]
    public void A_task_that_came_to_nothing_says_how_and_one_that_succeeded_is_told_by_what_it_proved()
    {
        var steps = Trace(tasks: [Task(CardTaskEnd.WrongCard, At(30)), Task(CardTaskEnd.Done, At(40))]).Steps();

        var failed = Assert.Single(steps, s => s.Kind == JourneyStepKind.TaskFailed);
        Assert.Equal((CardTaskEnd.WrongCard, At(30)), (failed.End, failed.At));
    }

    [Fact]
    public void A_helper_that_came_along_from_the_journey_before_is_there_from_the_start()
    {
        var steps = Trace(helpers: [Helper(At(-300))]).Steps();

        Assert.Equal([JourneyStepKind.Began, JourneyStepKind.HelperConnected], steps.Select(s => s.Kind));
        Assert.Equal(TimeSpan.Zero, steps[1].Took);
    }

    [Fact]
    public void A_mail_without_a_code_is_no_step()
    {
        var mail = Mail(At(5), MailKind.Unlocked);
        mail.End(MailState.Sent, At(6));

        Assert.Single(Trace(mails: [mail]).Steps());
    }

    [Fact]
    public void A_registration_is_told_by_its_questions_and_its_end()
    {
        var registration = new RegistrationStanding(Card, Id, RegistrationState.Active, null, At(50), At(90));

        Assert.Equal(
            [JourneyStepKind.Began, JourneyStepKind.QuestionsChosen, JourneyStepKind.Registered],
            (Trace() with { Registration = registration }).Steps().Select(s => s.Kind));
    }

    private static DateTimeOffset At(int seconds) => Began.AddSeconds(seconds);

    private static JourneyTrace Trace(
        PairedSession[]? helpers = null,
        CardTaskItem[]? tasks = null,
        EvidenceItem[]? evidence = null,
        EmailCode[]? codes = null,
        OutgoingMail[]? mails = null) =>
        new(
            new Journey
            {
                Id = Id,
                Kind = JourneyKind.Unlock,
                Workflow = "unlock",
                Channel = "webchat",
                Language = "en",
                StartedAt = Began,
            },
            helpers ?? [],
            tasks ?? [],
            evidence ?? [],
            codes ?? [],
            mails ?? [],
            Registration: null);

    private static EvidenceItem Evidence(EvidenceKind kind, DateTimeOffset at) =>
        new() { Id = EvidenceId.New(), JourneyId = Id, CardId = Card, Kind = kind, At = at };

    private static PairedSession Helper(DateTimeOffset at) =>
        new() { Id = HelperSessionId.New(), JourneyId = Id, TokenHash = "", CreatedAt = at, LastSeenAt = at };

    private static EmailCode Code(DateTimeOffset at) => new()
    {
        Id = CodeId.New(),
        JourneyId = Id,
        CardId = Card,
        Address = "amal@nhs.net",
        KeyedHash = [],
        CreatedAt = at,
        ExpiresAt = at + EmailCode.Lifetime,
    };

    private static OutgoingMail Mail(DateTimeOffset at, MailKind kind = MailKind.UnlockCode) => new()
    {
        Id = MailId.New(),
        Kind = kind,
        To = "amal@nhs.net",
        Language = "en",
        JourneyId = Id,
        CreatedAt = at,
        NotAfter = at.AddMinutes(10),
    };

    private static CardTaskItem Task(CardTaskEnd end, DateTimeOffset at)
    {
        var task = new CardTaskItem
        {
            Id = CardTaskId.New(),
            JourneyId = Id,
            HelperSessionId = HelperSessionId.New(),
            Kind = CardWork.Identify,
            CreatedAt = Began,
            ExpiresAt = at.AddMinutes(5),
        };
        task.End(end, at);
        return task;
    }
}
