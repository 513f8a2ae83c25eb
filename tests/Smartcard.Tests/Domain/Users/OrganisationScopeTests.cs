using Smartcard.Domain.Users;

namespace Smartcard.Tests.Domain.Users;

/// <summary>Whose people somebody may see, and who can be limited at all.</summary>
public sealed class OrganisationScopeTests
{
    [Theory]
    [InlineData("Example Trust", true)]
    [InlineData("example trust", false)]
    [InlineData("Example Trust ", false)]
    [InlineData("Example  Trust", false)]
    [InlineData("Another Trust", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Whoever_is_limited_sees_people_of_that_organisation_alone_letter_by_letter(string? holders, bool isSeen)
    {
        Assert.Equal(isSeen, OrganisationScope.Of("Example Trust").Includes(holders));
        Assert.True(OrganisationScope.Everybody.Includes(holders));
        Assert.True(OrganisationScope.Of(null).Includes(holders));
        Assert.False(OrganisationScope.Nobody.Includes(holders));
    }

    [Theory]
    [InlineData(BackOfficeRoles.None, true)]
    [InlineData(BackOfficeRoles.Booth, true)]
    [InlineData(BackOfficeRoles.SiteLead, true)]
    [InlineData(BackOfficeRoles.Booth | BackOfficeRoles.SiteLead, true)]
    [InlineData(BackOfficeRoles.Auditor, false)]
    [InlineData(BackOfficeRoles.RaAdmin, false)]
    [InlineData(BackOfficeRoles.Booth | BackOfficeRoles.Auditor, false)]
    [InlineData(BackOfficeRoles.SiteLead | BackOfficeRoles.RaAdmin, false)]
    public void Only_the_booth_and_its_leads_can_be_limited(BackOfficeRoles roles, bool mayLimit) =>
        Assert.Equal(mayLimit, OrganisationScope.MayLimit(roles));
}
