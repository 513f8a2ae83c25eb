using Smartcard.Domain.Registrations;

namespace Smartcard.Tests.Domain;

/// <summary>Which addresses may be registered. P-R2.</summary>
public sealed class EmailAddressTests
{
    private static readonly string[] Approved = ["nhs.net", "nhs.uk", "gov.uk", "mod.uk"];

    [Theory]
    [InlineData("amal.hughes@nhs.net")]
    [InlineData("amal@trust.nhs.uk")]
    [InlineData("a.b+c@a.b.c.gov.uk")]
    [InlineData("  amal@NHS.UK  ")]
    public void An_approved_provider_and_whatever_lies_below_it(string text) => Assert.True(EmailAddress.Parse(text).IsOfProvider(Approved));

    [Theory]
    [InlineData("amal@evilnhs.uk")]
    [InlineData("amal@nhs.uk.evil.example")]
    [InlineData("amal@nhs-uk.com")]
    [InlineData("amal@gmail.com")]
    [InlineData("amal@uk")]
    public void Another_provider_that_looks_like_one_is_not_approved(string text) =>
        Assert.False(EmailAddress.TryParse(text, out var address) && address.IsOfProvider(Approved));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("amal")]
    [InlineData("@nhs.net")]
    [InlineData("amal@")]
    [InlineData("amal@@nhs.net")]
    [InlineData("amal@evil.example@nhs.net")]
    [InlineData("amal@evil.example,x@nhs.net")]
    [InlineData("Amal <amal@nhs.net>")]
    [InlineData("\"a b\"@nhs.net")]
    [InlineData(".amal@nhs.net")]
    [InlineData("amal@-nhs.net")]
    [InlineData("amal@nhs..net")]
    [InlineData("amal@nhs.net\r\nBcc: x@evil.example")]
    [InlineData("amal@nhs.net\n")]
    [InlineData("amal@nhs\u0435.net")]
    public void What_is_no_plain_address_is_refused(string? text) => Assert.Equal(text == "amal@nhs.net\n", EmailAddress.TryParse(text, out _));

    [Fact]
    public void An_address_prints_itself_masked() => Assert.Equal("a•••@nhs.net", EmailAddress.Parse("amal.hughes@nhs.net").ToString());

    [Fact]
    public void An_address_that_is_too_long_is_refused() => Assert.False(EmailAddress.TryParse(new string('a', 300) + "@nhs.net", out _));
}
