using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Storage.Conversations;

namespace Smartcard.Tests.Storage.Conversations;

/// <summary>Language and the last sign of the person are the journey's while one is under way, and the conversation's between.</summary>
public sealed class ConversationTests
{
    private static readonly DateTimeOffset Then = new(2026, 11, 28, 7, 0, 0, TimeSpan.Zero);

    private readonly Conversation _conversation = new()
    {
        Id = "c1",
        BrowserHash = "hash",
        UserId = "user",
        WishedLanguage = "en",
        CreatedAt = Then,
        LastHeardAt = Then,
    };

    private readonly Journey _journey = new()
    {
        Id = JourneyId.New(),
        Kind = JourneyKind.Unlock,
        Workflow = "unlock",
        Channel = "webchat",
        Language = "en",
        StartedAt = Then,
        LastHeardAt = Then,
    };

    [Fact]
    public void What_happens_in_a_journey_is_the_journeys_until_it_ends()
    {
        _conversation.Follow(_journey);

        _conversation.Speak("cy");
        _conversation.Hear(Then.AddMinutes(5));

        Assert.Equal(("cy", "cy", Then.AddMinutes(5)), (_conversation.Language, _journey.Language, _journey.LastHeardAt));
        Assert.Equal(("en", Then), (_conversation.WishedLanguage, _conversation.LastHeardAt));

        _conversation.Leave();

        Assert.Equal(("cy", "cy", Then.AddMinutes(5)), (_conversation.Language, _conversation.WishedLanguage, _conversation.LastHeardAt));
        Assert.False(_conversation.IsOnJourney);
        Assert.Equal("unlock", _conversation.LastKind);
    }

    [Fact]
    public void What_happens_between_journeys_leaves_the_last_one_as_it_was()
    {
        _conversation.Follow(_journey);
        _conversation.Leave();

        _conversation.Speak("cy");
        _conversation.Hear(Then.AddMinutes(5));

        Assert.Equal(("cy", Then.AddMinutes(5)), (_conversation.Language, _conversation.LastHeardAt));
        Assert.Equal(("en", Then), (_journey.Language, _journey.LastHeardAt));
    }

    [Fact]
    public void One_that_was_read_without_its_journey_guesses_nothing()
    {
        _conversation.Begin(_journey.Id, "unlock");

        Assert.Throws<InvalidOperationException>(() => _conversation.Language);
        Assert.Throws<InvalidOperationException>(() => _conversation.Hear(Then));
    }
}
