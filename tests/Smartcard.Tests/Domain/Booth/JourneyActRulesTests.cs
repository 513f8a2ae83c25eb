using Smartcard.Domain;
using Smartcard.Domain.Booth;
using Smartcard.Domain.Codes;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Mail;
using Smartcard.Domain.Prompts;

namespace Smartcard.Tests.Domain.Booth;

/// <summary>What booth staff may do for a journey under way, and each reason why they may not.</summary>
public sealed class JourneyActRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);
    private static readonly CardId Card = CardId.New();

    private readonly JourneyActFacts _facts = new()
    {
        Journey = new Journey
        {
            Id = JourneyId.New(),
            Kind = JourneyKind.Unlock,
            Workflow = "unlock",
            Channel = "webchat",
            Language = "en",
            CardId = Card,
            Stage = JourneyStage.Code,
            StartedAt = Now,
            LastHeardAt = Now,
        },
        IsUnderWay = true,
        Acts = [],
        IsRead = true,
        IsCardChanging = false,
        IsOwnCard = false,
        IsOfOtherOrganisation = false,
        IsRegistered = true,
        IsStopped = false,
        Codes = [Code(), Code(), Code()],
        CodesOfCard = 3,
        Mails = [LateMail()],
        MailPatience = TimeSpan.FromMinutes(1),
        Rules = new InPersonRules(NeedsSecondPerson: false, MostPerHour: 20),
        CheckedBefore = 0,
    };

    [Fact]
    public void Everything_may_be_done_for_a_journey_that_needs_everything() =>
        Assert.Equal(Enum.GetValues<JourneyActKind>(), JourneyActRules.Allowed(_facts, Now));

    [Fact]
    public void Nothing_is_done_for_a_journey_that_is_over() => Assert.All(
        Enum.GetValues<JourneyActKind>(),
        kind => Assert.Equal(ActRefusal.IsOver, RefusalOf(kind, f => f with { IsUnderWay = false })));

    [Fact]
    public void For_their_own_card_somebody_may_say_something_and_end_the_journey() => Assert.Equal(
        [JourneyActKind.Message, JourneyActKind.End],
        JourneyActRules.Allowed(_facts with { IsOwnCard = true }, Now));

    [Fact]
    public void For_somebody_of_another_organisation_nothing_is_done_not_even_said() => Assert.All(
        Enum.GetValues<JourneyActKind>(),
        kind => Assert.Equal(ActRefusal.OtherOrganisation, RefusalOf(kind, f => f with { IsOfOtherOrganisation = true })));

    [Fact]
    public void After_ten_acts_a_journey_can_only_be_ended()
    {
        var acts = Enumerable.Repeat(Act(JourneyActKind.Message, ago: TimeSpan.FromMinutes(5)), JourneyActRules.MostPerJourney).ToArray();

        Assert.NotEqual(ActRefusal.TooManyActs, RefusalOf(JourneyActKind.Message, f => f with { Acts = acts[1..] }));
        Assert.Equal([JourneyActKind.End], JourneyActRules.Allowed(_facts with { Acts = acts }, Now));
        Assert.Equal(ActRefusal.TooManyActs, RefusalOf(JourneyActKind.SendMail, f => f with { Acts = acts }));
    }

    [Theory]
    [InlineData(JourneyActKind.Message)]
    [InlineData(JourneyActKind.SendMail)]
    public void The_same_is_not_done_twice_within_a_minute(JourneyActKind kind)
    {
        Assert.Equal(ActRefusal.TooSoon, RefusalOf(kind, f => f with { Acts = [Act(kind, TimeSpan.FromSeconds(59))] }));
        Assert.Null(RefusalOf(kind, f => f with { Acts = [Act(kind, JourneyActRules.Pause)] }));
    }

    [Fact]
    public void Nothing_is_said_where_nobody_reads_it() =>
        Assert.Equal(ActRefusal.NobodyReads, RefusalOf(JourneyActKind.Message, f => f with { IsRead = false }));

    [Fact]
    public void A_journey_is_not_ended_while_its_card_is_changed() =>
        Assert.Equal(ActRefusal.CardIsChanging, RefusalOf(JourneyActKind.End, f => f with { IsCardChanging = true }));

    [Fact]
    public void A_mail_with_a_code_is_sent_again_only_while_it_waits_and_its_code_is_good()
    {
        Assert.Equal(ActRefusal.NoMailToSend, OfMail(LateMail(age: TimeSpan.FromSeconds(59))));
        Assert.Equal(ActRefusal.NoMailToSend, OfMail(Mail(MailKind.UnlockCode, mail => mail.End(MailState.Sent, Now))));
        Assert.Equal(ActRefusal.NoMailToSend, OfMail(Mail(MailKind.UnlockCode, mail => mail.End(MailState.Failed, Now))));
        Assert.Equal(ActRefusal.NoMailToSend, OfMail(LateMail(age: TimeSpan.FromMinutes(11)))); // too late to be of use
        Assert.Equal(ActRefusal.NoMailToSend, RefusalOf(JourneyActKind.SendMail, f => f with { Codes = [Code(isGood: false)] }));
    }

    [Fact]
    public void A_mail_that_a_host_may_be_sending_is_left_to_it()
    {
        Assert.Equal(ActRefusal.NoMailToSend, OfMail(Mail(MailKind.UnlockCode, mail => mail.Claim(Now + OutgoingMail.ClaimedFor))));
        Assert.Null(OfMail(Mail(MailKind.UnlockCode, mail => mail.Claim(Now)))); // its time is over
        Assert.Null(OfMail(Mail(MailKind.UnlockCode, mail =>
        {
            mail.Claim(Now);
            mail.Retry(Now + TimeSpan.FromMinutes(2)); // it waits for its next try
        })));
    }

    [Fact]
    public void A_mail_without_a_code_is_sent_again_once_it_is_lost()
    {
        Assert.Null(OfMail(Mail(MailKind.Unlocked, mail => mail.End(MailState.Failed, Now))));
        Assert.Equal(ActRefusal.NoMailToSend, OfMail(Mail(MailKind.Unlocked, mail => mail.End(MailState.Sent, Now))));
        Assert.Equal(ActRefusal.NoMailToSend, OfMail(Mail(MailKind.PasscodeMayBeSet, _ => { }))); // it waits on purpose
        Assert.Equal(ActRefusal.NoMailToSend, OfMail(Mail(MailKind.Unlocked, mail =>
        {
            mail.End(MailState.Failed, Now);
            mail.SendAgainAs(MailId.New());
        })));
    }

    [Fact]
    public void One_more_code_is_for_whoever_has_none_left_and_once_for_a_journey()
    {
        Assert.Equal(ActRefusal.CodesAreLeft, RefusalOf(JourneyActKind.AllowCode, f => f with { Codes = [Code(), Code()] }));
        Assert.Equal(
            ActRefusal.CodeWasAllowed,
            RefusalOf(JourneyActKind.AllowCode, f => f with { Acts = [Act(JourneyActKind.AllowCode, TimeSpan.FromHours(1))] }));
        Assert.Equal(
            ActRefusal.CardHasNoCodes,
            RefusalOf(JourneyActKind.AllowCode, f => f with { CodesOfCard = EmailCode.MaxPerCardPerDay }));
        Assert.Equal(ActRefusal.NobodyReads, RefusalOf(JourneyActKind.AllowCode, f => f with { IsRead = false }));
        _facts.Journey.Stage = JourneyStage.Questions;
        Assert.Equal(ActRefusal.NotAtCode, RefusalOf(JourneyActKind.AllowCode, f => f));
    }

    [Fact]
    public void Questions_are_cleared_only_of_a_card_that_has_them_in_force_and_by_the_rules_of_the_booth()
    {
        Assert.Equal(ActRefusal.NotRegistered, OfQuestions(f => f with { IsRegistered = false }));
        Assert.Equal(ActRefusal.SelfServiceStopped, OfQuestions(f => f with { IsStopped = true }));
        Assert.Equal(ActRefusal.NeedsSecondPerson, OfQuestions(f => f with { Rules = new InPersonRules(NeedsSecondPerson: true, 20) }));
        Assert.Equal(ActRefusal.CardIsChanging, OfQuestions(f => f with { IsCardChanging = true }));
        Assert.Equal(ActRefusal.TooMany, OfQuestions(f => f with { CheckedBefore = 20 }));
        Assert.Null(OfQuestions(f => f with { CheckedBefore = 19 }));
    }

    [Fact]
    public void The_questions_of_a_registration_under_way_are_not_in_force() => Assert.Equal(
        ActRefusal.NotRegistered,
        OfQuestions(f => f with
        {
            Journey = new Journey
            {
                Id = JourneyId.New(),
                Kind = JourneyKind.Registration,
                Workflow = "registration",
                Channel = "webchat",
                Language = "en",
                CardId = Card,
                StartedAt = Now,
                LastHeardAt = Now,
            },
        }));

    private ActRefusal? OfQuestions(Func<JourneyActFacts, JourneyActFacts> with) => RefusalOf(JourneyActKind.ClearQuestions, with);

    private ActRefusal? OfMail(OutgoingMail mail) => RefusalOf(JourneyActKind.SendMail, f => f with { Mails = [mail] });

    private ActRefusal? RefusalOf(JourneyActKind kind, Func<JourneyActFacts, JourneyActFacts> with) =>
        JourneyActRules.RefusalOf(kind, with(_facts), Now);

    private static JourneyAct Act(JourneyActKind kind, TimeSpan ago) => new()
    {
        Id = JourneyActId.New(),
        JourneyId = JourneyId.New(),
        Kind = kind,
        Choice = JourneyActChoices.Of(kind)[0],
        ActorId = UserId.New(),
        At = Now - ago,
    };

    private static EmailCode Code(bool isGood = true) => new()
    {
        Id = CodeId.New(),
        JourneyId = JourneyId.New(),
        CardId = Card,
        Address = "amal.hughes@nhs.uk",
        KeyedHash = [],
        CreatedAt = Now - TimeSpan.FromHours(1),
        ExpiresAt = isGood ? Now + TimeSpan.FromMinutes(10) : Now,
    };

    private static OutgoingMail LateMail(TimeSpan? age = null) => Mail(MailKind.UnlockCode, _ => { }, age ?? TimeSpan.FromMinutes(1));

    private static OutgoingMail Mail(MailKind kind, Action<OutgoingMail> change, TimeSpan? age = null)
    {
        var made = Now - (age ?? TimeSpan.FromMinutes(5));
        var mail = new OutgoingMail
        {
            Id = MailId.New(),
            Kind = kind,
            To = "amal.hughes@nhs.uk",
            Language = "en",
            CreatedAt = made,
            NotAfter = made + TimeSpan.FromMinutes(10),
        };
        change(mail);
        return mail;
    }
}
