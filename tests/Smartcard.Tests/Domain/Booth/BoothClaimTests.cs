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
        Assert.Null(RuleOf(null).Take(_nia));
        Assert.Null(RuleOf(_nia).Take(_nia));
        Assert.Equal(ClaimProblem.TakenByAnother, RuleOf(_tom).Take(_nia));
    }

    [Fact]
    public void It_is_taken_over_from_the_one_who_was_named_and_from_nobody_else()
    {
        Assert.Null(RuleOf(_tom).TakeOver(_nia, from: _tom));
        Assert.Null(RuleOf(null).TakeOver(_nia, from: _tom));
        Assert.Equal(ClaimProblem.TakenByAnother, RuleOf(_eve).TakeOver(_nia, from: _tom));
    }

    [Fact]
    public void Only_who_has_it_gives_it_back_or_hands_it_over_and_only_to_somebody_who_may()
    {
        Assert.Null(RuleOf(_nia).GiveBack(_nia));
        Assert.Equal(ClaimProblem.TakenByAnother, RuleOf(_tom).GiveBack(_nia));
        Assert.Null(RuleOf(_nia).HandOver(_nia, mayTake: true, isColleaguesCard: false));
        Assert.Equal(ClaimProblem.ColleagueMissing, RuleOf(_nia).HandOver(_nia, mayTake: false, isColleaguesCard: false));
        Assert.Equal(ClaimProblem.TakenByAnother, RuleOf(_tom).HandOver(_nia, mayTake: true, isColleaguesCard: false));
        Assert.Equal(ClaimProblem.NotYours, RuleOf(null).HandOver(_nia, mayTake: true, isColleaguesCard: false));
    }

    [Fact]
    public void Nobody_takes_hands_over_or_is_handed_their_own_card_but_gives_it_back()
    {
        Assert.Equal(ClaimProblem.OwnCard, RuleOf(null, isOwnCard: true).Take(_nia));
        Assert.Equal(ClaimProblem.OwnCard, RuleOf(_tom, isOwnCard: true).TakeOver(_nia, from: _tom));
        Assert.Equal(ClaimProblem.OwnCard, RuleOf(_nia, isOwnCard: true).HandOver(_nia, mayTake: true, isColleaguesCard: false));
        Assert.Equal(ClaimProblem.ColleaguesCard, RuleOf(_nia).HandOver(_nia, mayTake: true, isColleaguesCard: true));
        Assert.Null(RuleOf(_nia, isOwnCard: true).GiveBack(_nia));
    }

    [Fact]
    public void A_claim_that_is_older_than_the_cases_is_not_about_them_and_one_that_is_made_never_is()
    {
        var oldest = new DateTimeOffset(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);

        Assert.False(ClaimOf(oldest.AddTicks(-1)).IsAbout(oldest));
        Assert.True(ClaimOf(oldest).IsAbout(oldest));
        Assert.True(ClaimOf(BoothClaim.Begin(oldest.AddMinutes(-2), oldest)).IsAbout(oldest)); // by a host whose clock is late
        Assert.Equal(oldest.AddMinutes(2), BoothClaim.Begin(oldest.AddMinutes(2), oldest));

        BoothClaim ClaimOf(DateTimeOffset since) => new() { Id = new MatterId(Guid.CreateVersion7()), UserId = _nia, Since = since };
    }

    private static ClaimRule RuleOf(UserId? claimant, bool isOwnCard = false) => new(claimant, isOwnCard, IsOfOtherOrganisation: false);
}
