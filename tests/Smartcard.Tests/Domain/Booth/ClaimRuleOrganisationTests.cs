using Smartcard.Domain;
using Smartcard.Domain.Booth;

namespace Smartcard.Tests.Domain.Booth;

/// <summary>What somebody may do with a case of another organisation: nothing.</summary>
public sealed class ClaimRuleOrganisationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nobody_does_anything_with_a_case_of_another_organisation_even_if_it_was_theirs(bool isTheirs)
    {
        var actor = UserId.New();
        var rule = new ClaimRule(isTheirs ? actor : null, IsOwnCard: false, IsOfOtherOrganisation: true);

        Assert.All(
            new[]
            {
                rule.Take(actor),
                rule.TakeOver(actor, actor),
                rule.GiveBack(actor),
                rule.HandOver(actor, mayTake: true, isColleaguesCard: false),
            },
            problem => Assert.Equal(ClaimProblem.OtherOrganisation, problem));
    }
}
