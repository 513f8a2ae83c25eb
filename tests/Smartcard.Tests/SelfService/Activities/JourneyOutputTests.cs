using System.Reflection;
using Smartcard.Domain;
using Smartcard.Domain.Journeys;
using Smartcard.Domain.Prompts;
using Smartcard.SelfService.Activities;
using Smartcard.Workflows;

namespace Smartcard.Tests.SelfService.Activities;

/// <summary>What activities give out is a closed set, and each case of it is handled.</summary>
public sealed class JourneyOutputTests
{
    /// <summary>What the cases are made of.</summary>
    private static readonly object[] Parts = [new Message(Words.Of("Hello.")), new Prompt("nonce", Words.Of("Who?")), JourneyStage.Code];

    public static TheoryData<Type> Cases =>
    [
        .. typeof(JourneyOutput).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(WorkflowOutput)) && !type.IsAbstract),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_case_reaches_the_talk(Type type)
    {
        var made = type.GetConstructors().Single();
        object[] parts = [.. made.GetParameters().Select(p => Parts.Single(part => p.ParameterType.IsInstanceOfType(part)))];
        var output = (WorkflowOutput)made.Invoke(parts);
        var talk = new RecordingTalk();

        JourneyOutput.HandOut(output, NewJourney(), talk);
        JourneyOutput.HandOut(output, journey: null, talk: null); // nobody is there

        Assert.Same(typeof(JourneyOutput), type.DeclaringType);
        Assert.Single(talk.Heard, heard => Parts.Contains(heard));
    }

    [Fact]
    public void A_stage_is_kept_in_the_journey()
    {
        var journey = NewJourney();

        JourneyOutput.HandOut(new JourneyOutput.Reached(JourneyStage.Code), journey, talk: null);

        Assert.Equal(JourneyStage.Code, journey.Stage);
    }

    [Fact]
    public void One_that_nobody_knows_is_not_passed_over() =>
        Assert.Throws<InvalidOperationException>(() => JourneyOutput.HandOut(new Unknown(), NewJourney(), new RecordingTalk()));

    [Fact]
    public void Nobody_else_can_add_a_case() => Assert.All(
        typeof(JourneyOutput).GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(made => made.GetParameters().Length == 0), // the other one copies a record
        made => Assert.True(made.IsPrivate));

    private static Journey NewJourney() => new()
    {
        Id = JourneyId.New(),
        Kind = JourneyKind.Unlock,
        Workflow = "unlock",
        Channel = "webchat",
        Language = "en",
        StartedAt = default,
    };

    private sealed record Unknown : WorkflowOutput;

    private sealed class RecordingTalk : IJourneyTalk
    {
        public List<object> Heard { get; } = [];

        public Task CloseFormAsync(string nonce, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Say(Message message) => Heard.Add(message);

        public void Ask(Prompt prompt) => Heard.Add(prompt);

        public void Reach(JourneyStage stage) => Heard.Add(stage);

        public void GoOnAs(Journey next) => throw new NotSupportedException();

        public Task EndAsync(JourneyEnding ending, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
