using Smartcard.Domain;
using Smartcard.Domain.Booth;

namespace Smartcard.Tests.Domain.Booth;

/// <summary>Who may take a card's cases, and who may not.</summary>
public sealed class BoothClaimTests
{
    private readonly UserId _nia = UserId.New();
    private readonly UserId _tom = UserId.New();
    private readonly UserId _eve = UserId.New();

    [Fact]
    public void What_nobody_has_is_taken_and_what_a_colleague_has_is_not()
    {
        Assert.Null(new ClaimRule(null).Take(_nia));
        Assert.Null(new ClaimRule(_nia).Take(_nia));
        Assert.Equal(ClaimProblem.TakenByAnother, new ClaimRule(_tom).Take(_nia));
    }

    [Fact]
    public void It_is_taken_over_from_the_one_who_was_named_and_from_nobody_else()
    {
        Assert.Null(new ClaimRule(_tom).TakeOver(_nia, from: _tom));
        Assert.Null(new ClaimRule(null).TakeOver(_nia, from: _tom));
        Assert.Equal(ClaimProblem.TakenByAnother, new ClaimRule(_eve).TakeOver(_nia, from: _tom));
    }

    [Fact]
    public void Only_who_has_it_gives_it_back_or_hands_it_over_and_only_to_somebody_who_may()
    {
        Assert.Null(new ClaimRule(_nia).GiveBack(_nia));
        Assert.Equal(ClaimProblem.TakenByAnother, new ClaimRule(_tom).GiveBack(_nia));
        Assert.Null(new ClaimRule(_nia).HandOver(_nia, mayTake: true));
        Assert.Equal(ClaimProblem.ColleagueMissing, new ClaimRule(_nia).HandOver(_nia, mayTake: false));
        Assert.Equal(ClaimProblem.TakenByAnother, new ClaimRule(_tom).HandOver(_nia, mayTake: true));
        Assert.Equal(ClaimProblem.NotYours, new ClaimRule(null).HandOver(_nia, mayTake: true));
    }
}
