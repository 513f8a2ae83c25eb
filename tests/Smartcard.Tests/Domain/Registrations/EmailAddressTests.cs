using Smartcard.Domain.Registrations;

namespace Smartcard.Tests.Domain.Registrations;

/// <summary>Which addresses may be registered. P-R2.</summary>
public sealed class EmailAddressTests
{
    private static readonly string[] Approved = ["nhs.net", "nhs.uk", "gov.uk", "mod.uk"];

    [Theory]
    [InlineData("amal.hughes@nhs.net")]
    [InlineData("amal@trust.nhs.uk")]
    [InlineData("a.b+c@a.b.c.gov.uk")]
    [InlineData("  amal@NHS.UK  ")]
    public void An_approved_provider_and_whatever_lies_below_it(string text) =>
        Assert.True(EmailAddress.Parse(text).IsOfProvider(Approved));

    [Theory]
    [InlineData("amal@evilnhs.uk")]
    [InlineData("amal@nhs.uk.evil.example")]
    [InlineData("amal@nhs-uk.com")]
    [InlineData("amal@gmail.com")]
    [InlineData("amal@uk")]
    public void Another_provider_that_looks_like_one_is_not_approved(string text) =>
        Assert.False(EmailAddress.TryParse(text, out var address) && address.IsOfProvider(Approved));

    [Theory]
    [InlineData("amal+card@nhs.net", "amal@nhs.net")]
    [InlineData("amal+a+b@nhs.net", "amal@nhs.net")]
    [InlineData("amal@nhs.net", "amal@nhs.net")]
    [InlineData("+amal@nhs.net", "+amal@nhs.net")]
    public void A_tag_names_no_other_mailbox(string text, string mailbox) =>
        Assert.Equal(mailbox, EmailAddress.Parse(text).Mailbox.Value);

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
    public void What_is_no_plain_address_is_refused(string? text) =>
        Assert.Equal(text == "amal@nhs.net\n", EmailAddress.TryParse(text, out _));

    [Theory]
    [InlineData("nia.o’neill@nhs.net", "nia.o'neill@nhs.net")]
    [InlineData("nia.oʼneill@nhs.net", "nia.o'neill@nhs.net")]
    [InlineData("nia.o`neill@nhs.net", "nia.o'neill@nhs.net")]
    [InlineData("nia.o´neill@nhs.net", "nia.o'neill@nhs.net")]
    [InlineData("nia\u2011jones@nhs.net", "nia-jones@nhs.net")]
    [InlineData("nia–jones@nhs.net", "nia-jones@nhs.net")]
    [InlineData("mailto:nia@nhs.net", "nia@nhs.net")]
    [InlineData("MailTo: nia@nhs.net", "nia@nhs.net")]
    [InlineData("mailto:nia@nhs.net?subject=My%20card", "nia@nhs.net")]
    [InlineData("nia@nhs.net.", "nia@nhs.net")]
    [InlineData("nia@nhs.net;", "nia@nhs.net")]
    [InlineData("nia@nhs.net,", "nia@nhs.net")]
    [InlineData("<nia@nhs.net>", "nia@nhs.net")]
    [InlineData("<mailto:nia@nhs.net>.", "nia@nhs.net")]
    [InlineData("(nia@nhs.net)", "nia@nhs.net")]
    [InlineData("“nia@nhs.net”", "nia@nhs.net")]
    [InlineData("'nia@nhs.net'", "nia@nhs.net")]
    [InlineData("‘nia@nhs.net’", "nia@nhs.net")]
    [InlineData("nia\u200b@nhs.net", "nia@nhs.net")]
    [InlineData("\ufeffnia@nhs.\u00adnet\u200e", "nia@nhs.net")]
    [InlineData("\u00a0nia@nhs.net\u202f", "nia@nhs.net")]
    [InlineData("ｎｉａ＠ｎｈｓ．ｎｅｔ", "nia@nhs.net")]
    [InlineData("nia@nhs.net\r\n", "nia@nhs.net")]
    public void What_surely_means_an_address_is_that_address(string text, string address) =>
        Assert.Equal(address, EmailAddress.Parse(text).Value);

    [Theory]
    [InlineData(null, AddressFaultKind.NoAddress, null)]
    [InlineData("", AddressFaultKind.NoAddress, null)]
    [InlineData("nia", AddressFaultKind.NoAddress, null)]
    [InlineData("nia at nhs.net", AddressFaultKind.NoAddress, null)]
    [InlineData("nia@nhs", AddressFaultKind.NoAddress, null)]
    [InlineData("nia jones@nhs.net", AddressFaultKind.Space, null)]
    [InlineData("nia@\u00a0nhs.net", AddressFaultKind.Space, null)]
    [InlineData("nia@nhs.net and then", AddressFaultKind.Space, null)]
    [InlineData("nïa@nhs.net", AddressFaultKind.Character, "ï")]
    [InlineData("nia@nhs\u0435.net", AddressFaultKind.Character, "\u0435")]
    [InlineData("nia!jones@nhs.net", AddressFaultKind.Character, "!")]
    [InlineData("nia,jones@nhs.net", AddressFaultKind.Character, ",")]
    [InlineData("nia😀@nhs.net", AddressFaultKind.Character, "😀")]
    [InlineData("nia..jones@nhs.net", AddressFaultKind.Dots, null)]
    [InlineData(".nia@nhs.net", AddressFaultKind.Dots, null)]
    [InlineData("nia.@nhs.net", AddressFaultKind.Dots, null)]
    [InlineData("nia@.nhs.net", AddressFaultKind.Dots, null)]
    [InlineData("nia@nhs.net; nia@nhs.uk", AddressFaultKind.Several, null)]
    [InlineData("nia@nhs.net\r\nBcc: x@evil.example", AddressFaultKind.Several, null)]
    [InlineData("Nia Jones <nia@nhs.net>", AddressFaultKind.MoreThanTheAddress, null)]
    [InlineData("<nia@nhs.net", AddressFaultKind.MoreThanTheAddress, null)]
    public void What_is_wrong_with_an_address_is_named(string? text, AddressFaultKind kind, string? character) =>
        Assert.Equal(new AddressFault(kind, character), TypedAddress.FaultOf(text));

    [Theory]
    [InlineData(300)]
    [InlineData(100_000)]
    public void An_address_that_is_too_long_is_named_too(int length) =>
        Assert.Equal(AddressFaultKind.TooLong, TypedAddress.FaultOf(new string('a', length) + "@nhs.net")!.Kind);

    [Fact]
    public void An_address_has_no_fault() => Assert.Null(TypedAddress.FaultOf("<nia@nhs.net>"));

    [Fact]
    public void Another_case_is_the_same_address()
    {
        var (first, second) = (EmailAddress.Parse("Nia.Jones@nhs.net"), EmailAddress.Parse("nia.jones@NHS.net"));

        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.Equal("Nia.Jones@nhs.net", first.Value);
        Assert.NotEqual(first, EmailAddress.Parse("nia.jonas@nhs.net"));
    }

    [Fact]
    public void An_address_prints_itself_masked() => Assert.Equal("a•••@nhs.net", EmailAddress.Parse("amal.hughes@nhs.net").ToString());

    [Fact]
    public void An_address_that_is_too_long_is_refused() => Assert.False(EmailAddress.TryParse(new string('a', 300) + "@nhs.net", out _));
}
